/**
 * A tune as a piano roll, which is heard as it is played: what was given, what a network added, what its rival would have, hollow,
 * and at the right what the selected step may be, each share on its pitch's own row.
 *
 * @typedef {object} Copied
 * @property {number} first
 * @property {number} end
 * @property {string} name
 * @property {boolean} [rival]
 *
 * @typedef {object} Own
 * @property {string[]} names
 * @property {number} lowest
 * @property {number} bar
 * @property {number} total
 * @property {number} begun
 * @property {number[]} steps
 * @property {number[]} [rival]
 * @property {string} [counts]
 * @property {Copied[]} [copied]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { best as likeliest } from "../arithmetic/extremes.js";
import { keep, make, say, standing } from "../draw/dom.js";
import { paint } from "../draw/roll.js";
import { Sound } from "../parts/sound.js";
import { Panel, SHARE } from "./base.js";

const GUTTER = { wide: 62, narrow: 44 };
const SHARES = { wide: 190, narrow: 92 };
/** Rows are shown from one pitch to another, and further where a tune goes further: D4 to B5. */
const USUAL = { low: 62, high: 83 };
/** What stands below the lowest row, in rows: a gap, and hold. */
const BELOW = 1.8;
const FOOT = 18;
const LEAST_TALL = { wide: 150, narrow: 120 };
/** On a phone the keys stand below it on the same screen. */
const FOR_KEYS = 106;
const MOST_STACKED = 320;
const VOICES = [
  ["network", "Network"],
  ["rival", "Counts"],
  ["off", "No sound"],
];

