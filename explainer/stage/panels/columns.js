/**
 * One column for each word: below it the numbers that a network had there, row by row. The columns fold into the one cell
 * that they all are, and a long sentence scrolls beneath its labels.
 *
 * @typedef {object} Own
 * @property {string[]} words
 * @property {(import("../draw/rows.js").Strip | import("../draw/rows.js").Answer | import("../draw/rows.js").Level)[]} rows
 * @property {number[]} [unknown]
 * @property {number[]} [marked]
 * @property {boolean} [folded]
 * @property {Legend[]} [legend]
 * @typedef {object} Legend
 * @property {import("../draw/colours.js").Scale} scale
 * @property {string} low
 * @property {string} high
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { limitOf } from "../draw/colours.js";
import { handOn, paint } from "../draw/columns.js";
import { keep, make, parts, say, standing } from "../draw/dom.js";
import { stack, WORDS } from "../draw/rows.js";
import { Panel } from "./base.js";

/** @typedef {import("../draw/rows.js").Placed} Placed */

const GUTTER = 112;
const NARROW_GUTTER = 40;
const WIDEST = 132;
const LEAST_CELL = 6;
const LEAST_WIDE = 60;
const SLIM = 100;
const APART = 18;
const PER_LINE = 16;
const FOLD_MS = 800;
/** Which share of a step the way of a state to the next word takes. */
const HANDED = 0.6;
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
  fold = 0;
  /** What is written on the words. */
  shown = { now: -1, whole: false };
  /** @type {import("./base.js").How | null} */
  #how = null;
  #frame = 0;
  #scrolls = false;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.fold = spec.folded ? 1 : 0;
    this.legends = make("span", { class: "legends", "aria-hidden": "true" });
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.words = make("div", { class: "column-words" });
    this.sheet = make("div", { class: "sheet" }, this.canvas, this.words);
    this.header.append(this.legends);
    this.body.append(this.sheet);
    this.body.addEventListener("scroll", () => this.#how && this.paint(this.#how), { passive: true });
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${spec.rows.map(({ tensor }) => tensor)}`;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.count = spec.words.length;
    const laid = this.rows;
    this.rows = spec.rows.map((row, k) => this.#placed(/** @type {import("../draw/rows.js").Row} */ (row), laid[k]));
    this.element.setAttribute("aria-label", `${spec.title}: ${this.count} words`);
    keep(this.legends, spec.legend?.length ?? 0, () => make("span", { class: "legend" }, make("span"), make("i"), make("span")));
    keep(this.words, this.count, () => make("span", { class: "column-word" })).forEach((chip, t) => {
      say(chip, spec.words[t]);
      chip.title = spec.words[t];
      chip.classList.toggle("unknown", !!spec.unknown?.includes(t));
      chip.classList.toggle("marked", !!spec.marked?.includes(t));
    });
    for (const chip of this.words.children) chip.classList.remove("now");
    this.shown = { now: -1, whole: false };
    this.#turn();
  }

  /** A row with its numbers, where it stood before. @param {import("../draw/rows.js").Row} row @param {Placed | undefined} laid @returns {Placed} */
  #placed(row, laid) {
    const { data, shape } = this.read(row.tensor);
    const units = shape[1] ?? 1;
    const bar = row.kind !== "strip";
    return {
      ...row,
      bar,
      data,
      units,
      old: row.before ? this.read(row.before).data : undefined,
      most: row.limit ?? limitOf(data),
      lines: bar ? 1 : Math.ceil(units / (row.per ?? PER_LINE)),
      y: laid?.y ?? 0,
      h: laid?.h ?? 0,
    };
  }

  /** Open or fold, in view of whoever looks on, where motion is wanted. */
  #turn() {
    const goal = this.spec.folded ? 1 : 0;
    cancelAnimationFrame(this.#frame);
    this.element.dataset.folded = String(this.fold === goal && goal === 1);
    if (this.fold === goal) return;
    if (this.stage.still.matches) {
      this.fold = goal;
      this.element.dataset.folded = String(goal === 1);
      return;
    }
    const [from, start] = [this.fold, performance.now()];
    const step = (/** @type {number} */ now) => {
      const t = Math.min(1, (now - start) / FOLD_MS);
      this.fold = mix(from, goal, t * t * (3 - 2 * t));
      if (this.#how) this.paint(this.#how);
      this.stage.showSelected();
      if (t < 1) this.#frame = requestAnimationFrame(step);
      else this.element.dataset.folded = String(goal === 1);
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop() {
    cancelAnimationFrame(this.#frame);
  }

  /** Rows share the height, columns the width; what has no room for its cells scrolls. @param {number} width @param {number} height */
  layout(width, height) {
    const u = this.unit;
    const { rows } = this;
    this.gutter = this.stacked ? NARROW_GUTTER : GUTTER * u;
    const per = Math.max(1, ...rows.filter((r) => !r.bar).map((r) => Math.ceil(r.units / r.lines)));
    const least = Math.max(per * LEAST_CELL, LEAST_WIDE) * u + APART * u;
    this.pitch = Math.max(least, Math.min(WIDEST * u, (width - this.gutter) / this.count));
    this.apart = APART * u;
    this.words.classList.toggle("slim", this.pitch < SLIM * u);
    for (const [t, chip] of parts(this.words).entries()) {
      chip.style.left = `${this.gutter + t * this.pitch}px`;
      chip.style.width = `${this.pitch - this.apart}px`;
    }
    this.tall = stack(rows, height, u);
    this.width = Math.floor(width);
    const total = this.gutter + this.count * this.pitch;
    this.#scrolls = total > width + 1;
    this.element.style.width = `${width}px`;
    this.sheet.style.width = `${Math.max(width, Math.ceil(total))}px`;
    this.sheet.style.height = `${this.tall}px`;
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: this.width * ratio, height: this.tall * ratio });
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.tall}px`;
    if (this.#scrolls) this.body.tabIndex = 0;
    else this.body.removeAttribute("tabindex");
    for (const [name, value] of Object.entries({ role: "region", "aria-label": `${this.spec.title}, from word to word` }))
      if (this.#scrolls) this.body.setAttribute(name, value);
      else this.body.removeAttribute(name);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
  }

  /** Where a word's cells begin, on the canvas. @param {number} t */
  x(t) {
    const open = this.gutter + t * this.pitch - this.body.scrollLeft;
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
    this.#how = how;
    this.now = this.#word(how.selected, how.first);
    paint(this, how);
  }

  /** A state travels on to the word that is read now. @param {import("./base.js").Place} cell @param {number} pace */
  hand({ tensor, at: [t] }, pace) {
    if (!this.#how || !this.shows(tensor) || (this.rows.find((r) => r.tensor === tensor)?.phase ?? 0) > 0) return;
    const { onward } = this.#how;
    const from = t - onward;
    if (from < 0 || from >= this.count || this.fold) return;
    for (const row of this.rows.filter((r) => r.handed)) handOn(this, row, this.x(from), this.pitch * onward, pace * HANDED);
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor || this.rows.some((r) => r.tensor === tensor || r.before === tensor);
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
    const words = y < (WORDS - 6) * this.unit;
    const column = Math.floor((x + this.body.scrollLeft - this.gutter) / this.pitch);
    const t = this.fold && !words ? this.now : column;
    const w = words ? this.pitch - this.apart : this.wide;
    const within = words ? (x + this.body.scrollLeft - this.gutter) % this.pitch : x - this.x(t);
    if (t >= this.count || t < 0 || within < 0 || within >= w) return null;
    if (words) return { tensor: this.spec.tensor, at: [t] };
    const row = this.rows.find((r) => y >= r.y && y < r.y + r.h * (r.old && !r.bar ? 1.45 : 1));
    if (!row) return null;
    const { tensor, before } = row;
    if (row.kind === "level") return { tensor, at: [t] };
    if (row.bar) return { tensor, at: [t, best(row, t)] };
    const untouched = before && y > row.y + row.h * 1.02;
    const per = Math.ceil(row.units / row.lines);
    const line = Math.min(row.lines - 1, Math.floor(((y - row.y) % (row.h + 1)) / (row.h / row.lines)));
    const k = Math.floor((within / w) * per) + per * (untouched ? 0 : line);
    return k < row.units ? { tensor: untouched ? before : tensor, at: [t, k] } : null;
  }

  /** Single cells, or the whole strip where most of a word's are meant. @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    const within = (/** @type {number} */ t) => t >= 0 && t < this.count && this.x(t) > this.gutter - this.wide && this.x(t) < this.width && (!this.fold || t === this.now);
    if (tensor === this.spec.tensor) {
      return cells.filter(([t]) => within(t)).map(([t]) => this.rect(this.gutter + t * this.pitch - this.body.scrollLeft, 2, this.pitch - this.apart, (WORDS - 8) * this.unit));
    }
    const row = this.rows.find((r) => r.tensor === tensor || r.before === tensor);
    if (!row) return [];
    const w = this.wide;
    const old = row.before === tensor;
    const [y, h] = old && !row.bar ? [row.y + row.h * 1.05, row.h * 0.4] : [row.y, row.h];
    const steps = [...new Set(cells.map(([t]) => t))].filter(within);
    return steps.flatMap((t) => {
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
    if (!this.#scrolls || !this.shows(tensor)) return;
    const x = at[0] * this.pitch;
    const { scrollLeft, clientWidth } = this.body;
    const room = clientWidth - this.gutter;
    if (x >= scrollLeft && x + this.pitch <= scrollLeft + room) return;
    this.body.scrollLeft = Math.max(0, x - room / 2);
    if (this.#how) this.paint(this.#how);
  }
}

/** Of two answers the second, which the bar shows; else the likeliest. @param {Placed} row @param {number} t */
function best(row, t) {
  const mine = row.data.subarray(t * row.units, (t + 1) * row.units);
  return row.units === 2 ? 1 : mine.indexOf(Math.max(...mine));
}
