/**
 * A network drawn as one: hairlines from every map to those that it feeds, behind the panels. For the selected cell its
 * inputs' lines are as wide as what each contributes and coloured by its sign; where cells of small maps lead straight to a
 * sum, each shows what it adds to it; maps that have no part in it are dimmed.
 *
 * @typedef {import("../store.js").Place} Place
 * @typedef {import("../panels/base.js").Rect} Rect
 * @typedef {{tensor: string, channel: number, value: number, cells: Map<string, {at: number[], value: number}>}} Feeder a map and what its cells contribute
 */
import { readsFrom } from "../arithmetic/feeding.js";
import { openCell } from "../arithmetic/opening.js";
import { limitOf } from "../draw/colours.js";
import { keep, set, svg } from "../draw/dom.js";
import { following } from "./feeds.js";
import { Summing } from "./summing.js";

const THIN = 0.75;
const WIDEST = 7;
const TOGETHER = 32;
const FAINTEST = 0.02;

export class Wires {
  #key = "";
  /** @type {[Place, Feeder[]][]} for one cell of each map, the maps that feed it */
  #resting = [];

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.rest = svg("path", { class: "resting" });
    this.live = svg("g", { class: "live" });
    this.gutter = svg("path", { class: "gutter" });
    this.meeting = svg("circle", { class: "meeting", r: 0 });
    this.summing = new Summing();
    this.element = svg("svg", { class: "overlay wires", "aria-hidden": "true" }, this.rest, this.live, this.gutter, this.meeting, this.summing.arrows, this.summing.signs);
    this.veils = svg("path", { class: "veils" });
    this.pushes = svg("g", { class: "pushes" });
    this.over = svg("svg", { class: "overlay", "aria-hidden": "true" }, this.veils, this.pushes);
  }

  /** Where everything stands now. @param {string} key of the panels */
  anchor(key) {
    const { scene } = this.stage.store;
    if (key !== this.#key) this.#resting = scene.wired ? this.#connections() : [];
    this.#key = key;
    const lines = this.stage.narrow ? [] : this.#resting.flatMap(([to, from]) => {
      const end = this.#port(to.tensor, to.at[0]);
      return from.flatMap(({ tensor, channel }) => {
        const start = this.#port(tensor, channel);
        return start && end ? curve(start, end.x, end.y + end.h / 2) : [];
      });
    });
    set(this.rest, { d: lines.join("") });
  }

  /** @param {Place} selected */
  show(selected) {
    const { scene, chosen } = this.stage.store;
    const from = scene.wired ? this.feeders(selected) : [];
    const [end, startOf] = this.#ends(selected);
    const most = limitOf(from.map(({ value }) => value));
    const sum = from.reduce((s, { value }) => s + Math.abs(value), 0);
    const k = most ? Math.min(WIDEST / most, TOGETHER / sum) : 0;
    const lines = from.flatMap((feeder) => {
      const start = startOf(feeder);
      return start && end ? [{ ...feeder, start, width: Math.max(THIN, k * Math.abs(feeder.value)) }] : [];
    });
    const meets = this.stage.narrow && end && lines.length ? { x: end.x - 4, y: Math.max(...lines.map(({ start }) => start.y + start.h)) + 30 } : null;
    set(this.gutter, { d: meets && end ? `M${meets.x},${meets.y}V${end.y + end.h / 2}H${end.x}` : "" });
    set(this.meeting, { cx: meets?.x ?? 0, cy: meets?.y ?? 0, r: meets ? 4 : 0 });
    let y = end ? end.y + end.h / 2 - lines.reduce((s, { width }) => s + width, 0) / 2 : 0;
    keep(this.live, lines.length, () => svg("path")).forEach((path, n) => {
      const { start, width, value, tensor, channel } = lines[n];
      set(path, { d: meets ? down(start, meets) : curve(start, /** @type {Rect} */ (end).x, y + width / 2), "stroke-width": width, class: sign(value), "data-from": `${tensor}[${channel}]`, "data-value": value });
      y += width;
    });
    this.#push(lines);
    this.#dim(scene.wired && chosen && from.length ? [selected, ...from.map(({ tensor, channel }) => ({ tensor, at: [channel] })), ...following(this.stage, selected)] : []);
  }

  /**
   * Where the selected cell's lines run to, and from where each starts: in an opened map from the sub-totals to the plus.
   * @param {Place} selected @returns {[Rect | undefined, (feeder: Feeder) => Rect | undefined]}
   */
  #ends(selected) {
    const { store, panels, root } = this.stage;
    const { opened, scene } = store;
    const parts = opened && scene.apart?.[opened.tensor];
    const within = parts && selected.tensor === opened.tensor && selected.at[0] === opened.at[0];
    this.summing.show(this.stage, (tensor, channel) => this.#tile(tensor, channel), within ? this.feeders(selected) : []);
    const [first] = store.path;
    const shown = this.#port(selected.tensor, selected.at[0]);
    const own = shown ?? (this.stage.panelOf(selected.tensor) ? undefined : (this.#port(first.tensor, first.at[0]) ?? this.#share(selected)));
    if (!within) return [own, ({ tensor, channel }) => this.#port(tensor, channel)];
    const count = store.cells[opened.tensor].parts[0].over[0][1];
    const unit = Number(root.style.getPropertyValue("--u")) || 1;
    const start = (/** @type {Feeder} */ { channel }) => {
      const rect = this.#tile(parts, opened.at[0] * count + channel);
      return rect && Summing.start(rect, unit);
    };
    return [panels.find((p) => p.spec.kind === "plus")?.whole("", 0), start];
  }

  /**
   * The maps on show that a cell is made of, with what each contributes: through what only moves numbers, and of a softmax
   * to its own logit. @param {Place} cell @returns {Feeder[]}
   */
  feeders({ tensor, at }) {
    const { stage } = this;
    const { cells, read } = stage.store;
    if (!cells[tensor]) return [];
    const { terms } = openCell(cells[tensor], at, read);
    const own = terms.find((t) => t.own);
    if (own) return this.feeders(own.sources[0]);
    /** @type {Map<string, Feeder>} */
    const found = new Map();
    for (const { value, sources } of terms) {
      const from = sources.filter((s) => s.inside).map((s) => stage.way.origin(s));
      const source = from.find((s) => this.#tile(s.tensor, s.at[0]));
      if (!source) continue;
      const name = `${source.tensor}[${source.at[0]}]`;
      const feeder = found.get(name) ?? { tensor: source.tensor, channel: source.at[0], value: 0, cells: new Map() };
      found.set(name, feeder);
      feeder.value += value;
      feeder.cells.set(String(source.at), { at: source.at, value });
    }
    return [...found.values()];
  }

  /** Of a logit, which is not on show, its share. @param {Place} logit */
  #share({ tensor, at }) {
    const { cells } = this.stage.store;
    const found = this.stage.panels.find(({ spec }) => cells[spec.tensor]?.reduce === "softmax" && readsFrom(cells[spec.tensor], tensor));
    return found?.whole(found.spec.tensor, at[0]);
  }

  /** A map as broad as all that stand beside it: a line runs to where they begin, and from where they end. @param {string} tensor @param {number} channel */
  #port(tensor, channel) {
    const tile = this.#tile(tensor, channel);
    const compact = /** @type {{compact?: number}} */ (this.stage.panelOf(tensor)?.spec ?? {}).compact ?? 1;
    if (!tile || this.stage.narrow || compact === 1) return tile;
    const row = Math.floor(channel / compact) * compact;
    const [first, last] = [this.#tile(tensor, row) ?? tile, this.#tile(tensor, row + compact - 1) ?? tile];
    return { ...tile, x: first.x, w: last.x + last.w - first.x };
  }

  /** @param {string} tensor @param {number} channel */
  #tile(tensor, channel) {
    return this.stage.panelOf(tensor)?.whole(tensor, channel);
  }

  /** @returns {[Place, Feeder[]][]} */
  #connections() {
    const { panels, store } = this.stage;
    const outside = panels.filter(({ spec }) => !(/** @type {{inside?: boolean}} */ (spec).inside));
    return outside.filter((panel) => !panel.keeps).flatMap(({ spec: { tensor } }) => {
      const { shape } = store.read(tensor);
      return Array.from({ length: shape[0] }, (_, c) => {
        const place = { tensor, at: [c, ...shape.slice(1).map((n) => Math.floor(n / 2))] };
        return /** @type {[Place, Feeder[]]} */ ([place, this.feeders(place)]);
      });
    });
  }

  /** Where a sum reads whole maps, what each of their cells adds to it. @param {Feeder[]} from */
  #push(from) {
    const whole = from.filter(({ tensor, cells }) => cells.size > 1 && cells.size === size(this.stage.store.read(tensor).shape.slice(1)));
    const cells = whole.flatMap(({ tensor, cells }) => [...cells.values()].map((cell) => ({ ...cell, tensor })));
    const most = limitOf(cells.map(({ value }) => value));
    for (const panel of this.stage.panels) panel.added(whole.some(({ tensor }) => panel.shows(tensor)) ? most : null);
    const shown = cells.filter(({ value }) => Math.abs(value) > FAINTEST * most);
    const rects = [
      ...whole.map(({ tensor, channel }) => ({ rect: this.#tile(tensor, channel), name: "under", opacity: 1 })),
      ...shown.map(({ tensor, at, value }) => ({ rect: this.stage.panelOf(tensor)?.rects([at], tensor)[0], name: sign(value), opacity: Math.abs(value) / most })),
    ];
    keep(this.pushes, rects.length, () => svg("rect")).forEach((element, k) => {
      const { rect, name, opacity } = rects[k];
      if (rect) set(element, { x: rect.x, y: rect.y, width: rect.w, height: rect.h, class: name, "fill-opacity": opacity });
    });
  }

  /** Everything but these maps. @param {Place[]} lit */
  #dim(lit) {
    const kept = new Set(lit.map(({ tensor, at }) => `${tensor} ${at[0]}`));
    const { panels, store } = this.stage;
    const dimmed = !lit.length ? [] : panels.flatMap((panel) => {
      const { tensor } = panel.spec;
      if (panel.keeps || /** @type {{inside?: boolean}} */ (panel.spec).inside) return [];
      return Array.from({ length: store.read(tensor).shape[0] }, (_, c) => (kept.has(`${tensor} ${c}`) ? [] : (panel.whole(tensor, c) ?? []))).flat();
    });
    set(this.veils, { d: dimmed.map(({ x, y, w, h }) => `M${x - 1},${y - 1}h${w + 2}v${h + 2}h${-w - 2}z`).join("") });
  }
}

/** From the foot of a map down to a point. @param {Rect} from @param {{x: number, y: number}} to */
function down({ x, y, w, h }, to) {
  const [x1, y1] = [x + w / 2, y + h];
  const mid = (y1 + to.y) / 2;
  return `M${x1},${y1}C${x1},${mid} ${to.x},${mid} ${to.x},${to.y}`;
}

/** @param {number[]} shape */
const size = (shape) => shape.reduce((a, b) => a * b, 1);

/** @param {number} value */
const sign = (value) => (value < 0 ? "below" : "above");

/** From the right of a map to a point at the left of another. @param {Rect} from @param {number} x2 @param {number} y2 */
function curve({ x, y, w, h }, x2, y2) {
  const [x1, y1] = [x + w, y + h / 2];
  const mid = (x1 + x2) / 2;
  return `M${x1},${y1}C${mid},${y1} ${mid},${y2} ${x2},${y2}`;
}
