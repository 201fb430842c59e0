/**
 * One trace as a scene of panels: select a cell and see what it is made of, play a map's birth, change a number and watch
 * everything that depends on it. The store holds the state; here is what each of its changes means on screen.
 */
import { cellName, parseWay, wayName } from "./arithmetic/words.js";
import { lookOf } from "./draw/colours.js";
import { make, say, timed } from "./draw/dom.js";
import { Editing } from "./input/editing.js";
import { intoAddress } from "./input/history.js";
import { pressed } from "./input/keys.js";
import { leaving } from "./input/leaving.js";
import { point } from "./input/pointing.js";
import { Rest } from "./input/rest.js";
import { momentOf } from "./panels/moment.js";
import { keyOf, panelsFor } from "./panels/registry.js";
import { Caption } from "./parts/caption.js";
import { course } from "./parts/course.js";
import { Equation } from "./parts/equation.js";
import { aimed } from "./parts/feeds.js";
import { arrange, NARROW, topOf } from "./parts/layout.js";
import { Layers } from "./parts/layers.js";
import { linked, taps } from "./parts/links.js";
import { Loupe } from "./parts/loupe.js";
import { Manual } from "./parts/manual.js";
import { Merging } from "./parts/merging.js";
import { opens, summed, unfolded } from "./parts/opened.js";
import { Overlay } from "./parts/overlay.js";
import { Guide } from "./parts/guide.js";
import { Player } from "./parts/player.js";
import { playTo } from "./parts/playing.js";
import { Revealing } from "./parts/reveal.js";
import { hidden, telling, uncounted } from "./parts/secrets.js";
import { slide, standings } from "./parts/sliding.js";
import { Tour } from "./parts/tour.js";
import { Way } from "./parts/way.js";
import { Wires } from "./parts/wires.js";
import { Server } from "./server.js";
import { Store } from "./store.js";

const MOVED = 0.5;

export class Stage {
  /** @type {import("./panels/registry.js").Panel[]} */
  panels = [];
  /** @type {import("./panels/base.js").Spec[][]} */
  columns = [];
  /** How many of them stay where they are while a map is open. */
  kept = 0;
  /** @type {Map<import("./panels/registry.js").Panel, unknown>} what each panel's picture was painted for */
  #painted = new Map();
  /** @type {import("./parts/course.js").Course | null} */
  #course = null;
  #key = "";
  #followed = "";
  /** Whether it stands on a narrow screen. It is asked for at every move, which must not make the browser lay out the page. */
  narrow = false;
  /** Where it began when it was laid out. */
  top = 0;
  #layer = 0;
  /** @type {Uint8Array | null} */
  #bytes = null;

