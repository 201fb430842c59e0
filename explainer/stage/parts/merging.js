/**
 * How a cell is born while its map is played slowly: the terms lift out of the strip and run together, their total appears,
 * and the total flies into its cell, which is painted when it lands. What moves is the number itself, never a copy over one
 * that rests.
 */
import { make } from "../draw/dom.js";

/** Shares of the step. */
const LIFT = 0.2;
const MERGE = 0.34;
const LEAVE = 0.66;
const LAND = 0.94;
const UP = 10;
/** What was added up stays to be read. */
const FAINT = 0.3;
const APPEAR_MS = 150;

export class Merging {
  /** @type {Animation[]} */
  #running = [];
  /** @type {HTMLElement | null} */
  #flying = null;
  /** @type {(() => void) | null} */
  #landed = null;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
  }

  /** @param {import("../store.js").Place} cell @param {number} pace milliseconds @param {() => void} landed */
  run(cell, pace, landed) {
    this.end();
    this.#landed = landed;
    this.stage.equation.element.classList.add("merging");
    const { equation, root, panelOf } = this.stage;
    const target = panelOf(cell.tensor)?.rects([cell.at], cell.tensor)[0];
    const box = root.getBoundingClientRect();
    const total = equation.total.getBoundingClientRect();
    const timing = { duration: pace, fill: /** @type {const} */ ("both") };
    for (const term of equation.terms.children) {
      const from = term.getBoundingClientRect();
      const [x, y] = [total.left + total.width / 2 - from.left - from.width / 2, total.top + total.height / 2 - from.top - from.height / 2];
      this.#animate(term, [
        { transform: "none", opacity: 1, offset: 0 },
        { transform: "none", opacity: 1, offset: LIFT },
        { transform: `translateY(${-UP}px)`, opacity: 1, offset: MERGE, easing: "ease-in" },
        { transform: `translate(${x}px, ${y}px) scale(0.4)`, opacity: 0.15, offset: LEAVE - 0.06 },
        { transform: `translate(${x}px, ${y}px) scale(0.4)`, opacity: 0, offset: LEAVE - 0.05 },
        { transform: "none", opacity: 0, offset: LEAVE - 0.04 },
        { transform: "none", opacity: FAINT, offset: LEAVE + 0.04 },
        { transform: "none", opacity: FAINT, offset: LAND },
        { transform: "none", opacity: 1, offset: 1 },
      ], timing);
    }
    for (const still of [equation.lead, equation.equals, equation.inner, equation.digits])
      this.#animate(still, [{ opacity: 1, offset: 0 }, { opacity: 1, offset: LIFT }, { opacity: FAINT, offset: MERGE }, { opacity: FAINT, offset: LAND }, { opacity: 1, offset: 1 }], timing);
    this.#animate(equation.total, [
      { opacity: 0, transform: "scale(0.8)", offset: 0 },
      { opacity: 0, transform: "scale(0.8)", offset: LEAVE - 0.14 },
      { opacity: 1, transform: "none", offset: LEAVE - 0.02 },
      { opacity: 1, offset: LEAVE },
      { opacity: 0, offset: LEAVE + 0.001 },
      { opacity: 0, offset: 1 },
    ], timing);
    const flying = (this.#flying = make("span", { class: "flying", "aria-hidden": "true" }, equation.total.textContent ?? ""));
    Object.assign(flying.style, { left: `${total.left - box.left}px`, top: `${total.top - box.top}px`, width: `${total.width}px`, height: `${total.height}px`, background: equation.total.style.background, color: equation.total.style.color });
    root.append(flying);
    const there = target ?? { x: total.left - box.left, y: total.top - box.top, w: total.width, h: total.height };
    const [dx, dy] = [there.x - (total.left - box.left), there.y - (total.top - box.top)];
    const landing = `translate(${dx}px, ${dy}px) scale(${there.w / total.width}, ${there.h / total.height})`;
    const flight = this.#animate(flying, [
      { opacity: 0, transform: "none", offset: 0 },
      { opacity: 0, transform: "none", offset: LEAVE / LAND },
      { opacity: 1, transform: "none", offset: (LEAVE + 0.002) / LAND, easing: "cubic-bezier(0.4, 0, 0.3, 1)" },
      { opacity: 1, transform: landing, offset: 1 },
    ], { ...timing, duration: pace * LAND });
    flight.finished.then(() => this.#land(flying), () => {});
  }

  /** Where what it is made of is still on its way, the total appears when that has come. @param {number} ms */
  wait(ms) {
    this.#animate(this.stage.equation.total, [{ opacity: 0 }, { opacity: 1 }], { delay: ms, duration: APPEAR_MS, fill: "backwards" });
  }

  /** @param {Element} element @param {Keyframe[]} frames @param {KeyframeAnimationOptions} timing */
  #animate(element, frames, timing) {
    const animation = element.animate(frames, timing);
    this.#running.push(animation);
    return animation;
  }

  /** @param {HTMLElement} flying */
  #land(flying) {
    if (this.#flying !== flying) return;
    this.#landed?.();
    this.#landed = null;
    flying.remove();
  }

  /** The cell is there, and nothing moves any more. */
  end() {
    const landed = this.#landed;
    this.#landed = null;
    for (const animation of this.#running) animation.cancel();
    this.#running = [];
    this.stage.equation.element.classList.remove("merging");
    this.#flying?.remove();
    this.#flying = null;
    landed?.();
  }
}
