/**
 * The one script of a page: it opens the line to the server, takes the modules' lots apart so that what imports them finds
 * them here, shows what is true already, and starts the framework.
 *
 * Where a lot fails, for whatever reason, the browser fetches its modules one by one from where they always are.
 */
(() => {
  /**
   * @typedef {{html: string, js: string, data?: string, words?: string}} First a page's stage, or home's map, as its view made it, for the framework's component
   * @typedef {Record<"left" | "top" | "width", number[]> & {at: number[]}} Places where it stands, in pixels, at some widths of the window
   * @typedef {object} Told by opening.py; addresses unless said otherwise
   * @property {string} stage a lot
   * @property {string} start a lot
   * @property {string} entry
   * @property {string} style
   * @property {string} fonts
   * @property {[family: string, address: string][]} letters the fonts that every page needs
   * @property {string} charts
   * @property {string} first
   * @property {Places} places
   * @property {object} host what the framework would ask the server for
   */
  const own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const base = new URL(".", document.baseURI).href;
  /** @type {Told} */
  const told = JSON.parse(own.dataset.told ?? "");
  const opening = /** @type {HTMLElement} */ (document.getElementById("opening"));

  /** The framework's first line is opened here and now, a second or more before it asks for it. */
  function connect() {
    const Socket = WebSocket;
    const url = `${base.replace(/^http/, "ws")}_stcore/stream`;
    const token = /(?:^|; )_streamlit_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "PLACEHOLDER_AUTH_TOKEN";
    const protocols = ["streamlit", decodeURIComponent(token)];
    const early = new Socket(url, protocols);
    window.WebSocket = new Proxy(Socket, {
      construct(_, [asked, as]) {
        window.WebSocket = Socket;
        const same = asked === url && as?.length === protocols.length; // a third names a session to go on with
        if (!same || early.readyState > Socket.OPEN) {
          early.close();
          return new Socket(asked, as);
        }
        if (early.readyState === Socket.OPEN) setTimeout(() => early.dispatchEvent(new Event("open")));
        return early;
      },
    });
  }

  /** Where a module is, by its path. @type {Map<string, string>} */
  const at = new Map();
  /** @param {string} path */
  const address = (path) => at.get(path) ?? base + path;
  /** @param {string} source */
  const module = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

  /** @param {Response} lot modules as `[path, source]`, each after those that it imports @param {Record<string, string>} [others] */
  async function unpack(lot, others) {
    /** @type {[string, string][]} */
    const modules = await lot.json();
    const imports = Object.fromEntries(
      modules.map(([path, source]) => {
        at.set(path, module(source.replaceAll(/\x01([^\x01]*)\x01/g, (_, named) => address(named))));
        return [base + path, address(path)];
      }),
    );
    const map = Object.assign(document.createElement("script"), { type: "importmap", nonce: own.nonce });
    map.textContent = JSON.stringify({ imports: { ...imports, ...others } });
    document.head.append(map);
  }

  /** How far a value that is known at some widths is at another. @param {number[]} known @param {boolean} [jumps] */
  function here(known, jumps) {
    const { at } = told.places;
    const k = Math.max(0, at.filter((width) => width <= innerWidth).length - 1);
    const part = (innerWidth - at[k]) / (at[k + 1] - at[k]);
    return jumps || !(part > 0) ? known[k] : known[k] + part * (known[k + 1] - known[k]);
  }

  /** Stand in for the framework's component until that takes the stage over: the same element, loader and data. */
  async function show(/** @type {First} */ { html, js, data, words }) {
    const { left, top, width } = told.places;
    const place = Object.assign(document.createElement("div"), { className: "stage" });
    Object.assign(place.style, { left: `${here(left)}px`, top: `${here(top, true)}px`, width: `${here(width)}px` });
    opening.firstElementChild?.append(place);
    const parentElement = place.attachShadow({ mode: "open" });
    parentElement.append(document.createRange().createContextualFragment(html));
    const { default: component } = await import(module(js));
    const said = data ? Uint8Array.from(atob(data), (c) => c.charCodeAt(0)) : JSON.parse(words ?? "");
    return component({ data: said, parentElement, setStateValue() {}, ahead: true });
  }

  /** @param {string} path */
  const dress = (path) =>
    new Promise((done) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: base + path, onload: done, onerror: done });
      document.head.append(link);
    });

  let dressing = false;

  /** The framework's fonts, half a megabyte: no word is hidden for them, and what stands for an icon is not read as one. */
  async function letters() {
    if (dressing) return;
    dressing = true;
    const faces = told.letters.map(([family, path]) => new FontFace(family, `url("${base}${path}")`).load());
    await Promise.allSettled(faces);
    await dress(told.fonts);
    document.getElementById("lent")?.remove();
    document.documentElement.classList.add("dressed");
  }

  /** A place kept for a chart comes into view. */
  const seen = () =>
    new Promise((done) => {
      const near = new IntersectionObserver(
        (all) => {
          if (!all.some((one) => one.isIntersecting)) return;
          near.disconnect();
          more.disconnect();
          done(null);
        },
        { rootMargin: "200px" },
      );
      const look = () => document.querySelectorAll("[data-testid=stSkeleton]").forEach((place) => near.observe(place));
      const more = new MutationObserver(look);
      more.observe(document.body, { subtree: true, childList: true });
      look();
    });

  /** The page itself is there: the stage on it, or where there is none, all that its script wrote. */
  const there = new Promise((done) => {
    addEventListener("stage-ready", (event) => opening.contains(/** @type {Node} */ (event.target)) || done(null));
    new MutationObserver((_, watch) => {
      const app = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]");
      if (!app?.querySelector("[data-testid=stElementContainer]")) return;
      watch.disconnect();
      setTimeout(done, opening.textContent ? 2000 : 0);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  });

  /** @type {Promise<(() => void) | void> | undefined} */
  let shown;

  async function start() {
    const [stage, first] = await Promise.all([
      fetch(base + told.stage),
      told.first ? fetch(base + told.first).catch(console.warn) : undefined,
    ]);
    // Asked for when those before have begun to arrive: it never competes with them, and no time is lost.
    const framework = fetch(base + told.start);
    await unpack(stage);
    await import(`${base}stage/input/history.js`); // where a page has no stage, too, its address has a history
    shown = first?.json().then(show).catch(console.warn);
    if (seconds(told.stage) < 0.1) letters();
    const charts = module(`await window.chartsWanted; export default (await import("${base}${told.charts}#now")).default;`);
    await unpack(await framework, { [base + told.charts]: charts });
  }

  /** How long a lot took from its first byte to its last: 0.1 s for the stage's and 1.5 s for the framework's are 3 to 4 Mbit/s.
   * @param {string} path */
  function seconds(path) {
    const [took] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(base + path));
    return took ? (took.responseEnd - took.responseStart) / 1000 : 0;
  }

  /** The page takes the place of what stood for it, scrolled as far. */
  async function giveWay() {
    const main = document.querySelector("[data-testid=stMain]");
    if (main) main.scrollTop = opening.scrollTop;
    opening.remove();
    (await shown)?.();
    await letters();
  }

  // As Streamlit wants it from whoever serves its page: it then need not ask where the server is and what it allows.
  Object.assign(window, { __streamlit: { BACKEND_BASE_URL: base, HOST_CONFIG: told.host } });
  // The charts are as large as all else together: on a thin line they come when there is one in view.
  Object.assign(window, { chartsWanted: there.then(() => (seconds(told.start) > 1.5 ? seen() : null)) });
  connect();
  dress(told.style);
  there.then(giveWay);
  start()
    .catch((error) => console.warn(error))
    .then(() => import(base + told.entry));
})();