  /** @param {HTMLElement} host @param {import("./server.js").Send} send */
  constructor(host, send) {
    this.store = new Store((change) => this.#told(change));
    this.rest = new Rest();
    this.editing = new Editing(this);
    this.server = new Server(send, () => this.editing.busy, () => this.store.have, (bytes, header) => this.#show(bytes, header));
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.overlay = new Overlay();
    this.wires = new Wires(this);
    this.loupe = new Loupe(this);
    this.layers = new Layers(this);
    this.way = new Way(this);
    this.tour = new Tour(this);
    this.guide = new Guide(this.way.element, () => this.open(null), this.tour.offer.element);
    this.manual = new Manual(this);
    this.equation = new Equation(this);
    this.merging = new Merging(this);
    this.player = new Player(() => this.course, this.still, () => this.store.born === Infinity && !("go" in this.course), () => uncounted(this.store.scene, this.store.scene.play), (position) => playTo(this, position), (brief) => this.#stopped(brief));
    this.caption = new Caption();
    this.pin = make("button", { type: "button", class: "quiet pin", "aria-pressed": "false" }, "Pin");
    this.pin.onclick = () => this.store.hold(!this.store.pinned);
    this.player.element.append(this.pin);
    this.board = make("div", { class: "board" });
    this.foot = make("div", { class: "foot" }, this.caption.element, this.player.element);
    this.bar = make("div", { class: "bar" }, this.equation.element, this.foot);
    this.root = make(
      "div",
      { class: "stage", "data-testid": "stage", tabindex: 0, role: "group", "aria-roledescription": "interactive figure", "aria-describedby": "keys-told" },
      this.wires.element,
      this.guide.element,
      this.tour.element,
      this.layers.element,
      this.board,
      this.bar,
      this.wires.over,
      this.overlay.element,
      this.loupe.element,
      this.manual.card,
      this.manual.told,
    );
    this.revealing = new Revealing(this);
    point(this);
    this.root.addEventListener("keydown", (e) => pressed(this, e));
    this.board.addEventListener("pointerdown", () => this.guide.unfold(false));
    this.board.addEventListener("scroll", () => this.anchor(), { capture: true, passive: true });
    host.append(this.root);
    this.look = lookOf(this.root);
    this.stay = leaving(this.root, this.rest, this.server);
    this.resized = new ResizeObserver(this.layout);
    this.resized.observe(this.root);
    this.moved = new ResizeObserver(() => Math.abs(topOf(this.root) - this.top) > MOVED && this.layout());
    this.#watch();
    addEventListener("resize", this.layout);
    document.fonts.addEventListener("loadingdone", this.layout);
  }

  /** @param {boolean} brief */
  #stopped(brief) {
    for (const panel of this.panels) panel.hush();
    this.revealing.stopped(brief);
  }

  destroy() {
    this.player.pause();
    this.merging.end();
    this.guide.unfold(false);
    this.rest.drop();
    this.revealing.back();
    this.editing.stop();
    this.tour.destroy();
    this.stay();
    this.resized.disconnect();
    this.moved.disconnect();
    removeEventListener("resize", this.layout);
    document.fonts.removeEventListener("loadingdone", this.layout);
    for (const panel of this.panels) panel.stop();
    this.root.remove();
  }

  /** Stand elsewhere, as it is. What was said here is said again, to whoever listens there. @param {HTMLElement} host */
  moveTo(host) {
    const focused = /** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement;
    host.append(this.root);
    this.#watch();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    queueMicrotask(() => this.server.again());
    this.#restyle();
    this.#ready();
  }

  /** What stands above it may come to be higher or lower. */
  #watch() {
    this.moved.disconnect();
    const page = document.querySelector("[data-testid=stMainBlockContainer]");
    if (page) this.moved.observe(page);
  }

  #ready() {
    this.root.dataset.ready = "true";
    this.root.dispatchEvent(new Event("stage-ready", { bubbles: true, composed: true }));
  }

  /** What Play goes through. */
  get course() {
    return (this.#course ??= course(this.store));
  }

  /** A payload, or the one before, in another theme or place. @param {Uint8Array} bytes */
  update(bytes) {
    const before = this.#bytes;
    this.#bytes = bytes;
    if (before && before.length === bytes.length && before.every((byte, k) => byte === bytes[k])) return this.#restyle();
    this.server.receive(bytes);
  }

  /** The server's numbers replace whatever was evaluated here. @param {Uint8Array} bytes @param {import("./payload.js").Header} header */
  #show(bytes, header) {
    const { store, player } = this;
    const { name: was, play } = store.scene;
    if (player.brief || (player.playing && header.scene && (header.scene.name !== was || header.scene.play !== play))) player.pause();
    this.revealing.before();
    if (!store.take(bytes, header, !player.playing)) return this.server.ask();
    const another = was !== "" && was !== store.scene.name;
    this.#rebuild();
    this.#refill();
    const shown = (/** @type {string} */ tensor) => !another || !!this.panelOf(tensor);
    if (store.choose(parseWay(header.selected), header.selected !== null, this.rest.waits("pin"), shown)) this.#told("pin");
    player.range();
    if (player.off) store.finish();
    if (header.settled) player.done();
    this.tour.take(store.scene.tour, header.settled);
    this.follow();
    this.#restyle();
    this.#ready();
    this.revealing.take(header.settled, !another);
    if (store.scene.waits) this.server.say({ seen: true });
  }

  /** @param {import("./store.js").Change} change */
  #told(change) {
    const { store } = this;
    this.tour.told(change);
    if (change === "pin") {
      this.rest.drop("pin");
      const cell = wayName(store.held);
      intoAddress("cell", cell);
      this.server.say({ pin: cell });
    }
    if (change === "open") {
      const map = store.opened ? cellName(store.opened) : "";
      intoAddress("open", map);
      this.server.say({ open: map });
      return this.#unfold();
    }
    if (change === "numbers") this.#refill();
    if (change === "numbers" && this.store.scene.finding) {
      this.player.range();
      this.follow();
    }
    if (change === "selection" && store.born === Infinity) this.follow();
    if (this.layers.now !== this.#layer) return this.layout();
    this.paint(change === "numbers" || change === "playing");
    this.showSelected();
  }

  /** The panels that the scene asks for, those that were there already among them; whether they are others than before. */
  #rebuild() {
    this.narrow = this.root.clientWidth < NARROW;
    const opened = unfolded(this.store, this.narrow);
    this.columns = opened ? [...opened.kept, ...opened.rest] : this.store.scene.columns;
    this.kept = opened?.kept.length ?? 0;
    const key = keyOf(this.columns);
    if (key === this.#key) return false;
    this.#key = key;
    const columns = panelsFor(this.columns, this.panels, this);
    this.panels = columns.flat();
    this.board.replaceChildren(...columns.map((panels) => make("div", { class: "column" }, ...panels.map((p) => p.element))));
    return true;
  }

  /** A map is opened in place, or closed: the others make room. */
  #unfold() {
    const { opened } = this.store;
    const tile = opened ? this.panelOf(opened.tensor)?.whole(opened.tensor, opened.at[0]) : undefined;
    const before = standings(this);
    this.#rebuild();
    this.#refill();
    this.layout();
    slide(this, before, tile);
  }

