/**
 * What the frame does in the browser, from before the framework has come: after a page change its heading has the focus, two
 * buttons at the top skip to where visitors want to go, and the way on is shown beside the stage's player.
 */
(() => {
  /** @param {string} selector */
  const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));

  /** The stage, in its component's shadow, or before that is there in what stands for it. */
  function stage() {
    const roots = document.querySelectorAll(".st-key-stage *, #opening .stage");
    return [...roots].map((root) => root.shadowRoot?.querySelector("[data-testid=stage]")).find(Boolean);
  }

  const targets = [stage, () => find(".st-key-onward a")];
  document.querySelectorAll("#skips button").forEach((button, k) => {
    button.addEventListener("click", () => /** @type {HTMLElement | null} */ (targets[k]())?.focus());
  });

  let page = location.pathname;
  let heading = "";

  /** The heading of another page than before is where reading begins. A browser's translation of it is no other page. */
  function arrive() {
    const title = find("[data-testid=stMain] h1");
    const said = title?.textContent ?? "";
    if (!title || said === heading) return;
    if (heading && location.pathname !== page) {
      title.tabIndex = -1;
      title.focus();
    }
    if (heading === "" || location.pathname !== page) page = location.pathname;
    heading = said;
  }

  /** What breaks where a browser translates it. */
  function keep() {
    document
      .querySelectorAll(":is([data-testid=stCode], .katex, .js-plotly-plot, [data-testid=stSliderThumbValue]):not([translate])")
      .forEach((element) => element.setAttribute("translate", "no"));
  }

  /** Several numbers on a page have the same buttons beside them: each says whose it is. */
  function name() {
    document.querySelectorAll("[data-testid=stNumberInput]").forEach((input) => {
      const label = input.querySelector("input")?.getAttribute("aria-label");
      const steps = [...input.querySelectorAll("button")].filter((button) => !button.closest("[data-testid=stWidgetLabel]"));
      steps.forEach((button, k) => {
        const called = `${label}: ${k ? "more" : "less"}`;
        if (button.getAttribute("aria-label") !== called) button.setAttribute("aria-label", called);
      });
    });
  }

  /** Of the list of pages on a narrow screen each part is a list of its own, called by its name: as it comes, parts stand where items are expected. */
  function list() {
    const nav = find("[data-testid=stSidebarNavItems]");
    if (!nav || nav.getAttribute("role")) return;
    nav.setAttribute("role", "none");
    for (const part of nav.children) {
      const title = part.querySelector("[data-testid=stNavSectionHeader]");
      part.setAttribute("role", title ? "list" : "none");
      if (title) part.setAttribute("aria-label", title.textContent ?? "");
    }
  }

  /** The way on, from the page's foot, is beside the stage's player too, which shows it when there is no more to see. */
  function lead() {
    const [to, here] = [find(".st-key-onward a"), stage()?.querySelector("a.onward")];
    if (!here || here.getAttribute("href") === (to && to.getAttribute("href"))) return;
    if (!to) return here.removeAttribute("href");
    here.setAttribute("href", to.getAttribute("href") ?? "");
    here.setAttribute("aria-label", to.textContent ?? "");
    /** @type {HTMLElement} */ (here).onclick = (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      find(".st-key-onward a")?.click();
    };
  }

  /** Whoever presses a button that changes the stage (`views/look.py`) is led there: it comes into view, and has the focus. */
  addEventListener("click", ({ target }) => {
    const [shown, place] = [stage(), find(".st-key-stage")];
    if (!(target instanceof Element) || !target.closest('[class*="st-key-look-"] button') || !shown || !place) return;
    const { top, bottom } = place.getBoundingClientRect();
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    if (top < 0 || bottom > innerHeight) place.scrollIntoView({ block: "start", behavior });
    /** @type {HTMLElement} */ (shown).focus({ preventScroll: true });
  });

  addEventListener("stage-ready", lead);
  new MutationObserver(() => {
    arrive();
    keep();
    name();
    list();
    lead();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})();
