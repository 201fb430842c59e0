/**
 * A series along time, with curves that foretell it, and a cursor that is dragged along it: what a network reads are the values up
 * to the cursor, and all that follows from them is evaluated while it is dragged. Curves may be moved back by some steps.
 *
 * @typedef {object} Line
 * @property {string} name
 * @property {(number | null)[]} values from a place in the series on
 * @property {number} begin that place
 *
 * @typedef {object} Own
 * @property {string[]} times what each value's moment is called
 * @property {[number, string][]} ticks
 * @property {Line[]} [lines]
 * @property {number} [moved] by how many steps the lines are moved back
 * @property {string} [places] the tensor that says where the window's values are
 * @property {string} [foretold] what is made of them, for each of the steps ahead
 * @property {number[]} [ahead]
 * @property {number[]} [ends] where the window may end
 * @property {string} [truth] what the series is called among the lines
 * @property {string} [step]
 * @property {number} [decimals] of what is foretold
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { make, keep, parts, say, set, standing, svg } from "../draw/dom.js";
import { during } from "../draw/frames.js";
import { grip } from "../input/grip.js";
import { Panel } from "./base.js";

const MARGIN = { left: 46, right: 10, top: 8, bottom: 20 };
/** How high it is: with a cursor it leaves room for what is read there. */
const HEIGHT = { cursor: 104, alone: 118, phone: 128, alonePhone: 104 };
/** Moments that stand closer go unwritten. */
const APART = 96;
const MOVES_MS = 1400;
const DOT = 4.5;
const RING = 6;
const HELP = "Arrow keys move it by one, Page up and Page down by ten.";
/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
const CLASSES = ["first", "second"];