  /** Open a map in place, or close it. @param {import("./store.js").Place | null} map */
  open(map) {
    this.player.pause();
    this.store.open(map && { tensor: map.tensor, at: map.at.slice(0, 1) });
  }

  #refill() {
    const { scene, cells } = this.store;
    this.#course = null;
    this.columns.flat().forEach((spec, k) => this.panels[k].update(spec, cells));
    this.root.dataset.stage = scene.name;
    this.root.dataset.source = this.store.edited ? "browser" : "torch";
    this.root.setAttribute("aria-label", `${scene.labels?.[scene.play] ?? scene.play}, ${this.course.said}`);
  }

  /** Colours and type as the theme has them. */
  #restyle() {
    this.look = lookOf(this.root);
    this.layout();
  }

  /** The player stands where the selection is. */
  follow() {
    this.player.follow(this.course.position(this.store.path[0]));
  }

  /** Sizes and places anew, then everything drawn in them. */
  layout = () => {
    if (!this.panels.length || !this.root.clientWidth) return;
    if (this.#rebuild()) this.#refill();
    this.manual.show();
    this.store.answering = !this.narrow;
    arrange(this);
    this.#layer = this.layers.now;
    this.paint(true);
    this.#followed = "";
    this.anchor();
  };

  /** Where everything stands now, and the rings and lines there. */
  anchor() {
    const box = this.root.getBoundingClientRect();
    for (const panel of this.panels) panel.anchor(box);
    this.wires.anchor(this.#key);
    this.showSelected();
    this.overlay.mark(this.store.scene.marks ?? [], (cell) => this.panelOf(cell.tensor)?.rects([cell.at], cell.tensor)[0]);
  }

  /** @param {boolean} [all] every panel, not only those whose picture depends on the selection */
  paint(all = true) {
    for (const panel of this.panels) {
      const how = momentOf(this, panel.spec.tensor);
      const look = panel.look(how);
      if (!all && this.#painted.get(panel) === look) continue;
      this.#painted.set(panel, look);
      panel.paint(how);
    }
  }

  /** Strip, caption, rings and lines for the selected cell. */
  showSelected() {
    const { store } = this;
    const { selected } = store;
    const name = cellName(selected);
    const opened = this.equation.show(selected);
    this.caption.show(store, opened);
    if (telling(store)) delete this.root.dataset.selected;
    else this.root.dataset.selected = name;
    this.pin.disabled = hidden(store.scene, selected.tensor);
    this.pin.setAttribute("aria-pressed", String(store.pinned));
    say(this.pin, store.pinned ? "Unpin" : "Pin");
    this.way.show();
    this.guide.show(store, this.narrow);
    this.overlay.show(...linked(this, selected, opened));
    this.overlay.tap(taps(this, selected, opened));
    this.overlay.see(this.panels.flatMap((panel) => panel.sees(selected)));
    this.wires.show(selected);
    this.loupe.show(selected);
    this.overlay.hold(store.pin && this.panelOf(store.pin.tensor)?.rects([store.pin.at], store.pin.tensor)[0]);
    if (name !== this.#followed) for (const panel of this.panels) panel.follow(selected.tensor, selected.at);
    this.#followed = name;
  }

  /** The panels that show a tensor's own cells. @param {string} tensor */
  panelsOf(tensor) {
    return this.panels.filter((p) => p.shows(tensor));
  }

  /** @param {string} tensor @returns {import("./panels/registry.js").Panel | undefined} */
  panelOf = (tensor) => this.panels.find((p) => p.shows(tensor));

  /** The cell that is meant where one points at another. @param {import("./store.js").Place} cell @param {import("./panels/registry.js").Panel} panel */
  aim = (cell, panel) => summed(this, cell) ?? aimed(this, cell, panel);

  /** Whether a click on a cell opens its map. @param {import("./store.js").Place} cell @param {import("./panels/registry.js").Panel} panel */
  opens = (cell, panel) => opens(this, cell, panel);

  /** A pin that is moved with the keys, or a way that is followed, goes into the link when the keys rest. */
  pinSoon = (followed = false) => {
    const way = this.store.path;
    if (followed || this.store.pinned) this.rest.soon("pin", () => this.store.hold(true, way));
  };

  /** Do something for an event and note how long it took until its frame was painted. @param {() => void} work */
  measure = (work) => timed(work, (ms) => (this.root.dataset.paintMs = ms.toFixed(2)));

  /** Whether a cell is still to come in a map that is being played. @param {import("./store.js").Place} cell */
  unborn(cell) {
    return this.store.born !== Infinity && this.course.tocome(cell, this.store.born);
  }
}
