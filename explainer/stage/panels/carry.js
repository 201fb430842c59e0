/**
 * A digit that is taken hold of and carried, by mouse, finger, pen or arrow keys: the way it goes is filmed, evenly in time, in as
 * many frames as there are. Every cell that follows from the frames is evaluated while it is carried; torch has the last word.
 *
 * @typedef {object} Own
 * @property {string} rows
 * @property {string} columns
 * @property {string} frames
 * @typedef {import("./base.js").Spec & Own} Spec
 * @typedef {{time: number, row: number, column: number}} Point when, and how far down and to the right it was then
 */
import { say } from "../draw/dom.js";
import { Pad } from "./pad.js";

const HELP = "Arrow keys carry the digit; what is done without a pause is one motion. Home puts it in the middle.";
const STEP = 2;
/** From the middle it is carried so far at most, in shares of the sheet. */
const FAR = 0.36;
const LEAST_WIDTH = 150;
const PAUSE_MS = 600;
const NOTE = 26;
const STACKED_SHARE = 0.45;
const DOT = 2.5;

/** @extends {Pad<Spec>} */
export default class Carry extends Pad {
  forward = false;
  /** @type {Point[]} the way so far */
  #way = [];
  /** @type {{id: number, x: number, y: number, row: number, column: number} | null} where it was taken hold of */
  #grip = null;
  #frame = 0;
  #due = 0;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage, "carry", `Carry the digit. ${HELP}`);
  }

  get edits() {
    return [this.spec.rows, this.spec.columns];
  }

  /** What it was before is the clip that was chosen, which its own setting brings back. */
  get before() {
    return new Map();
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    say(this.size, "");
  }

  get least() {
    return LEAST_WIDTH * this.unit;
  }

  get below() {
    return 2 * NOTE + this.marked;
  }

  get share() {
    return STACKED_SHARE;
  }

  /** How many frames are filmed. */
  get #frames() {
    return this.read(this.spec.rows).data.length;
  }

  /** How far down and to the right the digit is in a frame. @param {number} t @returns {[number, number]} */
  #place(t) {
    const at = (/** @type {string} */ name, /** @type {number} */ side) => side - this.read(name).data[t];
    return [at(this.spec.rows, this.rows), at(this.spec.columns, this.columns)];
  }

  /** @param {PointerEvent} e */
  press(e) {
    if (e.button || this.#grip) return;
    this.canvas.setPointerCapture(e.pointerId);
    this.stage.player.pause();
    this.stage.store.finish();
    this.stage.editing.hold();
    const [row, column] = this.#place(this.#frame);
    this.#grip = { id: e.pointerId, x: e.clientX, y: e.clientY, row, column };
    this.#way = [{ time: e.timeStamp, row, column }];
  }

  /** @param {PointerEvent} e */
  move(e) {
    const grip = this.#grip;
    if (grip?.id !== e.pointerId) return;
    e.stopPropagation();
    const box = this.canvas.getBoundingClientRect();
    const row = grip.row + ((e.clientY - grip.y) / box.height) * this.rows;
    const column = grip.column + ((e.clientX - grip.x) / box.width) * this.columns;
    if (this.#way.length === 1) this.#way[0].time = e.timeStamp;
    this.#go(e.timeStamp, row, column);
    this.#soon();
  }

  /** One more point of the way. @param {number} time @param {number} row @param {number} column */
  #go(time, row, column) {
    const far = FAR * this.rows;
    const within = (/** @type {number} */ v) => Math.max(-far, Math.min(far, v));
    this.#way.push({ time, row: within(row), column: within(column) });
  }

  /** @param {PointerEvent} e */
  lift(e) {
    if (this.#grip?.id !== e.pointerId) return;
    this.#grip = null;
    cancelAnimationFrame(this.#due);
    this.#due = 0;
    if (this.#way.length > 2) this.#film();
    this.stage.editing.release();
  }

  /** Filmed once in a frame of the screen, however often the pointer tells where it is. */
  #soon() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      if (this.#way.length > 2) this.#film();
    });
  }

  /** The way so far, evenly in time, in frames. */
  #film() {
    const way = this.#way;
    const [from, to] = [way[0].time, way[way.length - 1].time];
    const many = this.#frames;
    const [rows, columns] = [new Float32Array(many), new Float32Array(many)];
    let k = 0;
    for (let t = 0; t < many; t++) {
      const time = from + ((to - from) * t) / (many - 1);
      while (k < way.length - 2 && way[k + 1].time < time) k++;
      const [a, b] = [way[k], way[k + 1]];
      const share = b.time > a.time ? Math.max(0, Math.min(1, (time - a.time) / (b.time - a.time))) : 1;
      rows[t] = this.rows - Math.round(a.row + (b.row - a.row) * share);
      columns[t] = this.columns - Math.round(a.column + (b.column - a.column) * share);
    }
    this.#frame = many - 1;
    const { rows: down, columns: across, frames } = this.spec;
    this.stage.editing.changeAll(new Map([[down, rows], [across, columns]]), new Map([[frames, this.#filmed(rows, columns)]]));
  }

  /** The frames themselves, which a prepared clip's do not follow from where the digit is. @param {Float32Array} rows @param {Float32Array} columns */
  #filmed(rows, columns) {
    const { data } = this.tensor;
    const [tall, wide] = [this.rows, this.columns];
    const out = new Float32Array(rows.length * tall * wide);
    for (let t = 0; t < rows.length; t++)
      for (let i = 0; i < tall; i++)
        for (let j = 0; j < wide; j++) {
          const [r, c] = [i + rows[t] - tall, j + columns[t] - wide];
          if (r >= 0 && r < tall && c >= 0 && c < wide) out[(t * tall + i) * wide + j] = data[r * wide + c];
        }
    return out;
  }

  /** @param {KeyboardEvent} e @param {[number, number] | undefined} step */
  key(e, step) {
    if (!step && e.key !== "Home") return false;
    this.stage.player.pause();
    this.stage.store.finish();
    const [row, column] = this.#place(this.#frames - 1);
    const last = this.#way[this.#way.length - 1];
    if (!last || e.timeStamp - last.time > PAUSE_MS || !step) this.#way = [{ time: e.timeStamp - 1, row, column }];
    const now = this.#way[this.#way.length - 1];
    this.#go(e.timeStamp, step ? now.row + STEP * step[0] : 0, step ? now.column + STEP * step[1] : 0);
    // By keys it goes in even steps, whatever the fingers did.
    this.#way.forEach((point, k) => (point.time = e.timeStamp - (this.#way.length - 1 - k)));
    this.#film();
    this.stage.editing.commitSoon();
    return true;
  }

  /** The frame that is on show: that of the selected cell, where it belongs to one. @param {import("./tiled.js").How} how */
  look({ selected, first }) {
    const { cells } = this.stage.store;
    for (const { tensor, at } of [selected, first])
      if (tensor === this.spec.frames || cells[tensor]?.out[0]?.[0] === "t") {
        if (!this.stage.editing.held) this.#frame = Math.min(at[0], this.#frames - 1);
        break;
      }
    return `${this.#frame} ${this.canvas.matches(":focus-visible")}`;
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintTile(g, tile, block, how) {
    const { w, h } = block.cell;
    g.save();
    g.beginPath();
    g.rect(0, 0, this.width, this.height);
    g.clip();
    g.fillStyle = "#000";
    g.fillRect(0, 0, this.width, this.height);
    const places = Array.from({ length: this.#frames }, (_, t) => this.#place(t));
    const [down, right] = places[this.#frame] ?? [0, 0];
    this.paintCells(g, tile.channel, { ...block, x: right * w, y: down * h }, { ...how, birth: undefined });
    const at = (/** @type {[number, number]} */ [r, c]) => /** @type {const} */ ([(this.columns / 2 + c) * w, (this.rows / 2 + r) * h]);
    if (places.some(([r, c]) => r !== places[0][0] || c !== places[0][1])) {
      g.strokeStyle = g.fillStyle = "#fff";
      g.globalAlpha = 0.75;
      g.lineWidth = 1.5;
      g.beginPath();
      for (const place of places) g.lineTo(...at(place));
      g.stroke();
      places.forEach((place, t) => {
        g.beginPath();
        g.arc(...at(place), t === this.#frame ? 2 * DOT : DOT, 0, 2 * Math.PI);
        g.fill();
      });
    }
    g.restore();
    if (!this.canvas.matches(":focus-visible")) return;
    g.strokeStyle = how.accent;
    g.lineWidth = 3;
    g.strokeRect(1.5, 1.5, this.width - 3, this.height - 3);
  }
}