/** @extends {Panel<Spec>} */
export default class Timeline extends Panel {
  keeps = true;
  /** How far the lines are moved just now. */
  #moved = 0;
  #stopMoving = () => {};
  #x = (/** @type {number} */ t) => t;
  #y = (/** @type {number} */ v) => v;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.flat = true;
    this.band = svg("rect", { class: "window" });
    this.grid = svg("g");
    this.came = svg("path", { class: "truth" });
    this.lines = svg("g");
    this.cursor = svg("path", { class: "cursor" });
    this.dots = svg("g");
    this.svg = svg("svg", { class: "plot timeline" }, this.band, this.grid, this.came, this.lines, this.cursor, this.dots);
    this.key = make("span", { class: "line-names" });
    this.title.after(this.guess);
    this.header.append(this.key);
    this.body.append(this.svg);
    grip(this.svg, {
      may: () => !!this.spec.places,
      take: () => {
        stage.player.pause();
        stage.store.finish();
        stage.editing.hold();
      },
      drag: (e) => this.#point(e),
      drop: () => stage.editing.release(),
      tap: (e) => {
        if (!this.spec.places) return;
        stage.player.pause();
        stage.store.finish();
        this.#point(e);
        stage.editing.commit();
      },
    });
    this.svg.addEventListener("keydown", (e) => this.#pressed(e));
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${spec.title} ${spec.times[0]} ${!!spec.places}`;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const lines = spec.lines ?? [];
    const named = [...(spec.truth ? [{ name: spec.truth, of: "truth" }] : []), ...lines.map(({ name }, k) => ({ name, of: this.#class(k) }))].filter(({ name }) => name);
    keep(this.key, named.length, () => make("span", {}, make("i"), make("span"))).forEach((element, k) => {
      element.className = `line-name ${named[k].of}`;
      say(parts(element)[1], named[k].name);
    });
    if (spec.places) for (const [name, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": `The last ${spec.step} that is read. ${HELP}` })) this.svg.setAttribute(name, String(value));
    else this.svg.setAttribute("aria-hidden", "true");
    this.#tell();
    const goal = spec.moved ?? 0;
    this.#stopMoving();
    if (this.#moved === goal) return;
    if (this.stage.still.matches) return void (this.#moved = goal);
    const from = this.#moved;
    this.#stopMoving = during(MOVES_MS, (share) => {
      this.#moved = from + (goal - from) * share * share * (3 - 2 * share);
      this.#drawLines();
    });
  }

  /** Alone a line is drawn in ink: a colour would tell what it is. @param {number} k */
  #class(k) {
    return (this.spec.lines ?? []).length > 1 ? CLASSES[k] : "only";
  }

  stop() {
    this.#stopMoving();
  }

  get values() {
    return this.read(this.spec.tensor).data;
  }

  get edits() {
    return this.spec.places ? [this.spec.places] : [];
  }

  /** Where it was before is one more place of the cursor, to which it is dragged. */
  get before() {
    return new Map();
  }

  get control() {
    return this.spec.places ? this.svg : null;
  }

  get stops() {
    return [];
  }

  get #tall() {
    const alone = !this.spec.places;
    return this.stacked ? (alone ? HEIGHT.alonePhone : HEIGHT.phone) : alone ? HEIGHT.alone : HEIGHT.cursor;
  }

  /** @param {number} width */
  layout(width) {
    this.height = this.#tall * this.unit;
    super.layout(width, this.height);
    set(this.svg, { width, height: this.height, viewBox: `0 0 ${width} ${this.height}` });
    const { values } = this;
    // A line without a name is drawn on the series' own scale, which does not tell how far it goes.
    const named = (this.spec.lines ?? []).filter(({ name }) => name);
    const all = [...values, ...named.flatMap((line) => line.values)].filter(known);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const [left, right, top, bottom] = [MARGIN.left * this.unit, width - MARGIN.right * this.unit, MARGIN.top * this.unit, this.height - MARGIN.bottom * this.unit];
    this.#x = (t) => left + ((right - left) * t) / (values.length - 1);
    this.#y = (v) => (high > low ? bottom - ((v - low) / (high - low)) * (bottom - top) : (top + bottom) / 2);
    const marks = [low, (low + high) / 2, high];
    let before = -Infinity;
    const ticks = this.spec.ticks.filter(([t]) => this.#x(t) - before >= APART * this.unit && (before = this.#x(t)));
    keep(this.grid, marks.length + ticks.length, () => svg("g", {}, svg("path", { class: "grid" }), svg("text"))).forEach((group, k) => {
      const [line, text] = group.children;
      if (k < marks.length) {
        const y = this.#y(marks[k]);
        set(line, { d: `M${left},${y} H${right}` });
        set(text, { x: left - 6, y: Math.max(12 * this.unit, Math.min(bottom, y + 4)), "text-anchor": "end" });
        say(text, written(marks[k], high - low));
      } else {
        const [t, name] = ticks[k - marks.length];
        set(line, { d: `M${this.#x(t)},${bottom} v4` });
        set(text, { x: this.#x(t), y: this.height - 3, "text-anchor": t > values.length * 0.9 ? "end" : "middle" });
        say(text, name);
      }
    });
    set(this.came, { d: path([...values], (t) => this.#x(t), this.#y) });
    this.#drawLines();
  }

  #drawLines() {
    const lines = this.spec.lines ?? [];
    keep(this.lines, lines.length, () => svg("path")).forEach((line, k) => {
      const { values, begin } = lines[k];
      set(line, { class: `line ${this.#class(k)}`, d: path(values, (t) => this.#x(t + begin - this.#moved), this.#y) });
    });
    this.element.dataset.moved = this.#moved.toFixed(2);
  }

  /** The window and what is foretold from it. */
  paint() {
    const { places, foretold, ahead = [], times } = this.spec;
    if (!places || !this.width) return;
    const { data } = this.read(places);
    const [first, end] = [data[0], data[data.length - 1]];
    const [top, bottom] = [MARGIN.top * this.unit, this.height - MARGIN.bottom * this.unit];
    set(this.band, { x: this.#x(first), width: Math.max(0, this.#x(end) - this.#x(first)), y: top, height: bottom - top });
    set(this.cursor, { d: `M${this.#x(end)},${top} V${bottom}` });
    const said = foretold ? [...this.read(foretold).data] : [];
    keep(this.dots, 2 * said.length, () => svg("circle")).forEach((dot, n) => {
      const k = n >> 1;
      const value = n % 2 ? said[k] : this.values[end + ahead[k]];
      set(dot, { class: n % 2 ? "foretold" : "came", r: DOT * this.unit, cx: this.#x(end + ahead[k]), cy: Number.isFinite(value) ? this.#y(value) : -99 });
    });
    this.#tell();
    set(this.svg, { "aria-valuemin": this.spec.ends?.[0] ?? 0, "aria-valuemax": this.spec.ends?.[this.spec.ends.length - 1] ?? 0, "aria-valuenow": end, "aria-valuetext": times[end] });
  }

  /** What is foretold at the cursor, and what came. */
  #tell() {
    const { places, foretold, ahead = [], times, step, decimals = 1 } = this.spec;
    if (!places || !foretold) return this.annotate("");
    const end = this.read(places).data.at(-1) ?? 0;
    const exact = (/** @type {number} */ v) => fixed(v, decimals);
    const told = [...this.read(foretold).data].map((value, k) => `${ahead[k]} ${step}${ahead[k] > 1 ? "s" : ""} on ${exact(value)}, came ${exact(this.values[end + ahead[k]])}`);
    this.annotate(`After ${times[end]}: ${told.join(" · ")}`);
  }

  /** The guess has room beside the title. */
  get marked() {
    return 0;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.svg, stage);
  }

  /** @param {MouseEvent} e */
  #point(e) {
    const box = this.svg.getBoundingClientRect();
    const [from, to] = [this.#x(0), this.#x(this.values.length - 1)];
    const x = ((e.clientX - box.left) / box.width) * this.width;
    this.#to(Math.round(((x - from) / (to - from)) * (this.values.length - 1)));
  }

  /** The window ends there, or at the nearest place where it may. @param {number} end */
  #to(end) {
    const { places, ends = [] } = this.spec;
    if (!places || !ends.length) return;
    const nearest = ends.reduce((best, one) => (Math.abs(one - end) < Math.abs(best - end) ? one : best));
    const { data } = this.read(places);
    const by = nearest - data[data.length - 1];
    if (by) this.stage.editing.change(places, data.map((place) => place + by));
  }

  /** @param {KeyboardEvent} e */
  #pressed(e) {
    const by = KEYS[e.key];
    const { places, ends = [] } = this.spec;
    if (!by || !places || e.metaKey || e.altKey || e.ctrlKey) return;
    e.preventDefault();
    e.stopPropagation();
    this.stage.player.pause();
    this.stage.store.finish();
    const { data } = this.read(places);
    const at = ends.indexOf(data[data.length - 1]);
    this.#to(ends[Math.max(0, Math.min(ends.length - 1, at + by))]);
    this.stage.editing.commitSoon();
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor && !!this.spec.places;
  }

  /** @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    if (!this.shows(tensor) || !this.width) return [];
    return cells.map(([t]) => ({ x: this.#x(t) + this.origin.x - RING, y: this.#y(this.values[t]) + this.origin.y - RING, w: 2 * RING, h: 2 * RING }));
  }
}

/** Whether there is one. @param {number | null} v @returns {v is number} */
const known = (v) => Number.isFinite(v);

/** @param {(number | null)[]} values @param {(t: number) => number} x @param {(v: number) => number} y */
function path(values, x, y) {
  let on = false;
  return values
    .map((v, t) => {
      if (!known(v)) return (on = false), "";
      const command = on ? "L" : "M";
      on = true;
      return `${command}${x(t).toFixed(1)},${y(v).toFixed(1)}`;
    })
    .join("");
}

/** With as many decimals as differences of that size need. @param {number} value @param {number} span */
const written = (value, span) => fixed(value, span >= 20 ? 0 : span >= 2 ? 1 : span >= 0.2 ? 2 : 3);

/** @param {number} value @param {number} decimals */
function fixed(value, decimals) {
  if (!known(value)) return "?";
  return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace("-", "−");
}
