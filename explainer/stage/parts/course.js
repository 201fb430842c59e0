/**
 * What Play goes through: every cell of one map, every word of a sentence, in steps where a word takes several, or what was found.
 *
 * @typedef {import("../arithmetic/declaration.js").Place} Cell
 * @typedef {Cells | Words | Checkpoints | Boxes} Course
 */
import { births } from "../arithmetic/births.js";
import { ravel, unravel } from "../arithmetic/declaration.js";
import { best as likeliest } from "../arithmetic/extremes.js";
import { largest } from "../arithmetic/places.js";
import { Checkpoints } from "./checkpoints.js";
import { Boxes } from "./finding.js";
import { Ordered } from "./ordered.js";
import { BRIEF_MS, Steady, Tempo } from "./tempo.js";

const BEFORE = 2;
const STRONG = 0.25;
const A_FEW = 2;
const WORD_MS = 900;
const PHASE_MS = 650;

/** @typedef {import("../arithmetic/declaration.js").Read} Read */

/** @param {import("../store.js").Store} store */
export function course(store) {
  if (store.scene.finding) return new Boxes(store.scene.finding, store);
  if (store.scene.checkpoints) return new Checkpoints(store.scene.checkpoints, store);
  return store.scene.steps ? new Words(store.scene.steps, store.read) : new Cells(store);
}

class Cells {
  /** @type {Map<string, Float32Array> | null} */
  #births = null;

  /** @param {import("../store.js").Store} store */
  constructor({ scene, cells, read }) {
    this.play = scene.play;
    this.cells = cells;
    this.read = read;
    this.shape = read(this.play).shape;
    const { length } = read(this.play).data;
    this.map = this.shape.slice(-2).reduce((a, b) => a * b, 1);
    /** Whether all maps come at once, so that one sees the layers follow from each other. */
    this.together = !!scene.wired;
    this.count = this.together ? this.map : length;
    this.start = this.shape.length > 1 ? this.#worth() : 0;
    this.speeds = [1, 2, 4];
    this.said = "made cell by cell";
    this.onward = 1;
    /** @type {Words | null} */
    this.steps = null;
  }

  /** Just before the first cell that is worth watching: a map is not played through its empty rows. */
  #worth() {
    const { data } = this.read(this.play);
    const most = Math.abs(data[largest(data, 0, this.map)]);
    const strong = (/** @type {number} */ k) => Math.abs(data[k]) >= STRONG * most;
    let first = 0;
    while (first < this.map - 1 && !strong(first)) first++;
    const across = this.shape[this.shape.length - 1];
    return first - Math.min(BEFORE, first % across);
  }

  /** When each cell of each map comes to be. */
  get born() {
    return (this.#births ??= births(this.cells, this.read, this.play, (k) => this.turn(k)));
  }

  /** At which turn a place of the map is played: from the start to its end, then what comes before. @param {number} position */
  turn(position) {
    const within = position % this.map;
    return (this.together ? 0 : position - within) + ((within - this.start + this.map) % this.map);
  }

  /** @param {number} turn */
  place(turn) {
    const within = turn % this.map;
    return turn - within + ((within + this.start) % this.map);
  }

  /** @param {number} left how many turns are still to come @param {boolean} brief */
  tempo(left, brief) {
    if (brief) return new Tempo(left, this.count, 1, BRIEF_MS);
    return this.together ? new Tempo(left, this.count, A_FEW) : new Tempo(left, this.count);
  }

  /** @param {number} position @param {Cell} [before] whose map is kept where all come at once @returns {Cell} */
  at(position, before) {
    const map = this.together && before?.tensor === this.play ? before.at[0] : 0;
    return { tensor: this.play, at: unravel(position + map * this.map, this.shape) };
  }

  /** Where Play stands with a cell, if it goes through its map. @param {Cell} cell */
  position({ tensor, at }) {
    if (tensor !== this.play) return null;
    return this.together ? ravel(at, this.shape) % this.map : ravel(at, this.shape);
  }

  /** Whether a cell is still to come. @param {Cell} cell @param {number} turn */
  tocome({ tensor, at }, turn) {
    const birth = this.born.get(tensor);
    return !!birth && birth[ravel(at, this.read(tensor).shape)] > turn;
  }

  /** @param {number} position */
  name(position) {
    return `${position + 1} of ${this.count}`;
  }

  /** The same in little room: of what kind it is, which may go unsaid, and the rest. @param {number} position @returns {[string, string]} */
  told(position) {
    return ["", this.name(position)];
  }
}

export class Words extends Ordered {
  /** @param {import("../payload.js").Steps} steps @param {Read} read */
  constructor({ tensors, names, backwards, each = "word", peaks = [], chosen = [], ms = 0 }, read) {
    super();
    this.tensors = tensors;
    this.peaks = peaks;
    this.names = names;
    this.read = read;
    this.chosen = chosen;
    this.ms = ms;
    this.backwards = !!backwards;
    this.length = read(tensors[0]).shape[0];
    this.phases = tensors.length;
    this.count = this.length * this.phases;
    this.speeds = [1, 2, 8];
    this.each = each;
    this.said = `made ${each} by ${each}`;
    this.onward = backwards ? -1 : 1;
    this.steps = this;
  }

  /** @param {number} left @param {boolean} brief */
  tempo(left, brief) {
    const each = this.ms || (this.phases > 1 ? PHASE_MS : WORD_MS);
    return new Steady(brief ? Math.min(each, BRIEF_MS / left) : each);
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
    if (this.peaks.includes(tensor)) return { tensor, at: [t, this.#peak(tensor, t)] };
    return { tensor, at: [t, ...shape.slice(1).map((size) => Math.min(size - 1, this.chosen[t] ?? before?.at[1] ?? 0))] };
  }

  /** The largest cell of a word. @param {string} tensor @param {number} t */
  #peak(tensor, t) {
    const { data, shape } = this.read(tensor);
    return likeliest([...data.subarray(t * shape[1], (t + 1) * shape[1])]);
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

  /** @param {number} position @returns {[string, string]} */
  told(position) {
    const word = `${this.order(Math.floor(position / this.phases)) + 1} of ${this.length}`;
    return [`${this.each} `, this.phases > 1 ? `${word} · ${this.names[position % this.phases]}` : word];
  }
}
