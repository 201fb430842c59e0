/**
 * One column for each word: below it the numbers that a network had there, row by row. The columns fold into the one cell
 * that they all are, and a long sentence scrolls beneath its labels, or is condensed until it has room.
 *
 * @typedef {object} Own
 * @property {string[]} words
 * @property {(import("../draw/rows.js").Strip | import("../draw/rows.js").Answer | import("../draw/rows.js").Level | import("../draw/rows.js").Picture)[]} rows
 * @property {number[]} [unknown]
 * @property {number[]} [marked]
 * @property {boolean} [leftwards]
 * @property {boolean} [folded]
 * @property {boolean} [slim]
 * @property {import("../draw/legends.js").Legend[]} [legend]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { broad, chips, slim } from "../draw/chips.js";
import { paint, tocome } from "../draw/columns.js";
import { make, standing } from "../draw/dom.js";
import { Folding } from "../draw/folding.js";
import { during } from "../draw/frames.js";
import { Handing } from "../draw/handing.js";
import { legends } from "../draw/legends.js";
import { around, pictured } from "../draw/pictures.js";
import { best, line, placed, sideOf, stack, WORDS } from "../draw/rows.js";
import { brought, spread } from "../draw/scrolled.js";
import { Panel } from "./base.js";

/** @typedef {import("../draw/rows.js").Placed} Placed */

const GUTTER = 112;
const NARROW_GUTTER = 2;
const WIDEST = 132;
const LEAST_CELL = 6;
const LEAST_TOUCHED = 18;
const LEAST_WIDE = 60;
const LEAST_SLIM = 6;
const BELOW_SLIM = 6;
/** Condensed columns stand so close. */
const CLOSE = 0.16;
/** Narrower columns have no room for what their bars say. */
const SAID = 58;
const APART = 18;
const NOTE_APART = 2;
/** A step's own motion ends a little before the next begins. */
const SOONER = 0.96;
const FOLDED = 340;

/** @param {number} a @param {number} b @param {number} t */
const mix = (a, b, t) => a + (b - a) * t;

