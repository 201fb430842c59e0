/**
 * A picture whose x is time: rows of cells as wide as there is room, below the same moments of the wave. A tensor by step is turned,
 * so that its steps run across.
 *
 * @typedef {object} Own
 * @property {string[]} [rows]
 * @property {import("../draw/colours.js").Scale} [scale]
 * @property {boolean} [turned]
 * @property {number} [tall]
 * @property {boolean} [field]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { field } from "../arithmetic/field.js";
import { number } from "../arithmetic/words.js";
import { gutter, head } from "../draw/moments.js";
import { make, say } from "../draw/dom.js";
import { legends, paintLegends } from "../draw/legends.js";
import { Tiled } from "./tiled.js";

const NAME = 12;
const LEAST = 2.8;
const MOST = 9;
/** On a phone all of it is on show, and more. */
const STACKED = 170;

/** @extends {Tiled<Spec>} */
export default class Bands extends Tiled {
  broad = true;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.flat = !!spec.tall;
    this.sideways = !!spec.turned;
    this.keeps = !!spec.field;
    this.legends = legends();
    this.header.append(this.legends);
    this.head = make("i", { class: "playhead", hidden: "" });
    this.body.append(this.head);
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${!!spec.turned} ${spec.tall ?? 0}`;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    if (spec.turned) {
      [this.columns, this.rows] = this.tensor.shape;
      this.channels = 1;
    }
    say(this.size, this.counted && this.columns > 1 ? `${this.rows} × ${this.columns}` : "");
    this.head.hidden = true;
  }

  /** @param {number} width @param {number} height @returns {[number, number]} */
  place(width, height) {
    const left = gutter(this);
    const most = this.stacked ? STACKED : height;
    const tall = this.spec.tall ? this.spec.tall * this.unit : Math.max(LEAST, Math.min(MOST * this.unit, Math.min(height, most) / this.rows));
    this.cell = { w: (width - left) / this.columns, h: tall };
    this.tiles = [{ channel: 0, x: left, y: 0 }];
    return [width, this.rows * tall];
  }

  get grids() {
    return false;
  }

  writes() {
    return false;
  }

  /** @param {number} k */
  within(k) {
    return this.spec.turned ? (k % this.columns) * this.rows + Math.floor(k / this.columns) : k;
  }

  /** The same by coordinates. @param {number} row @param {number} column */
  #at(row, column) {
    return this.spec.turned ? [column, row] : [0, row, column];
  }

  /** @param {import("./tiled.js").How} how */
  paint(how) {
    super.paint(how);
    const { scale = "signed" } = this.spec;
    const { data } = this.tensor;
    const limit = this.limit(0);
    const positive = data.every((v) => v >= 0);
    this.legends.hidden = this.columns === 1;
    const own = scale === "signed" && positive ? "above" : scale;
    paintLegends(this.legends, [{ scale: own, low: positive ? "0" : number(-limit), high: scale === "probability" ? "1" : number(limit) }], how);
    this.element.dataset.moments = String(this.columns);
  }

  /** @param {number} channel */
  limit(channel) {
    return this.scale === "probability" ? 1 : super.limit(channel);
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintOver(g, tile, block, how) {
    const { rows = [] } = this.spec;
    g.fillStyle = how.muted;
    g.font = `${NAME * this.unit}px ${how.font}`;
    g.textAlign = "right";
    g.textBaseline = "middle";
    rows.forEach((name, k) => g.fillText(name, block.x - 5 * this.unit, block.y + (k + 0.5) * block.cell.h));
    g.textAlign = "start";
    g.textBaseline = "alphabetic";
  }

  /** A playhead so many moments from the left; none where it is null. @param {number | null} moment */
  plays(moment) {
    head(this, moment, this.columns, this.rows * this.cell.h);
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const { x, y } = this.origin;
    const [column, row] = [Math.floor((px - x - this.tiles[0]?.x) / this.cell.w), Math.floor((py - y) / this.cell.h)];
    const there = row >= 0 && column >= 0 && row < this.rows && column < this.columns && !this.absent;
    return there ? { tensor: this.spec.tensor, at: this.#at(row, column) } : null;
  }

  /** One around all cells. @param {number[][]} cells */
  rects(cells) {
    if (this.absent || !cells.length) return [];
    const places = cells.map((at) => (this.spec.turned ? [at[1], at[0]] : at.slice(-2)));
    const [rows, columns] = [0, 1].map((k) => places.map((place) => place[k]));
    const [row, column] = [Math.min(...rows), Math.min(...columns)];
    const { w, h } = this.cell;
    const [x, y] = [this.origin.x + this.tiles[0].x + column * w, this.origin.y + row * h];
    return [{ x, y, w: (Math.max(...columns) - column + 1) * w, h: (Math.max(...rows) - row + 1) * h }];
  }

  /** What the selected cell can see of the picture. @param {import("./base.js").Place} selected */
  sees({ tensor, at }) {
    if (!this.spec.field) return [];
    const { cells, read } = this.stage.store;
    const box = tensor === this.spec.tensor ? null : field(cells, read, tensor, at, this.spec.tensor);
    if (box?.length !== 3) return [];
    const within = (/** @type {number} */ k, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, k));
    return this.rects([0, 1].map((end) => [0, within(box[1][end], this.rows), within(box[2][end], this.columns)]));
  }
}
