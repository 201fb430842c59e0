/**
 * What Play goes through: every cell of one map, or every word of a sentence, in steps where a word takes several.
 *
 * @typedef {{tensor: string, at: number[]}} Cell
 * @typedef {{tensors: string[], names: string[], backwards?: boolean}} Steps the tensors that come to be at each word, and what each step is called
 */
/** @typedef {Cells | Words} Course */
import { births } from "./birth.js";
import { ravel, unravel } from "./explain.js";

/** @param {import("./stage.js").Scene} scene @param {Record<string, import("./explain.js").Cell>} cells @param {(name: string) => import("./explain.js").Tensor} read */
export function course(scene, cells, read) {
  return scene.steps ? new Words(scene.steps, read) : new Cells(scene.play, cells, read);
}

class Cells {
  /** @param {string} play @param {Record<string, import("./explain.js").Cell>} cells @param {(name: string) => import("./explain.js").Tensor} read */
  constructor(play, cells, read) {
    Object.assign(this, { play, cells, read });
    this.shape = read(play).shape;
    this.count = read(play).data.length;
    this.pace = 250;
    this.speeds = [1, 4, 16];
    this.said = "made cell by cell";
    this.onward = 1;
    this.steps = null;
  }

  /** When each cell of each map comes to be. */
  get born() {
    return (this.births ??= births(this.cells, this.read, this.play));
  }

  /** @param {number} position @returns {Cell} */
  at(position) {
    return { tensor: this.play, at: unravel(position, this.shape) };
  }

  /** Where Play stands with a cell, if it goes through its map. @param {Cell} cell */
  position({ tensor, at }) {
    return tensor === this.play ? ravel(at, this.shape) : null;
  }

  /** Whether a cell is still to come. @param {Cell} cell @param {number} position */
  tocome({ tensor, at }, position) {
    const birth = this.born.get(tensor);
    return !!birth && birth[ravel(at, this.read(tensor).shape)] > position;
  }

  /** @param {number} position */
  name(position) {
    return `${position + 1} of ${this.count}`;
  }
}

class Words {
  /** @param {Steps} steps @param {(name: string) => import("./explain.js").Tensor} read */
  constructor({ tensors, names, backwards }, read) {
    Object.assign(this, { tensors, names, read, backwards: !!backwards });
    this.length = read(tensors[0]).shape[0];
    this.phases = tensors.length;
    this.count = this.length * this.phases;
    this.pace = this.phases > 1 ? 650 : 900;
    this.speeds = [1, 2, 8];
    this.said = "made word by word";
    this.onward = backwards ? -1 : 1;
    this.steps = this;
    this.born = new Map();
  }

  /** At which turn a word is read. @param {number} t */
  order(t) {
    return this.backwards ? this.length - 1 - t : t;
  }

  /** @param {number} position @param {Cell} [before] whose unit is kept @returns {Cell} */
  at(position, before) {
    const tensor = this.tensors[position % this.phases];
    const { shape } = this.read(tensor);
    const t = this.order(Math.floor(position / this.phases));
    return { tensor, at: [t, ...shape.slice(1).map((size) => Math.min(size - 1, before?.at[1] ?? 0))] };
  }

  /** @param {Cell} cell */
  position({ tensor, at }) {
    if (this.read(tensor).shape[0] !== this.length) return null;
    return this.order(at[0]) * this.phases + Math.max(0, this.tensors.indexOf(tensor));
  }

  /** @param {Cell} cell @param {number} position */
  tocome({ at }, position) {
    return this.order(at[0]) > Math.floor(position / this.phases);
  }

  /** @param {number} position */
  name(position) {
    const word = `word ${this.order(Math.floor(position / this.phases)) + 1} of ${this.length}`;
    return this.phases > 1 ? `${word} · ${this.names[position % this.phases]}` : word;
  }
}