/** @extends {Panel<Spec>} */
export default class Columns extends Panel {
  sideways = true;
  /** @type {Placed[]} */
  rows = [];
  count = 0;
  now = 0;
  tall = 0;
  gutter = GUTTER;
  pitch = 0;
  apart = APART;
  /** The height of the words. */
  head = WORDS;
  /** What is written on the words. */
  shown = { now: -1, whole: false };
  /** @type {import("./base.js").How | null} */
  #how = null;
  /** @type {Handing | null} what is on its way to the word that is played */
  handing = null;
  #stopHanding = () => {};
  #folding;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.title.after(this.guess);
    this.#folding = new Folding(!!spec.folded);
    this.legends = legends();
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.words = make("div", { class: "column-words" });
    this.sheet = make("div", { class: "sheet" }, this.canvas, this.words);
    this.header.append(this.legends);
    this.body.append(this.sheet);
    this.body.addEventListener("scroll", () => this.#how && this.paint(this.#how), { passive: true });
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${!!spec.slim} ${spec.rows.map(({ tensor }) => tensor)}`;
  }

  /** The guess has room beside the title. */
  get marked() {
    return 0;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.count = spec.words.length;
    this.#arrived();
    this.rows = placed(/** @type {import("../draw/rows.js").Row[]} */ (spec.rows), this.read, cells, this.rows);
    this.element.setAttribute("aria-label", this.counted ? `${spec.title}: ${this.count} ${this.stage.store.scene.steps?.each ?? "word"}${this.count === 1 ? "" : "s"}` : spec.title);
    chips(this);
    this.shown = { now: -1, whole: false };
    this.#folding.turn(!!spec.folded, !this.stage.still.matches, () => {
      if (this.#how) this.paint(this.#how);
      this.stage.showSelected();
      this.#folds();
    });
    this.#folds();
  }

  /** How far it is folded, from 0 to 1. */
  get fold() {
    return this.#folding.share;
  }

  #folds() {
    this.element.dataset.folded = String(this.fold === 1);
  }

  stop() {
    this.#folding.stop();
    this.#arrived();
  }

  get leftwards() {
    return !!this.spec.leftwards;
  }

  /** A word's place from the left, and the word of a place. @param {number} t */
  #place(t) {
    return this.leftwards ? this.count - 1 - t : t;
  }

  /** Rows share the height, columns the width; what has no room for its cells scrolls. @param {number} width @param {number} height */
  layout(width, height) {
    const u = this.unit;
    const { rows } = this;
    this.gutter = this.stacked || rows.every((r) => !r.label && !r.letter) ? NARROW_GUTTER : GUTTER * u;
    line(rows, this.stacked);
    const per = Math.max(1, ...rows.filter((r) => !r.bar && !r.picture).map((r) => Math.ceil(r.units / r.lines)));
    const touched = this.stacked && rows.some((r) => r.lines > 1);
    const least = this.spec.slim
      ? (this.stacked ? LEAST_TOUCHED : LEAST_SLIM) * per * u
      : Math.max(per * (touched ? LEAST_TOUCHED : LEAST_CELL), LEAST_WIDE) * u + APART * u;
    this.pitch = Math.max(least, Math.min(WIDEST * u, (width - this.gutter) / this.count));
    this.apart = this.spec.slim ? Math.min(APART * u, CLOSE * this.pitch) : APART * u;
    const left = (/** @type {number} */ t) => this.gutter + this.#place(t) * this.pitch;
    this.head = this.spec.slim ? slim(this, this.count - 1, left) + BELOW_SLIM * u : broad(this, left);
    this.element.style.width = `${width}px`;
    const further = this.note.hidden || this.stacked ? 0 : this.note.offsetHeight + NOTE_APART - this.below * u;
    this.tall = stack(rows, height - further, u, this.stacked, this.head / u, sideOf(rows, (this.pitch - this.apart) / u, (height - further) / u));
    spread(this, width, this.gutter + this.count * this.pitch);
  }

  /** Whether there is no room below a bar for what it says. */
  get narrowed() {
    return !!this.spec.slim && this.pitch < SAID * this.unit;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
  }

  /** Where a word stands, on the canvas. @param {number} t */
  open(t) {
    return this.gutter + this.#place(t) * this.pitch - this.body.scrollLeft;
  }

  /** Where the folded cell is left and where it is entered again. @returns {[number, number]} */
  get ends() {
    const x = this.x(this.now);
    return this.leftwards ? [x, x + this.wide] : [x + this.wide, x];
  }

  /** Where a word's cells begin, on the canvas. @param {number} t */
  x(t) {
    const open = this.open(t);
    if (!this.fold) return open;
    const shown = Math.min(this.width, this.gutter + this.count * this.pitch);
    return mix(open, (this.gutter + shown - this.wide) / 2, this.fold);
  }

  /** How wide a word's cells are: the folded cell stands alone and may be large. */
  get wide() {
    return mix(this.pitch - this.apart, Math.min(FOLDED * this.unit, this.width - 2 * this.gutter), this.fold);
  }

  /** The word that is selected, and which of its rows. @param {import("./base.js").How} how */
  look({ selected, first }) {
    return `${this.#word(selected, first)} ${selected.tensor}`;
  }

  /** @param {import("./base.js").Place} selected @param {import("./base.js").Place} first */
  #word(selected, first) {
    return Math.min((this.shows(selected.tensor) ? selected : first).at[0], this.count - 1);
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    if (!this.pitch) return;
    if (this.handing && this.handing.born !== how.born) this.#arrived();
    this.#how = how;
    this.now = this.#word(how.selected, how.first);
    paint(this, how);
  }

  /** How much of a row of a word is there, from 0 to 1. @param {import("./base.js").How} how @param {Placed} row @param {number} t */
  there(how, row, t) {
    return tocome(how, t, row.phase ?? 0) ? 0 : (this.handing?.there(row, t) ?? 1);
  }

  /** A state travels on to the word that is read now, and what is made of it follows. @param {import("./base.js").Place} cell @param {number} pace */
  hand({ tensor, at: [t] }, pace) {
    const how = this.#how;
    if (!how?.steps || !this.shows(tensor) || (this.fold && this.fold < 1)) return 0;
    const from = t - how.onward;
    this.handing = new Handing(this.rows, t, from < this.count ? from : -1, how.steps.tensors.indexOf(tensor), how.born, pace);
    this.#onward(0);
    this.#stopHanding = during(pace * SOONER, this.#onward);
    return this.handing.way;
  }

