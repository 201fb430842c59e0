/**
 * One sentence with another word in one place each time, read by one network: a lane for each, below every word how likely
 * its right answer is. Above, a line for each, and lines join where nothing tells their states apart any more. The names of
 * the lanes and what they answer stay in view, however long the sentence is.
 *
 * @typedef {object} Own
 * @property {string[]} words
 * @property {string[]} runs
 * @property {string[]} names the answers, the k-th right for run k
 * @property {string} apart
 * @property {string} answers
 * @property {number} at
 * @property {number} own
 * @property {number[]} [unknown]
 * @property {boolean} [leftwards]
 * @property {import("../draw/legends.js").Legend[]} [legend]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { chips, slim } from "../draw/chips.js";
import { best as likeliest } from "../arithmetic/extremes.js";
import { make, standing } from "../draw/dom.js";
import { groups, paint, tracks } from "../draw/lanes.js";
import { legends } from "../draw/legends.js";
import { brought, spread } from "../draw/scrolled.js";
import { Panel } from "./base.js";

const GUTTER = { left: 66, right: 128 };
const NARROW_GUTTER = { left: 66, right: 84 };
/** Of a header, what is counted already. */
const HEADER = 28;
/** A long sentence is condensed before it scrolls. */
const LEAST_PITCH = 4;
const WIDEST = 110;
const APART = 8;
const ROW = { least: 11.5, most: 30 };
/** Of the height, what the lines take. */
const LINES = 0.46;
const NEAR = 12;
const RING = 6;
/** What the last row leaves below it. */
const EDGE = 2;

/** @extends {Panel<Spec>} */
export default class Lanes extends Panel {
  sideways = true;
  count = 0;
  now = 0;
  pitch = 0;
  tall = 0;
  head = 0;
  row = 0;
  line = 0;
  /** Where the lines begin, and where the rows of shares. */
  top = 0;
  shares = 0;
  /** @type {Float32Array} what each run's right answer has: (words, runs) */
  right = new Float32Array();
  /** @type {Float32Array} what all answers have: (words, runs, answers) */
  said = new Float32Array();
  gutter = GUTTER;
  /** Where each run's line stands at each word, in rows: (words, runs). @type {number[][]} */
  tracks = [];
  /** How many lines there are after each word that nothing joins. @type {number[]} */
  groups = [];
  /** @type {import("./base.js").How | null} */
  #how = null;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.words = make("div", { class: "column-words" });
    this.sheet = make("div", { class: "sheet" }, this.canvas, this.words);
    this.legends = legends();
    this.header.append(this.legends);
    this.body.append(this.sheet);
    this.body.addEventListener("scroll", () => this.#how && this.paint(this.#how), { passive: true });
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.count = spec.words.length;
    this.right = this.read(spec.tensor).data;
    this.said = this.read(spec.answers).data;
    const apart = this.read(spec.apart).data;
    const runs = spec.runs.length;
    this.tracks = tracks(apart, this.count, runs);
    this.groups = groups(apart, this.count, runs);
    this.element.setAttribute("aria-label", spec.title);
    chips(this);
  }

  get leftwards() {
    return !!this.spec.leftwards;
  }

  get runs() {
    return this.spec.runs.length;
  }

