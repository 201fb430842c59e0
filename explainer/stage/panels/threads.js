/**
 * Two sentences as two rows of columns, the states of a network below their words, and between them threads: how much each
 * word that is said looks at each that was read. Without a tensor of looks one thread leads from the last state of the one to the
 * first of the other, which is all that is handed on.
 *
 * @typedef {object} Own the panel's tensor has the states (T, H) of what was read
 * @property {string[]} words that were read
 * @property {string[]} said
 * @property {string} states those (S, H) of what is said
 * @property {string} next the shares (S, V) of all words that could be said
 * @property {number[]} chosen which of them was, for each word
 * @property {string} [looks] (S, T)
 * @property {number[]} [unknown] places in what was read
 * @property {number[]} [marked] places in what is said
 * @property {[string, string, string]} labels of the three rows
 * @property {import("../draw/legends.js").Legend[]} [legend]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { sizeOf } from "../arithmetic/declaration.js";
import { percent } from "../arithmetic/words.js";
import { chips, slim } from "../draw/chips.js";
import { make, standing } from "../draw/dom.js";
import { legends } from "../draw/legends.js";
import { brought, spread } from "../draw/scrolled.js";
import { paint } from "../draw/threads.js";
import { hidden } from "../parts/secrets.js";
import { stepOf } from "../parts/step.js";
import { Panel } from "./base.js";

const GUTTER = 74;
const WIDEST = 92;
/** Narrower columns have numbers in fewer places beside each other. */
const BROAD = 46;
const LEAST = 26;
const CLOSE = 0.12;
const LOOK = 26;
const GAP = 5;
const BETWEEN = { least: 54, stacked: 38, most: 190 };
/** On a phone the name of a row stands above it. */
const NAMED = 16;
const NEAR = 5;
/** A thread that is thinner than this share is not taken for one. */
const SEEN = 0.02;
const EDGE = 4;

/** @typedef {{y: number, h: number, units: number, lines: number, data: Float32Array, most: number, scale: "signed", tensor: string}} States */

