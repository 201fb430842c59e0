/**
 * Every number of one channel written out, in cells as wide as the numbers.
 *
 * @typedef {object} Own
 * @property {import("../draw/colours.js").Scale} [scale]
 * @property {string[]} [names]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { say } from "../draw/dom.js";
import { Tiled } from "./tiled.js";

const WIDEST = 3.2;
/** Digits have no descenders: twelve pixels of type stand in ten. */
const LEAST_CELL = { w: 27, h: 10 };

/** @extends {Tiled<Spec>} */
export default class Table extends Tiled {
  broad = true;
  #shown = 0;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.title.after(this.guess);
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    say(this.size, this.measures(true));
  }

  /** The guess has room beside the title: below, its rows need all there is. */
  get marked() {
    return 0;
  }

  /** @param {number} width @param {number} height @returns {[number, number]} */
  place(width, height) {
    const widest = Math.max(width / this.columns, LEAST_CELL.w);
    const h = this.snap(Math.min(widest, Math.max(height / this.rows, LEAST_CELL.h)));
    this.cell = { w: this.snap(Math.min(widest, WIDEST * h)), h };
    this.tiles = [{ channel: Math.min(this.#shown, this.channels - 1), x: 0, y: 0 }];
    return [this.cell.w * this.columns, h * this.rows];
  }

  /** @param {import("./tiled.js").How} how */
  paint(how) {
    this.#shown = Math.min(how.channel, this.channels - 1);
    this.tiles[0].channel = this.#shown;
    say(this.title, this.names?.[this.#shown] ?? this.spec.title);
    super.paint(how);
  }

  get grids() {
    return false;
  }

  writes() {
    return true;
  }

  /** @param {import("./tiled.js").Size} cell */
  type(cell) {
    return Math.min(cell.w / 2.2, cell.h * 0.86);
  }
}
