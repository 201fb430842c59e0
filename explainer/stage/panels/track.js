/**
 * The maps of kernels along a strand of letters, a row for each, every cell below the middle of what it is made of. Before a row
 * stands its kernel's logo, behind it what is kept of it, where that is one number.
 *
 * @typedef {object} Own
 * @property {number} letters
 * @property {string[]} names
 * @property {number} [offset]
 * @property {number} [site]
 * @property {string} [peaks]
 * @property {string} logos
 * @property {string[]} alphabet
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { short } from "../arithmetic/words.js";
import { alike, pitch, scaled, site } from "../draw/along.js";
import { colour, css, ink } from "../draw/colours.js";
import { say } from "../draw/dom.js";
import { legends } from "../draw/legends.js";
import { logo } from "../draw/logo.js";
import { Tiled } from "./tiled.js";

const LOW = 10;
const NARROW = 15;
const TALLEST = 26;
const NAME = 12;
const NUMBERED = 20;
const APART = 10;
/** A logo that is lower says nothing. */
const LEAST_LOGO = 13;
const PEAK_GAP = 4;

/** @extends {Tiled<Spec>} */
export default class Track extends Tiled {
  along = true;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.legends = legends();
    this.header.append(this.legends);
    alike(this);
  }

  /** @param {number} width @param {number} height @returns {[number, number]} */
  place(width, height) {
    const { gutter, wide } = pitch(this, width, this.spec.letters);
    const tall = Math.max(LOW, Math.min(TALLEST, height / this.rows / this.unit)) * this.unit;
    this.cell = { w: wide, h: this.stacked ? NARROW : tall };
    this.tiles = [{ channel: 0, x: gutter + (this.spec.offset ?? 0) * wide, y: 0 }];
    return [gutter + this.spec.letters * wide, this.rows * this.cell.h];
  }

  /** The tensor with one number of each row, if there is one. */
  get #peaks() {
    return this.spec.peaks ?? "";
  }

  /** @param {string} tensor */
  shows(tensor) {
    return super.shows(tensor) || tensor === this.#peaks;
  }

  get stops() {
    return [this.spec.tensor, this.#peaks].filter(Boolean);
  }

  /** Where the number of a row stands, on the canvas. @param {number} row @returns {import("./base.js").Rect} */
  #peak(row) {
    const { w, h } = this.cell;
    const x = this.tiles[0].x + this.columns * w + PEAK_GAP;
    return { x, y: row * h, w: this.width - x, h };
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    const row = Math.floor(y / this.cell.h);
    if (!this.absent && this.#peaks && row >= 0 && row < this.rows && x >= this.#peak(0).x && x < this.width) return { tensor: this.#peaks, at: [row] };
    return super.cellAt(px, py);
  }

  /** @param {number[][]} cells @param {string} [tensor] */
  rects(cells, tensor = this.spec.tensor) {
    if (tensor !== this.#peaks) return super.rects(cells);
    return this.absent ? [] : cells.map(([row]) => this.#onStage(this.#peak(row)));
  }

  /** @param {import("./base.js").Rect} rect @returns {import("./base.js").Rect} */
  #onStage({ x, y, w, h }) {
    return { x: x + this.origin.x, y: y + this.origin.y, w, h };
  }

  /** @param {import("./tiled.js").How} how */
  paint(how) {
    super.paint(how);
    say(this.size, this.stacked ? "" : this.measures(false));
    scaled(this.legends, this.limit(0), how);
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintTile(g, tile, block, how) {
    super.paintTile(g, tile, block, how);
    const { letters, site: middle, names } = this.spec;
    const start = this.width - letters * block.cell.w;
    if (middle) site(g, start + middle * block.cell.w, 0, this.height, how);
    names.forEach((name, k) => this.#name(g, name, k, start, block.cell.h, how));
    if (this.#peaks) this.#paintPeaks(g, how);
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").How} how */
  #paintPeaks(g, how) {
    const { data } = this.read(this.#peaks);
    const limit = this.limit(0);
    g.font = `${NAME * this.unit}px ${how.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    data.forEach((value, row) => {
      const { x, y, w, h } = this.#peak(row);
      const shade = colour(how.palette, "signed", value, limit);
      g.fillStyle = css(shade);
      g.fillRect(x, y + 0.5, w, h - 1);
      g.fillStyle = ink(shade);
      g.fillText(short(value), x + w / 2, y + h / 2);
    });
    g.textAlign = "start";
    g.textBaseline = "alphabetic";
  }

  /** A row's name, and the logo of its kernel. @param {CanvasRenderingContext2D} g @param {string} name @param {number} row @param {number} start @param {number} tall @param {import("./tiled.js").How} how */
  #name(g, name, row, start, tall, how) {
    const { logos, alphabet } = this.spec;
    const y = row * tall;
    g.fillStyle = how.muted;
    g.font = `${NAME * this.unit}px ${how.font}`;
    g.textBaseline = "middle";
    g.textAlign = this.stacked ? "right" : "left";
    g.fillText(name, this.stacked ? start - APART / 2 : 0, y + tall / 2);
    g.textAlign = "left";
    g.textBaseline = "alphabetic";
    if (this.stacked || tall < LEAST_LOGO) return;
    const { data, shape } = this.read(logos);
    const box = { x: NUMBERED * this.unit, y: y + 1, w: start - (NUMBERED + APART) * this.unit, h: tall - 2 };
    logo(g, data, row * shape[1] * shape[2], alphabet, box, shape[2], how);
  }
}
