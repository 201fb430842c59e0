/**
 * Cards that say what a word of the field means: at the word's link while it is pointed at or has the focus, and after a tap.
 * Enter goes into the card, where a link leads to the page that shows the word at work; Escape closes it.
 */
(() => {
  /** @typedef {{name: string, means: string, page: string, title: string}} Word from explainer/views/terms.py */
  const WORDS = 'a[href^="#word-"]';
  const [OPENS, CLOSES, EDGE, APART] = [150, 250, 16, 6]; // two times in ms, two lengths in pixels
  /** @type {Record<string, Word>} */
  const words = JSON.parse(/** @type {HTMLScriptElement} */ (document.currentScript).dataset.told ?? "").cards;
  /** @type {HTMLElement | undefined} */
  let card;
  /** @type {HTMLElement | null} */
  let at = null;
  let soon = 0;
  /** Where the pointer was last: a word that comes to stand under one that rests is not pointed at. */
  let hand = "";
  /** @type {HTMLElement | null} the word whose card opens soon */
  let due = null;

  /** @param {EventTarget | null} target */
  const wordAt = (target) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(WORDS)) : null);
  /** @param {EventTarget | null} target */
  const inCard = (target) => target instanceof Node && !!card?.contains(target);

  /** @param {string} tag @param {string} text */
  const text = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

  /** @param {Word} word the way to its page: by the framework's own link, where that is there */
  function way({ page, title }) {
    const link = /** @type {HTMLAnchorElement} */ (text("a", `See it at work: ${title} →`));
    link.href = page;
    link.onclick = (e) => {
      /** @type {NodeListOf<HTMLAnchorElement>} */
      const ways = document.querySelectorAll(".st-key-ways a");
      const own = [...ways].find((one) => one.pathname === link.pathname);
      if (!own || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      close();
      own.click();
    };
    return link;
  }

  /** @param {HTMLElement} link */
  function open(link) {
    clearTimeout(soon);
    const word = words[(link.getAttribute("href") ?? "").slice("#word-".length)];
    const [box] = link.getClientRects();
    if (!word || link === at || !box) return;
    close();
    at = link;
    card ??= document.body.appendChild(Object.assign(document.createElement("div"), { id: "word-card", popover: "manual" }));
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", word.name);
    const elsewhere = location.pathname.split("/").pop() !== word.page;
    card.replaceChildren(text("strong", word.name), text("p", word.means), ...(elsewhere ? [way(word)] : []));
    card.showPopover();
    place(card, box);
    link.setAttribute("aria-expanded", "true");
    link.setAttribute("aria-describedby", card.id);
  }

  /** Under the line of the word that is pointed at or, where there is no room, over it. @param {HTMLElement} card @param {DOMRect} word */
  function place(card, word) {
    const { width, height } = card.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const below = word.bottom + APART + height <= innerHeight - EDGE;
    const top = below ? word.bottom + APART : word.top - APART - height;
    card.style.left = `${Math.max(EDGE, Math.min(word.left, wide - width - EDGE))}px`;
    card.style.top = `${Math.max(EDGE, top)}px`;
  }

  function close() {
    clearTimeout(soon);
    if (!at) return;
    at.removeAttribute("aria-expanded");
    at.removeAttribute("aria-describedby");
    at = null;
    card?.hidePopover();
  }

  /** @param {PointerEvent} e whether its pointer moved */
  function moves({ screenX, screenY }) {
    const before = hand;
    hand = `${screenX} ${screenY}`;
    return hand !== before;
  }

  /** @param {PointerEvent} e */
  function pointed(e) {
    const link = wordAt(e.target);
    if (!moves(e) || !link || link === due || e.pointerType === "touch") return;
    clearTimeout(soon);
    due = link;
    soon = setTimeout(() => open(link), OPENS);
  }

  addEventListener("pointermove", pointed, { passive: true });
  addEventListener("pointerover", (e) => {
    if (e.pointerType === "touch") return;
    clearTimeout(soon);
    due = null;
    if (wordAt(e.target)) pointed(e);
    else if (at && !inCard(e.target) && !at.contains(document.activeElement) && !inCard(document.activeElement)) soon = setTimeout(close, CLOSES);
  });
  addEventListener("focusin", (e) => {
    const link = wordAt(e.target);
    if (link?.matches(":focus-visible")) open(link);
    else if (!link && !inCard(e.target)) close();
  });
  addEventListener("pointerdown", (e) => {
    if (at && !wordAt(e.target) && !inCard(e.target)) close();
  });
  addEventListener(
    "click",
    (e) => {
      const link = wordAt(e.target);
      if (!link) return;
      e.preventDefault();
      open(link);
      if (e.detail === 0) card?.querySelector("a")?.focus(); // pressed by a key
    },
    true,
  );
  addEventListener(
    "keydown",
    (e) => {
      if (!at) return;
      const within = inCard(e.target);
      if (e.key === "Escape") e.stopPropagation();
      else if (!within || e.key !== "Tab") return;
      else if (e.shiftKey) e.preventDefault();
      // Before it is closed, since a word that gets the focus opens its card.
      if (within) at.focus();
      if (e.key === "Escape") close();
    },
    true,
  );
  addEventListener(
    "scroll",
    (e) => {
      if (!at || !card || inCard(e.target)) return;
      const [box] = at.getClientRects();
      if (!box || box.bottom < 0 || box.top > innerHeight) close();
      else place(card, box);
    },
    { capture: true, passive: true },
  );
  addEventListener("resize", close);
  addEventListener("popstate", close);
})();