  #onward = (/** @type {number} */ share) => {
    const appears = this.handing?.on(share);
    if (this.#how) this.paint(this.#how);
    if (appears || !share) this.stage.showSelected();
    if (share === 1) this.#arrived();
  };

  #arrived() {
    this.#stopHanding();
    this.handing = null;
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor || this.rows.some((r) => r.tensor === tensor || r.before === tensor);
  }

  get stops() {
    return [this.spec.tensor, ...this.rows.flatMap(({ tensor, before }) => [tensor, before ?? []].flat())];
  }

  /** @param {number} channel @param {string} tensor @returns {import("./base.js").Shading} */
  shading(channel, tensor) {
    const row = this.rows.find((r) => r.tensor === tensor || r.before === tensor);
    return { scale: row?.scale ?? (row?.kind === "answer" ? "probability" : "signed"), limit: row?.most || 1 };
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    if (y < 0 || y > this.tall || x < this.gutter || x > this.width || !this.pitch) return null;
    const words = y < this.head - 6 * this.unit;
    const column = this.#place(Math.floor((x + this.body.scrollLeft - this.gutter) / this.pitch));
    const t = this.fold && !words ? this.now : column;
    const w = words ? this.pitch - this.apart : this.wide;
    const within = words ? (x + this.body.scrollLeft - this.gutter) % this.pitch : x - this.x(t);
    if (t >= this.count || t < 0 || within < 0 || within >= w) return null;
    if (words) return { tensor: this.spec.tensor, at: [t, ...this.read(this.spec.tensor).shape.slice(1).map((n) => n >> 1)] };
    const row = this.rows.find((r) => y >= r.y && y < r.y + r.h * (r.old && !r.bar ? 1.45 : 1));
    if (!row || (this.#how && !this.there(this.#how, row, t))) return null;
    const { tensor, before } = row;
    if (row.picture) return pictured(row, t, within, y, w);
    if (row.kind === "level") return { tensor, at: [t] };
    if (row.bar) return { tensor, at: [t, best(row, t)] };
    const untouched = before && y > row.y + row.h * 1.02;
    const per = Math.ceil(row.units / row.lines);
    const line = Math.min(row.lines - 1, Math.floor(((y - row.y) % (row.h + 1)) / (row.h / row.lines)));
    const k = Math.floor((within / w) * per) + per * (untouched ? 0 : line);
    return k < row.units ? { tensor: untouched ? before : tensor, at: [t, k] } : null;
  }

  /** Single cells, or the whole strip where most of a word's are meant; of what is still to come nothing. @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    const within = (/** @type {number} */ t) => t >= 0 && t < this.count && this.x(t) > this.gutter - this.wide && this.x(t) < this.width && (!this.fold || t === this.now);
    if (tensor === this.spec.tensor && !this.rows.some((r) => r.tensor === tensor)) {
      return cells.filter(([t]) => within(t)).map(([t]) => this.rect(this.open(t), 2, this.pitch - this.apart, this.head - 8 * this.unit));
    }
    const row = this.rows.find((r) => r.tensor === tensor || r.before === tensor);
    if (!row) return [];
    const w = this.wide;
    const old = row.before === tensor;
    const [y, h] = old && !row.bar ? [row.y + row.h * 1.05, row.h * 0.4] : [row.y, row.h];
    const steps = [...new Set(cells.map(([t]) => t))].filter((t) => within(t) && (!this.#how || this.there(this.#how, row, t)));
    return steps.flatMap((t) => {
      if (row.picture) return around(row, t, cells, this.x(t), w).map((r) => this.rect(r.x, r.y, r.w, r.h));
      const mine = cells.filter(([at]) => at === t);
      if (row.bar || mine.length > row.units / 2) return [this.rect(this.x(t), y, w, h)];
      const per = Math.ceil(row.units / row.lines);
      return mine.map(([, k]) => this.rect(this.x(t) + ((k % per) * w) / per, y + Math.floor(k / per) * (h / row.lines), w / per, h / row.lines));
    });
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    return { x: x + this.origin.x, y: y + this.origin.y, w, h };
  }

  /** A long sentence scrolls to the selected word. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (!this.scrolls || !this.shows(tensor)) return;
    if (brought(this, this.#place(at[0]), this.gutter) && this.#how) this.paint(this.#how);
  }
}
