/**
 * What maps, tables and pads have in common: a tensor of channels, rows and columns as tiles of coloured cells on one canvas.
 *
 * @typedef {import("./base.js").Spec & {scale?: import("../draw/colours.js").Scale, names?: string[]}} Spec
 * @typedef {{channel: number, x: number, y: number}} Tile channel -1: all together
 * @typedef {import("../draw/cells.js").Size} Size
 * @typedef {import("../draw/cells.js").Block} Block
 * @typedef {import("./base.js").How} How
 */
import { ravel, unravel } from "../arithmetic/declaration.js";
import { least, most } from "../arithmetic/extremes.js";
import { short } from "../arithmetic/words.js";
import { grid, texts } from "../draw/cells.js";
import { colour, ink, limitOf } from "../draw/colours.js";
import { make, say, standing } from "../draw/dom.js";
import { Panel } from "./base.js";

export const LARGEST_CELL = 72;
export const LEAST_WIDTH = 132;
const NUMBERS_FROM = 30;
const TYPE = { least: 12, most: 24 };
/** How much of a cell shows that is still to come. */
const UNBORN = 18;
const RGB = /** @type {import("../draw/colours.js").ScaleName[]} */ (["red", "green", "blue"]);

/** @param {HTMLCanvasElement} canvas */
export const pen = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * @template {Spec} S
 * @extends {Panel<S>}
 */
export class Tiled extends Panel {
  forward = true;
  channels = 1;
  rows = 1;
  columns = 1;
  pad = 0;
  /** @type {Tile[]} */
  tiles = [];
  cell = { w: 10, h: 10 };
  /** @type {{from: number, to: number} | null} what of a canvas that scrolls is in view */
  #seen = null;
  #ratio = 1;
  #small = document.createElement("canvas");

  /** @param {S} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.body.append(this.canvas);
  }

  get tensor() {
    return this.read(this.spec.tensor);
  }

  /** @returns {import("../draw/colours.js").ScaleName} */
  get scale() {
    return this.spec.scale ?? "signed";
  }

  get names() {
    return this.spec.names;
  }

  /** @param {S} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const { shape, data } = this.tensor;
    [this.rows, this.columns] = shape.slice(-2);
    this.channels = data.length / (this.rows * this.columns);
    this.element.setAttribute("aria-label", this.counted ? `${spec.title}, ${this.measures(true)}` : spec.title);
  }

  /** How many of its channels are on show. */
  get many() {
    return this.channels;
  }

  /** Its size, if it may be said. @param {boolean} all with the channels */
  measures(all) {
    if (!this.counted) return "";
    return `${all && this.many > 1 ? `${this.many} × ` : ""}${this.rows} × ${this.columns}`;
  }

  /** Find the tiles' places and the size of their cells in a box, and what of it they take. @param {number} width @param {number} height @returns {[number, number]} */
  place(width, height) {
    return [width, height];
  }

