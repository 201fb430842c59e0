/**
 * What Play goes through: every cell of one map, or every word of a sentence, in steps where a word takes several.
 *
 * @typedef {import("../arithmetic/declaration.js").Place} Cell
 * @typedef {Cells | Words | Checkpoints} Course
 */
import { births } from "../arithmetic/births.js";
import { ravel, unravel } from "../arithmetic/declaration.js";
import { Checkpoints } from "./checkpoints.js";

/** @typedef {import("../arithmetic/declaration.js").Read} Read */

/** @param {import("../store.js").Store} store */
export function course(store) {
  const { scene, cells, read } = store;
  if (scene.checkpoints) return new Checkpoints(scene.checkpoints, store);
  return scene.steps ? new Words(scene.steps, read) : new Cells(scene.play, cells, read);
}

class Cells {
  /** @type {Map<string, Float32Array> | null} */
  #births = null;

  /** @param {string} play @param {import("../arithmetic/declaration.js").Cells} cells @param {Read} read */
  constructor(play, cells, read) {
    this.play = play;
    this.cells = cells;
    this.read = read;
    this.shape = read(play).shape;
    this.count = read(play).data.length;
    this.pace = 250;
    this.speeds = [1, 4, 16];
    this.said = "made cell by cell";
    this.onward = 1;
    /** @type {Words | null} */
    this.steps = null;
  }

  /** When each cell of each map comes to be. */
  get born() {
    return (this.#births ??= births(this.cells, this.read, this.play));
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

export class Words {
  /** @param {import("../payload.js").Steps} steps @param {Read} read */
  constructor({ tensors, names, backwards }, read) {
    this.tensors = tensors;
    this.names = names;
    this.read = read;
    this.backwards = !!backwards;
    this.length = read(tensors[0]).shape[0];
    this.phases = tensors.length;
    this.count = this.length * this.phases;
    this.pace = this.phases > 1 ? 650 : 900;
    this.speeds = [1, 2, 8];
    this.said = "made word by word";
    this.onward = backwards ? -1 : 1;
    this.steps = this;
    /** @type {Map<string, Float32Array>} */
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