/** @extends {Panel<Spec>} */
export default class Roll extends Panel {
  sideways = true;
  broad = true;
  now = 0;
  pitch = 0;
  row = 0;
  tall = 0;
  gutter = 0;
  shares = 0;
  low = USUAL.low;
  high = USUAL.high;
  /** @type {number[] | null} what is being played on the keys */
  sketch = null;
  sounds = new Sound();
  voice = "network";
  /** @type {import("./base.js").How | null} */
  #how = null;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.body.append(this.canvas);
    this.voices = make("div", { class: "voices", role: "group", "aria-label": "What is heard", translate: "yes" });
    this.legend = make("span", { class: "roll-legend", translate: "yes" });
    this.header.append(this.legend, this.voices);
    this.title.after(this.guess);
  }

  /** The guess has room beside the title. */
  get marked() {
    return 0;
  }

  get hold() {
    return this.spec.names.length - 1;
  }

  /** The steps on show. */
  get steps() {
    return this.sketch ?? this.spec.steps;
  }

  get given() {
    return this.sketch ? this.sketch.length : this.spec.begun;
  }

  /** How many steps have shares: those that are there, and while nothing follows what was given the next. */
  get rows() {
    return this.read(this.spec.tensor).shape[0];
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const there = [...spec.steps, ...(spec.rival ?? [])].filter((k) => k < this.hold).map((k) => k + spec.lowest);
    this.low = Math.min(USUAL.low, ...there);
    this.high = Math.max(USUAL.high, ...there);
    this.element.dataset.given = String(spec.begun);
    this.element.dataset.steps = String(spec.steps.length);
    this.element.setAttribute("aria-label", `${spec.title}: ${spec.steps.length} steps, of which ${spec.begun} were given`);
    const rows = [["given", "yours"], ...(spec.steps.length > spec.begun ? [["own", "network"]] : []), ...(spec.rival?.length ? [["rival", "counts"]] : [])];
    keep(this.legend, rows.length, () => make("span", {}, make("i"), make("span"))).forEach((element, k) => {
      const [mark, name] = /** @type {HTMLElement[]} */ ([...element.children]);
      mark.className = rows[k][0];
      say(name, rows[k][1]);
    });
    const voices = VOICES.filter(([key]) => key !== "rival" || spec.rival?.length);
    if (!voices.some(([key]) => key === this.voice)) this.voice = "network";
    keep(this.voices, voices.length, () => make("button", { type: "button", class: "quiet" })).forEach((button, k) => {
      const [key, name] = voices[k];
      say(button, name);
      button.setAttribute("aria-pressed", String(key === this.voice));
      /** @type {HTMLButtonElement} */ (button).onclick = () => this.#hear(key, voices.map(([one]) => one));
    });
  }

  /** @param {string} voice @param {string[]} all */
  #hear(voice, all) {
    this.voice = voice;
    this.sounds.hush();
    [...this.voices.children].forEach((button, k) => button.setAttribute("aria-pressed", String(all[k] === voice)));
  }

  /** What is played on the keys stands there at once; null when it is known. @param {number[] | null} steps */
  draw(steps) {
    this.sketch = steps && [...steps];
    this.element.dataset.given = String(this.sketch?.length ?? this.spec.begun);
    if (!this.#how) return;
    this.paint(this.#how);
    this.stage.showSelected();
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const u = this.unit;
    const kind = this.stacked ? "narrow" : "wide";
    this.gutter = GUTTER[kind] * u;
    this.shares = SHARES[kind] * u;
    this.width = Math.floor(width);
    this.tall = Math.floor(Math.max(LEAST_TALL[kind] * u, this.stacked ? Math.min(MOST_STACKED, height - FOR_KEYS) : height));
    this.pitch = (width - this.gutter - this.shares) / this.spec.total;
    this.row = (this.tall - FOOT * u) / (this.high - this.low + 1 + BELOW);
    this.element.style.width = `${width}px`;
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: this.width * ratio, height: this.tall * ratio });
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.tall}px`;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
  }

  /** Where a step begins, on the canvas. @param {number} t */
  x(t) {
    return this.gutter + t * this.pitch;
  }

  /** Where the roll ends and the shares begin. */
  get end() {
    return this.x(this.spec.total);
  }

  /** Where a symbol's row begins; hold has the last. @param {number} symbol */
  y(symbol) {
    return symbol === this.hold ? (this.high - this.low + 1.6) * this.row : (this.high - this.spec.lowest - symbol) * this.row;
  }

  /** The pitch that sounds at a step, and where it began; null where none does. @param {number} t @param {number[]} steps */
  sounding(t, steps = this.steps) {
    for (let k = t; k >= 0; k--) if (steps[k] !== this.hold) return { symbol: steps[k], from: k };
    return null;
  }

  /** What a step is, or where it is not yet there what it is most likely to be. @param {number} t */
  at(t) {
    const size = this.spec.names.length;
    return this.spec.steps[t] ?? likeliest(this.read(this.spec.tensor).data.subarray(t * size, (t + 1) * size));
  }

  /** @param {import("./base.js").How} how */
  look(how) {
    return `${this.#step(how)} ${how.selected.tensor} ${how.selected.at} ${how.born}`;
  }

  /** The step that is selected, or from which the way to the selection leads. @param {import("./base.js").How} how */
  #step({ selected, first }) {
    const { cells } = this.stage.store;
    const place = [selected, first].find(({ tensor }) => this.shows(tensor) || cells[tensor]?.out[0]?.[0] === "t") ?? first;
    return Math.min(place.at[0] ?? 0, this.rows - 1);
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    if (!this.pitch) return;
    this.#how = how;
    this.now = this.#step(how);
    this.element.dataset.now = String(this.now);
    paint(this, how);
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor;
  }

  get names() {
    return this.spec.names;
  }

  /** @returns {import("./base.js").Shading} */
  shading() {
    return SHARE;
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    if (y < 0 || y > this.tall || x < this.gutter || x > this.width || this.sketch) return null;
    if (x < this.end) {
      const t = Math.floor((x - this.gutter) / this.pitch);
      return t < this.rows ? { tensor: this.spec.tensor, at: [t, this.at(t)] } : null;
    }
    const k = this.high - Math.floor(y / this.row) - this.spec.lowest;
    const symbol = y >= (this.high - this.low + 1.3) * this.row ? this.hold : k;
    return symbol >= 0 && symbol <= this.hold ? { tensor: this.spec.tensor, at: [this.now, symbol] } : null;
  }

  /** A step's cell on the roll, and its bar beside it. @param {number[][]} cells */
  rects(cells) {
    if (cells.length > 2 || this.sketch) return [];
    return cells.flatMap(([t, symbol]) => {
      const [y, h] = [this.y(symbol), this.row];
      if (y < 0 || y > this.tall) return [];
      const note = t < this.spec.total ? [this.#rect(this.x(t), y, this.pitch, h)] : [];
      return [...note, ...(t === this.now ? [this.#rect(this.end + 4 * this.unit, y, this.shares - 6 * this.unit, h)] : [])];
    });
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  #rect(x, y, w, h) {
    return { x: x + this.origin.x, y: y + this.origin.y, w, h };
  }

  /** @param {import("./base.js").Place} cell @param {number} pace */
  sound({ at: [t] }, pace) {
    const { begun, steps, rival = [] } = this.spec;
    const heard = this.voice === "rival" ? [...steps.slice(0, begun), ...rival] : steps;
    if (this.voice === "off" || heard[t] === undefined || heard[t] === this.hold) return;
    let end = t + 1;
    while (heard[end] === this.hold) end++;
    this.sounds.play(this.spec.lowest + heard[t], t, end - t, pace);
    this.element.dataset.heard = String(Number(this.element.dataset.heard ?? 0) + 1);
  }

  hush() {
    this.sounds.hush();
  }

  stop() {
    this.sounds.hush();
  }
}
