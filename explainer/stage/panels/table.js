/**
 * Every number of one channel written out, in square cells where there is room for numbers in them. Where there is little the
 * zero before the point is left out, and cells are as wide as what is left.
 *
 * @typedef {object} Own
 * @property {import("../draw/colours.js").Scale} [scale]
 * @property {string[]} [names]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { say } from "../draw/dom.js";
import { Tiled } from "./tiled.js";

const LEAST_CELL = { w: 13, h: 10 };
const LEAST_TYPE = 10;
/** How wide a number is, in sizes of its type, with its zero and without. */
const WHOLE = 2;
const SHORTENED = 1.4;

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
    this.cell = { w: Math.max(h, this.snap(Math.min(widest, SHORTENED * LEAST_TYPE))), h };
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

  get smallest() {
    return LEAST_TYPE;
  }

  /** @param {import("./tiled.js").Size} cell */
  type(cell) {
    const whole = cell.w / WHOLE;
    return whole >= this.smallest ? whole : cell.w / SHORTENED;
  }

  /** @param {number} value @param {import("./tiled.js").Size} cell */
  written(value, cell) {
    const whole = super.written(value, cell);
    return cell.w / WHOLE >= this.smallest ? whole : whole.replace(/^0\./, ".").replace(/^1\.00$/, "1.0");
  }
}
