/**
 * The kernel of the selected map, read-only: as letters, as tall as what they say of the windows to which it answers most, and below
 * that its own numbers, a row for each letter of the alphabet.
 *
 * @typedef {object} Own
 * @property {string} logos
 * @property {string[]} alphabet
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { short } from "../arithmetic/words.js";
import { grid, texts } from "../draw/cells.js";
import { colour, ink, limitOf } from "../draw/colours.js";
import { make, say, standing } from "../draw/dom.js";
import { logo } from "../draw/logo.js";
import { Panel } from "./base.js";
import { pen } from "./tiled.js";

const TALL = 48;
const GAP = 5;
const ROW = 18;
const NAMES = 18;
const WIDEST = 40;
const SMALL = 12;

/** @extends {Panel<Spec>} */
export default class Logo extends Panel {
  flat = true;
  between = true;
  leads = false;
  #kernel = 0;
  #wide = 0;
  /** @type {import("./base.js").Rect[]} */
  #place = [];

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.canvas = make("canvas", { role: "img" });
    this.body.append(this.canvas);
  }

  get shape() {
    const [count, rows, columns] = this.read(this.spec.tensor).shape;
    return { count, rows, columns };
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.#kernel = Math.min(this.#kernel, this.shape.count - 1);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, height);
    const { rows, columns } = this.shape;
    const u = this.unit;
    this.#wide = Math.min(WIDEST * u, (width - NAMES * u) / columns);
    const [w, h] = [NAMES * u + columns * this.#wide, (TALL + GAP + rows * ROW) * u];
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(w * ratio), height: Math.round(h * ratio) });
    Object.assign(this.canvas.style, { width: `${w}px`, height: `${h}px` });
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.#place = this.absent ? [] : [standing(this.canvas, stage)];
  }

  /** @param {number} kernel @returns {import("./base.js").Shading} */
  shading(kernel) {
    const { count, rows, columns } = this.shape;
    const from = Math.min(kernel, count - 1) * rows * columns;
    return { scale: "signed", limit: limitOf(this.read(this.spec.tensor).data, from, from + rows * columns) };
  }

  /** @param {import("./base.js").How} how */
  look({ kernel }) {
    return String(kernel ?? this.#kernel);
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    const { tensor, title, logos, alphabet } = this.spec;
    const { count, rows, columns } = this.shape;
    this.#kernel = how.kernel ?? this.#kernel;
    say(this.title, `${title} ${this.#kernel + 1} of ${count}`);
    const g = pen(this.canvas);
    const ratio = this.canvas.width / parseFloat(this.canvas.style.width);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const u = this.unit;
    const [left, top, w, h] = [NAMES * u, (TALL + GAP) * u, this.#wide, ROW * u];
    const from = this.#kernel * rows * columns;
    const bits = this.read(logos).data;
    logo(g, bits, from, alphabet, { x: left, y: 0, w: columns * w, h: TALL * u }, columns, how);
    g.fillStyle = how.line;
    g.fillRect(left, TALL * u, columns * w, 1);
    const { data } = this.read(tensor);
    const { limit } = this.shading(this.#kernel);
    const block = { x: left, y: top, rows, columns, cell: { w, h } };
    const at = (/** @type {number} */ k) => colour(how.palette, "signed", data[from + k], limit);
    for (let k = 0; k < rows * columns; k++) {
      g.fillStyle = `rgb(${at(k).map(Math.round).join(",")})`;
      g.fillRect(left + (k % columns) * w, top + Math.floor(k / columns) * h, w, h);
    }
    grid(g, block, how, true);
    texts(g, block, SMALL * u, how.font, (k) => ({ text: short(data[from + k]), ink: ink(at(k)) }));
    g.fillStyle = how.muted;
    g.font = `${SMALL * u}px ${how.font}`;
    g.textBaseline = "middle";
    alphabet.forEach((letter, k) => g.fillText(letter, 0, top + (k + 0.5) * h));
    g.textBaseline = "alphabetic";
    const read = Array.from({ length: columns }, (_, j) => alphabet.reduce((best, _letter, k) => (bits[from + k * columns + j] > bits[from + best * columns + j] ? k : best), 0));
    this.canvas.setAttribute("aria-label", `${title} ${this.#kernel + 1} answers most to ${read.map((k) => alphabet[k]).join("")}`);
  }

  /** The kernel is one thing: its sources are ringed by its own frame. @param {number[][]} cells */
  rects(cells) {
    return cells.length ? this.#place : [];
  }
}
