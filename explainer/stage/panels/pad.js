/**
 * A canvas that is worked on, not pointed at: by mouse, finger, pen or keys. What is done with it is said by whoever extends it.
 *
 * @typedef {import("./base.js").Spec} Spec
 */
import { LARGEST_CELL, Tiled } from "./tiled.js";

/** How far the arrow keys go: down and to the right. @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @template {Spec} S
 * @extends {Tiled<S>}
 */
export class Pad extends Tiled {
  keeps = true;

  /** @param {S} spec @param {import("../stage.js").Stage} stage @param {string} id @param {string} label what it is, and its keys */
  constructor(spec, stage, id, label) {
    super(spec, stage);
    this.canvas.removeAttribute("aria-hidden");
    for (const [name, value] of Object.entries({ tabindex: "0", role: "application", "aria-label": label, "data-testid": id }))
      this.canvas.setAttribute(name, value);
    this.canvas.classList.add("pad");
    this.canvas.addEventListener("pointerdown", (e) => this.press(e));
    this.canvas.addEventListener("pointermove", (e) => this.move(e));
    for (const event of /** @type {const} */ (["pointerup", "pointercancel"])) this.canvas.addEventListener(event, (e) => this.lift(e));
    this.canvas.addEventListener("click", (e) => this.taken(e) || e.stopPropagation());
    this.canvas.addEventListener("keydown", (e) => this.#pressed(e));
    for (const event of ["focus", "blur"]) this.canvas.addEventListener(event, () => this.stage.paint());
  }

  get control() {
    return this.canvas;
  }

  /** @returns {import("../draw/colours.js").ScaleName} */
  get scale() {
    return "grey";
  }

  /** How much of a narrow screen's width it is high at most: beside it a finger still finds the page to scroll. */
  get share() {
    return 1;
  }

  /** What is worked on is smooth, so that its cells need no whole pixels. @param {number} width @param {number} height @returns {[number, number]} */
  place(width, height) {
    const most = this.stacked ? Math.min(height, this.share * width) : height;
    const side = Math.min(width / this.columns, most / this.rows, LARGEST_CELL * this.unit);
    this.cell = { w: side, h: side };
    this.tiles = [{ channel: 0, x: 0, y: 0 }];
    return [side * this.columns, side * this.rows];
  }

  /** Pointing at it works on it; its cells are selected with the keys, if at all. @param {number} x @param {number} y @returns {import("./base.js").Place | null} */
  cellAt(x, y) {
    return null;
  }

  /** Whether what is pressed there is no paper. @param {MouseEvent} e */
  taken(e) {
    return false;
  }

  /** @param {PointerEvent} e */
  press(e) {}

  /** @param {PointerEvent} e */
  move(e) {}

  /** @param {PointerEvent} e */
  lift(e) {}

  /** Whether the key means something here, which then is done. @param {KeyboardEvent} e @param {[number, number] | undefined} step an arrow's */
  key(e, step) {
    return false;
  }

  /** @param {KeyboardEvent} e */
  #pressed(e) {
    if (e.metaKey || e.altKey || e.ctrlKey || !this.key(e, ARROWS[e.key])) return;
    e.preventDefault();
    e.stopPropagation();
  }
}