  /** How wide the panel has to be for what is written on it. */
  get least() {
    return 0;
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const ratio = (this.#ratio = devicePixelRatio || 1);
    [this.width, this.height] = this.place(width, height);
    this.element.style.width = `${Math.max(Math.min(this.width, width), Math.min(width, this.least))}px`;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    const [w, h] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
  }

  /** Cells of whole pixels stay even; there may be too many of them for that. @param {number} v */
  snap(v) {
    const ratio = devicePixelRatio || 1;
    if (v * ratio < 1) return v;
    return Math.max(1, Math.floor(v * ratio) / ratio);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
    const body = standing(this.body, stage);
    const scrolls = this.canvas.getBoundingClientRect().width > body.w + 1;
    this.scrolls = scrolls;
    this.element.classList.toggle("scrolls", scrolls);
    if (scrolls) this.body.tabIndex = 0;
    else this.body.removeAttribute("tabindex");
    this.#seen = scrolls ? { from: body.x, to: body.x + body.w } : null;
  }

  /** What is wider than its panel scrolls to the selected cell. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (!this.#seen || tensor !== this.spec.tensor) return;
    const x = (at[at.length - 1] + this.pad) * this.cell.w;
    const { scrollLeft, clientWidth } = this.body;
    if (x < scrollLeft || x + this.cell.w > scrollLeft + clientWidth) this.body.scrollLeft = x - clientWidth / 2;
  }

  /** How a channel's numbers are coloured: a colour picture's each in its own. @param {number} channel */
  scaleOf(channel) {
    return this.scale === "grey" && this.channels === 3 ? RGB[channel] : this.scale;
  }

  /** The size of a tile's cells. @param {Tile} tile @returns {Size} */
  sizeOf(tile) {
    return this.cell;
  }

  /** @param {number} channel @returns {import("./base.js").Shading} */
  shading(channel) {
    const known = channel >= 0 && channel < this.channels ? channel : 0;
    return { scale: this.scaleOf(known), limit: this.limit(known) };
  }

  /** The value of full colour for a channel. @param {number} channel */
  limit(channel) {
    return limitOf(this.tensor.data);
  }

  /** @param {How} how @returns {string | number | undefined} */
  look({ channel }) {
    return channel;
  }

  /** @param {How} how */
  paint(how) {
    const g = pen(this.canvas);
    g.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    g.imageSmoothingEnabled = this.smooth;
    for (const tile of this.tiles) this.paintTile(g, tile, this.block(tile), how);
  }

  /** A tile's cells, without what stands around them. @param {Tile} tile @returns {Block} */
  block(tile) {
    const cell = this.sizeOf(tile);
    return { x: tile.x + this.pad * cell.w, y: tile.y + this.pad * cell.h, rows: this.rows, columns: this.columns, cell };
  }

  /** @param {CanvasRenderingContext2D} g @param {Tile} tile @param {Block} block @param {How} how */
  paintTile(g, tile, block, how) {
    this.paintCells(g, tile.channel, block, how);
    grid(g, block, how, this.grids);
    this.paintOver(g, tile, block, how);
    if (this.writes(tile, block)) this.paintNumbers(g, block, tile.channel, how);
  }

  /** What stands over the cells and under their numbers. @param {CanvasRenderingContext2D} g @param {Tile} tile @param {Block} block @param {How} how */
  paintOver(g, tile, block, how) {}

  /** Whether there are lines between the cells. */
  get grids() {
    return true;
  }

  /** Whether cells run into each other, where they are too small to be told apart. */
  get smooth() {
    return false;
  }

  /** Whether the numbers are written in the cells. @param {Tile} tile @param {Block} block */
  writes({ channel }, { cell }) {
    return channel >= 0 && cell.w >= NUMBERS_FROM;
  }

  /** @param {CanvasRenderingContext2D} g @param {number} channel @param {Block} block @param {How} how */
  paintCells(g, channel, { x, y, rows, columns, cell }, how) {
    const small = this.#small;
    Object.assign(small, { width: columns, height: rows });
    pen(small).putImageData(this.pixels(channel, how), 0, 0);
    g.drawImage(small, 0, 0, columns, rows, x, y, columns * cell.w, rows * cell.h);
  }

  /** @param {number} channel @param {How} how */
  pixels(channel, { palette, birth, born }) {
    const { rows, columns, channels } = this;
    const { data } = this.tensor;
    const size = rows * columns;
    const image = new ImageData(columns, rows);
    const limit = channel >= 0 ? this.limit(channel) : 1;
    for (let k = 0; k < size; k++) {
      const rgb =
        channel < 0
          ? [0, 1, 2].map((c) => 255 * data[Math.min(c, channels - 1) * size + k])
          : colour(palette, this.scaleOf(channel), data[channel * size + this.within(k)], limit);
      image.data.set(rgb, 4 * k);
      image.data[4 * k + 3] = !birth || birth[Math.max(0, channel) * size + this.within(k)] <= born ? 255 : UNBORN;
    }
    return image;
  }

  /** Which number of a channel the k-th cell of its picture has. @param {number} k */
  within(k) {
    return k;
  }

  /** The least size of type. */
  get smallest() {
    return TYPE.least;
  }

  /** A number as it stands in its cell. @param {number} value @param {Size} cell */
  written(value, cell) {
    return short(value);
  }

  /** The size of numbers in cells. @param {Size} cell */
  type(cell) {
    return cell.w / 2.8;
  }

  /** @param {CanvasRenderingContext2D} g @param {Block} block @param {number} channel @param {How} how */
  paintNumbers(g, block, channel, { palette, birth, born, font }) {
    const limit = this.limit(channel);
    const from = channel * this.rows * this.columns;
    const { data } = this.tensor;
    texts(g, block, Math.min(TYPE.most, Math.max(this.smallest, this.type(block.cell))), font, (k) => {
      if (birth && birth[from + k] > born) return null;
      const value = data[from + k];
      return { text: this.written(value, block.cell), ink: ink(colour(palette, this.scaleOf(channel), value, limit)) };
    });
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    if (this.absent) return null;
    for (const tile of this.tiles) {
      const cell = this.sizeOf(tile);
      const c = Math.floor((px - this.origin.x - tile.x) / cell.w) - this.pad;
      const r = Math.floor((py - this.origin.y - tile.y) / cell.h) - this.pad;
      if (r < 0 || c < 0 || r >= this.rows || c >= this.columns) continue;
      const flat = (Math.max(0, tile.channel) * this.rows + r) * this.columns + c;
      return { tensor: this.spec.tensor, at: unravel(flat, this.tensor.shape) };
    }
    return null;
  }

  /** @param {string} tensor @param {number} channel */
  whole(tensor, channel) {
    const tile = this.tiles.find((t) => t.channel === channel);
    if (!tile || this.absent) return undefined;
    const { w, h } = this.sizeOf(tile);
    return { x: this.origin.x + tile.x, y: this.origin.y + tile.y, w: (this.columns + 2 * this.pad) * w, h: (this.rows + 2 * this.pad) * h };
  }

  /** One for each tile in which some of the cells lie; a kernel of several channels has a tile for each. @param {number[][]} cells */
  rects(cells) {
    if (this.absent) return [];
    const outer = this.tensor.shape.slice(0, -2);
    const found = [];
    for (const tile of this.tiles) {
      const mine = tile.channel === -1 ? cells : cells.filter((at) => ravel(at.slice(0, -2), outer) === tile.channel);
      if (!mine.length) continue;
      const cell = this.sizeOf(tile);
      const rows = mine.map((at) => at[at.length - 2]);
      const columns = mine.map((at) => at[at.length - 1]);
      const [r, c] = [least(rows), least(columns)];
      found.push({
        x: this.origin.x + tile.x + (c + this.pad) * cell.w,
        y: this.origin.y + tile.y + (r + this.pad) * cell.h,
        w: (most(columns) - c + 1) * cell.w,
        h: (most(rows) - r + 1) * cell.h,
      });
    }
    const seen = this.#seen;
    return seen ? found.filter(({ x, w }) => x >= seen.from - 1 && x + w <= seen.to + 1) : found;
  }
}