  /** A word's place from the left, and the word of a place. @param {number} t */
  #place(t) {
    return this.leftwards ? this.count - 1 - t : t;
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const u = this.unit;
    const gutter = this.stacked ? NARROW_GUTTER : GUTTER;
    this.gutter = { left: gutter.left * u, right: gutter.right * u };
    const room = width - this.gutter.left - this.gutter.right;
    this.pitch = Math.max(LEAST_PITCH * u, Math.min(WIDEST * u, room / this.count));
    this.head = slim(this, this.spec.at, (t) => this.x(t) + this.body.scrollLeft);
    this.element.style.width = `${width}px`;
    const further = this.stacked ? Math.max(0, this.header.offsetHeight - HEADER) : 0;
    const left = height - further - this.head - 2 * APART * u - EDGE;
    const most = ROW.most * u * this.runs;
    const least = ROW.least * u * this.runs;
    const lines = Math.max(least, Math.min(most, left * LINES));
    const cells = Math.max(least, Math.min(most, left - lines));
    this.line = lines / this.runs;
    this.row = cells / this.runs;
    this.top = this.head + APART * u;
    this.shares = this.top + lines + APART * u;
    this.tall = Math.floor(this.shares + cells + EDGE);
    spread(this, width, this.gutter.left + this.count * this.pitch + this.gutter.right);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
  }

  /** Where a word's cells begin, on the canvas. @param {number} t */
  x(t) {
    return this.gutter.left + this.#place(t) * this.pitch - this.body.scrollLeft;
  }

  /** The middle of a run's line at a word. @param {number} t @param {number} n */
  y(t, n) {
    return this.top + (this.tracks[t][n] + 0.5) * this.line;
  }

  /** Where the words end and the answers begin. */
  get end() {
    return Math.min(this.width - this.gutter.right, this.gutter.left + this.count * this.pitch);
  }

  /** The run that is selected, the sentence's own where none is. @param {import("./base.js").How} how */
  run({ selected, first }) {
    const place = [selected, first].find(({ tensor, at }) => at.length > 1 && this.stage.store.cells[tensor]?.out[1]?.[0] === "run");
    return place?.at[1] ?? this.spec.own;
  }

  /** @param {import("./base.js").How} how */
  look(how) {
    return `${how.selected.tensor} ${how.selected.at} ${how.first.at}`;
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    if (!this.pitch) return;
    this.#how = how;
    const place = this.shows(how.selected.tensor) ? how.selected : how.first;
    this.now = Math.min(place.at[0], this.count - 1);
    this.element.setAttribute("aria-label", this.#told());
    paint(this, how);
  }

  /** The likeliest answer of a run after a word. @param {number} t @param {number} n */
  answer(t, n) {
    const classes = this.spec.names.length;
    const start = (t * this.runs + n) * classes;
    const mine = this.said.subarray(start, start + classes);
    const k = likeliest(mine);
    return { k, share: mine[k], right: k === n };
  }

  /** What is to be seen after the selected word, to readers. */
  #told() {
    const { title, words, runs, names } = this.spec;
    const said = runs.map((run, n) => `${run}: ${names[this.answer(this.now, n).k]}`).join(", ");
    return `${title}: after “${words[this.now]}” ${this.groups[this.now]} of ${runs.length} told apart. ${said}`;
  }

  /** Of the other runs the one whose state is nearest. @param {number} t @param {number} n */
  #nearest(t, n) {
    const start = (t * this.runs + n) * this.runs;
    const mine = [...this.read(this.spec.apart).data.subarray(start, start + this.runs)].map((d, k) => (k === n ? Infinity : d));
    return mine.indexOf(Math.min(...mine));
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === "input" || this.stops.includes(tensor);
  }

  get stops() {
    return [this.spec.tensor, this.spec.apart, this.spec.answers];
  }

  /** @param {number} channel @param {string} tensor @returns {import("./base.js").Shading} */
  shading(channel, tensor) {
    return { scale: tensor === this.spec.apart ? "signed" : "probability", limit: 1 };
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    if (y < 0 || y > this.tall || x < this.gutter.left || x > this.width || !this.pitch) return null;
    const lane = Math.floor((y - this.shares) / this.row);
    if (x >= this.end) {
      if (lane < 0 || lane >= this.runs || x > this.end + this.gutter.right) return null;
      return { tensor: this.spec.answers, at: [this.now, lane, this.answer(this.now, lane).k] };
    }
    const t = this.#place(Math.floor((x + this.body.scrollLeft - this.gutter.left) / this.pitch));
    if (t < 0 || t >= this.count) return null;
    if (y < this.head) return { tensor: "input", at: [t, this.spec.own] };
    if (lane >= 0 && lane < this.runs) return { tensor: this.spec.tensor, at: [t, lane] };
    const far = this.tracks[t].map((_, n) => Math.abs(this.y(t, n) - y));
    const n = far.indexOf(Math.min(...far));
    return far[n] <= NEAR * this.unit ? { tensor: this.spec.apart, at: [t, n, this.#nearest(t, n)] } : null;
  }

  /** @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    const within = (/** @type {number} */ t) => t >= 0 && t < this.count && this.x(t) >= this.gutter.left - 1 && this.x(t) + this.pitch <= this.end + 1;
    if (tensor === this.spec.answers) {
      const rows = new Set(cells.filter(([t]) => t === this.now).map(([, n]) => n));
      return [...rows].map((n) => this.rect(this.end + 4 * this.unit, this.shares + n * this.row, this.gutter.right - 6 * this.unit, this.row));
    }
    const seen = cells.filter(([t]) => within(t));
    if (tensor === "input") return seen.map(([t]) => this.rect(this.x(t), 0, this.pitch, this.head));
    if (tensor === this.spec.tensor) return seen.map(([t, n]) => this.rect(this.x(t), this.shares + n * this.row, this.pitch, this.row));
    if (tensor !== this.spec.apart) return [];
    return seen.flatMap(([t, ...both]) => both.map((n) => this.rect(this.x(t) + this.pitch / 2 - RING, this.y(t, n) - RING, 2 * RING, 2 * RING)));
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    return { x: x + this.origin.x, y: y + this.origin.y, w, h };
  }

  /** A long sentence scrolls to the selected word. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (!this.scrolls || !this.shows(tensor)) return;
    if (brought(this, this.#place(at[0]), this.gutter.left + this.gutter.right) && this.#how) this.paint(this.#how);
  }
}
