/**
 * A pad to draw on with mouse, finger, pen or keys: white ink on black. Every cell that follows from the drawing is
 * evaluated while the pen moves; the end of a stroke goes to the server.
 *
 * @typedef {import("./base.js").Spec} Spec
 */
import { make, say, scrolled } from "../draw/dom.js";
import { RADIUS, stroke } from "../draw/ink.js";
import { Pad } from "./pad.js";

/** Two cells of the drawing by two are one of the picture. */
const BLOCK = 2;
const HELP = "Arrow keys move, Space fills or empties a cell, Delete clears, Z undoes.";
const TOOLS = 34;
const WITH_NOTE = 160;
const STACKED_SHARE = 0.8;

/** @extends {Pad<Spec>} */
export default class Draw extends Pad {
  #drawing = false;
  /** @type {Map<number, {x: number, y: number}>} fingers on the pad */
  #fingers = new Map();
  /** @type {[number, number]} */
  #cursor = [0, 0];
  /** @type {[number, number]} */
  #last = [0, 0];

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage, "pad", `Drawing pad. ${HELP}`);
    const undo = make("button", { type: "button", class: "quiet" }, "Undo");
    undo.onclick = () => stage.editing.undo.back();
    this.undoButton = undo;
    const clear = make("button", { type: "button", class: "quiet" }, "Clear");
    clear.onclick = () => this.#clear();
    this.tools = make("div", { class: "tools" }, undo, clear);
    this.element.append(this.tools);
  }

  get edits() {
    return [this.spec.tensor];
  }

  /** How thick the pen is. */
  get pen() {
    return RADIUS;
  }

  /** Whether it takes ink away. */
  get erasing() {
    return false;
  }

  /** Nobody but the stage knows what stood here before one drew on it. */
  get before() {
    return this.stage.editing.undo.before(this.edits);
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.annotate("");
    say(this.size, spec.note ?? "");
  }

  offer() {
    super.offer();
    this.undoButton.disabled = !this.touched;
  }

  get share() {
    return STACKED_SHARE;
  }

  get below() {
    return TOOLS;
  }

  get least() {
    return WITH_NOTE * this.unit;
  }

  /** @param {PointerEvent} e @returns {[number, number]} the place in the drawing, in its own cells */
  #place(e) {
    const box = this.canvas.getBoundingClientRect();
    return [((e.clientY - box.top) / box.height) * this.rows, ((e.clientX - box.left) / box.width) * this.columns];
  }

  /** @param {PointerEvent} e */
  press(e) {
    if (e.button || this.taken(e)) return;
    this.canvas.setPointerCapture(e.pointerId);
    this.stage.player.pause();
    this.#fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (this.#fingers.size > 1) return this.#abandon();
    this.#drawing = true;
    this.stage.editing.hold();
    this.#last = this.#place(e);
    this.#stroke([this.#last]);
  }

  /** @param {PointerEvent} e */
  move(e) {
    if (this.#fingers.size > 1) return this.#scroll(e);
    if (!this.#drawing) return;
    e.stopPropagation();
    const points = e.getCoalescedEvents?.() ?? [];
    this.#stroke((points.length ? points : [e]).map((p) => this.#place(p)));
  }

  /** @param {PointerEvent} e */
  lift(e) {
    this.#fingers.delete(e.pointerId);
    if (!this.#drawing) return;
    this.#drawing = false;
    this.stage.editing.release();
  }

  /** A second finger scrolls the page: what the first began to draw was not meant. */
  #abandon() {
    if (!this.#drawing) return;
    this.#drawing = false;
    this.stage.editing.abandon(this.spec.tensor);
  }

  /** The page goes with the fingers, each of which moves its share. @param {PointerEvent} e */
  #scroll(e) {
    const before = this.#fingers.get(e.pointerId);
    if (!before) return;
    this.#fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    scrolled(this.canvas)?.scrollBy(0, (before.y - e.clientY) / this.#fingers.size);
  }

  /** Ink along the way from the last point through these. @param {[number, number][]} points */
  #stroke(points) {
    const data = this.tensor.data.slice();
    for (const point of points) {
      stroke(data, this.rows, this.columns, this.#last, point, this.pen, this.erasing);
      this.#last = point;
    }
    this.#change(data);
  }

  /** @param {Float32Array} data */
  #change(data) {
    this.stage.editing.change(this.spec.tensor, data);
  }

  #clear() {
    this.#change(new Float32Array(this.tensor.data.length));
    this.stage.editing.commit();
  }

  /** @param {KeyboardEvent} e @param {[number, number] | undefined} step */
  key(e, step) {
    if (step) this.#go(step);
    else if (e.key === " " || e.key === "Enter") this.#flip();
    else if (e.key === "Delete") this.#clear();
    else if (e.key === "z") this.stage.editing.undo.back();
    else return false;
    return true;
  }

  /** @param {[number, number]} step */
  #go([down, right]) {
    const [r, c] = this.#cursor;
    const within = (/** @type {number} */ k, /** @type {number} */ n) => Math.max(0, Math.min(n - BLOCK, k));
    this.#cursor = [within(r + BLOCK * down, this.rows), within(c + BLOCK * right, this.columns)];
    this.stage.store.select(this.spec.tensor, [0, ...this.#cursor]);
  }

  /** A block of the drawing from empty to full and back. */
  #flip() {
    const data = this.tensor.data.slice();
    const [r, c] = this.#cursor;
    const ink = data[r * this.columns + c] > 0.5 ? 0 : 1;
    for (let k = 0; k < BLOCK * BLOCK; k++) data[(r + Math.floor(k / BLOCK)) * this.columns + c + (k % BLOCK)] = ink;
    this.#change(data);
    this.stage.editing.commitSoon();
  }

  /** @param {import("./moment.js").How} how */
  look(how) {
    return this.#cursor.join();
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintTile(g, tile, block, how) {
    g.imageSmoothingEnabled = true;
    this.paintCells(g, tile.channel, block, how);
    if (!this.canvas.matches(":focus-visible")) return;
    const { w, h } = block.cell;
    g.strokeStyle = "#fff";
    g.lineWidth = 2;
    g.strokeRect(tile.x + this.#cursor[1] * w, tile.y + this.#cursor[0] * h, BLOCK * w, BLOCK * h);
  }
}