/** @extends {Panel<Spec>} */
export default class Threads extends Panel {
  sideways = true;
  now = 0;
  pitch = 0;
  apart = 0;
  gutter = GUTTER;
  tall = 0;
  /** Where the shares stand, how high they are, and where threads begin and end. */
  shares = 0;
  high = LOOK;
  top = 0;
  bottom = 0;
  /** Where what is said stands. */
  saidTop = 0;
  /** @type {States[]} */
  rows = [];
  /** @type {import("./base.js").How | null} */
  how = null;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.title.after(this.guess);
    this.legends = legends();
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.readWords = make("div", { class: "column-words" });
    this.saidWords = make("div", { class: "column-words" });
    this.sheet = make("div", { class: "sheet" }, this.canvas, this.readWords, this.saidWords);
    this.header.append(this.legends);
    this.body.append(this.sheet);
    this.body.addEventListener("scroll", () => this.how && this.paint(this.how), { passive: true });
  }

  /** The guess has room beside the title. */
  get marked() {
    return 0;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.rows = [spec.tensor, spec.states].map((tensor) => {
      const { data, shape } = this.read(tensor);
      return { tensor, data, units: sizeOf(shape.slice(1)), lines: 1, most: 1, scale: "signed", y: 0, h: 0 };
    });
    chips(this.heads[0]);
    chips(this.heads[1]);
    this.now = Math.min(this.now, spec.said.length - 1);
  }

  /** Both rows of words, as chips are made of them. */
  get heads() {
    const { words, unknown, said, marked } = this.spec;
    const { pitch, unit } = this;
    return [
      { words: this.readWords, count: words.length, spec: { words, unknown }, pitch, unit },
      { words: this.saidWords, count: said.length, spec: { words: said, marked }, pitch, unit },
    ];
  }

  get count() {
    return Math.max(this.spec.words.length, this.spec.said.length);
  }

  /** Whether nobody is told who looks where. */
  get secret() {
    return !!this.spec.looks && hidden(this.stage.store.scene, this.spec.looks);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const u = this.unit;
    this.gutter = this.stacked ? 2 : GUTTER * u;
    this.pitch = Math.max(LEAST * u, Math.min(WIDEST * u, (width - this.gutter) / this.count));
    this.apart = CLOSE * this.pitch;
    this.element.style.width = `${width}px`;
    const left = (/** @type {number} */ t) => this.gutter + t * this.pitch;
    const head = Math.max(...this.heads.map((row) => slim(row, this.now, left)));
    for (const row of this.rows) {
      row.lines = Math.ceil(row.units / (this.pitch < BROAD * u ? 8 : 16));
      row.h = row.lines * (row.lines > 6 ? 4 : 6) * u;
    }
    const named = this.stacked ? NAMED : 0;
    const [read, said] = this.rows;
    read.y = head + GAP * u + named;
    this.high = this.spec.looks ? LOOK * u : 0;
    this.shares = read.y + read.h + GAP * u + (this.spec.looks ? named : 0);
    this.top = this.shares + this.high + 2;
    const rest = this.top + head + 2 * GAP * u + said.h + named + EDGE * u;
    const room = Math.max(this.stacked ? BETWEEN.stacked : BETWEEN.least, Math.min(BETWEEN.most, (height - rest) / u)) * u;
    this.bottom = this.top + room;
    this.saidTop = this.bottom + 2;
    said.y = this.saidTop + head + GAP * u + named;
    this.saidWords.style.top = `${this.saidTop}px`;
    this.tall = Math.ceil(said.y + said.h + EDGE * u);
    spread(this, width, this.gutter + this.count * this.pitch);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
  }

  /** Where a word's cells begin, on the canvas, and how wide they are. @param {number} t */
  x(t) {
    return this.gutter + t * this.pitch - this.body.scrollLeft + this.apart / 2;
  }

  get wide() {
    return this.pitch - this.apart;
  }

  /** How much one word that is said looks at one that was read. @param {number} s @param {number} t */
  share(s, t) {
    return this.spec.looks ? this.read(this.spec.looks).data[s * this.spec.words.length + t] : 0;
  }

  /** @param {import("./base.js").How} how */
  step(how) {
    return stepOf(this.stage, this.spec.states, [how.selected, how.first], this.now);
  }

  /** @param {import("./base.js").How} how */
  look(how) {
    return `${this.step(how)} ${how.selected.tensor} ${how.selected.at}`;
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    if (!this.pitch) return;
    this.how = how;
    this.now = this.step(how);
    this.element.setAttribute("aria-label", this.#told());
    paint(this, how);
  }

  /** What the word in hand looks at, to readers. */
  #told() {
    const { title, words, said, looks } = this.spec;
    const shares = words.map((word, t) => ({ word, share: this.share(this.now, t) })).filter(({ share }) => share >= SEEN);
    const seen = shares.map(({ word, share }) => `${percent(share)} “${word}”`).join(", ");
    return `${title}: ${words.length} words; “${said[this.now]}”${looks && !this.secret ? ` looks at ${seen}` : ""}`;
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === "input" || this.stops.includes(tensor);
  }

  get stops() {
    const { looks, tensor, states } = this.spec;
    return [...(looks ? [looks] : []), tensor, states];
  }

  /** @param {number} channel @param {string} tensor @returns {import("./base.js").Shading} */
  shading(channel, tensor) {
    return tensor === this.spec.looks ? { scale: "probability", limit: 1 } : { scale: "signed", limit: 1 };
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    if (y < 0 || y > this.tall || x < this.gutter || x > this.width || !this.pitch) return null;
    const { words, said, looks, next, chosen } = this.spec;
    const k = Math.floor((x + this.body.scrollLeft - this.gutter) / this.pitch);
    if (k < 0 || x < this.x(k) || x > this.x(k) + this.wide) return y > this.top && y < this.bottom ? this.#thread(x, y) : null;
    const [upper, lower] = this.rows;
    if (y < upper.y) return k < words.length ? { tensor: "input", at: [k] } : null;
    if (y < upper.y + upper.h) return k < words.length ? this.#unit(upper, k, x, y) : null;
    if (y < this.shares) return null;
    if (y < this.shares + this.high) return looks && k < words.length ? { tensor: looks, at: [this.now, k] } : null;
    if (y < this.bottom) return this.#thread(x, y);
    if (k >= said.length) return null;
    if (y < lower.y) return { tensor: next, at: [k, chosen[k]] };
    return y < lower.y + lower.h ? this.#unit(lower, k, x, y) : null;
  }

  /** @param {States} row @param {number} k @param {number} x @param {number} y */
  #unit({ tensor, units, lines, y: top, h }, k, x, y) {
    const per = Math.ceil(units / lines);
    const line = Math.min(lines - 1, Math.floor(((y - top) / h) * lines));
    const unit = line * per + Math.min(per - 1, Math.floor(((x - this.x(k)) / this.wide) * per));
    return unit < units ? { tensor, at: [k, unit] } : null;
  }

  /** The thread at a point, those of the word in hand first. @param {number} x @param {number} y @returns {import("./base.js").Place | null} */
  #thread(x, y) {
    const { words, said, looks } = this.spec;
    if (!looks || this.secret) return null;
    /** @type {{at: number[], far: number} | null} */
    let best = null;
    for (let s = 0; s < said.length; s++)
      for (let t = 0; t < words.length; t++) {
        if (this.share(s, t) < SEEN) continue;
        const far = Math.abs(this.along(s, t, y) - x) - (s === this.now ? NEAR / 2 : 0);
        if (far < NEAR * this.unit && (!best || far < best.far)) best = { at: [s, t], far };
      }
    return best && { tensor: looks, at: best.at };
  }

  /** Where a thread is at a height: it leaves and comes straight down, its two ends mixed by the cube that a curve is. @param {number} s @param {number} t @param {number} y */
  along(s, t, y) {
    const goal = (y - this.top) / (this.bottom - this.top);
    let [low, high] = [0, 1];
    for (let n = 0; n < 20; n++) {
      const u = (low + high) / 2;
      if (1.5 * u * (1 - u) + u ** 3 < goal) low = u;
      else high = u;
    }
    const share = low ** 2 * (3 - 2 * low);
    return this.middle(t) * (1 - share) + this.middle(s) * share;
  }

  /** @param {number} t */
  middle(t) {
    return this.x(t) + this.wide / 2;
  }

  /** @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    const { words, said, looks, next, chosen } = this.spec;
    const inView = (/** @type {number} */ k) => this.middle(k) > this.gutter && this.middle(k) < this.width;
    const head = (/** @type {number} */ k, /** @type {number} */ y, /** @type {number} */ h) => this.rect(this.x(k), y, this.wide, h);
    if (tensor === "input") return cells.filter(([t]) => t < words.length && inView(t)).map(([t]) => head(t, 1, this.rows[0].y - (this.stacked ? NAMED : 0) - GAP * this.unit));
    if (tensor === looks) {
      if (this.secret) return [];
      return cells.filter(([s, t]) => s === this.now && inView(t)).map(([, t]) => head(t, this.shares, this.high));
    }
    if (tensor === next) return cells.filter(([s, v]) => chosen[s] === v && inView(s)).map(([s]) => head(s, this.saidTop, this.rows[1].y - this.saidTop - GAP * this.unit));
    const row = this.rows.find((one) => one.tensor === tensor);
    if (!row) return [];
    const many = tensor === this.spec.tensor ? words.length : said.length;
    const per = Math.ceil(row.units / row.lines);
    const steps = [...new Set(cells.map(([t]) => t))].filter((t) => t < many && inView(t));
    return steps.flatMap((t) => {
      const mine = cells.filter(([at]) => at === t);
      if (mine.length > row.units / 2) return [head(t, row.y, row.h)];
      const [w, h] = [this.wide / per, row.h / row.lines];
      return mine.map(([, k]) => this.rect(this.x(t) + (k % per) * w, row.y + Math.floor(k / per) * h, w, h));
    });
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    return { x: x + this.origin.x, y: y + this.origin.y, w, h };
  }

  /** Long sentences scroll to the selected word. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (!this.scrolls || !this.shows(tensor)) return;
    if (brought(this, at[0], this.gutter) && this.how) this.paint(this.how);
  }
}
