/**
 * A course whose positions are its turns, one after the other; unless it says more, all of it is there already.
 *
 * @typedef {import("../arithmetic/declaration.js").Place} Cell
 */
export class Ordered {
  onward = 1;
  /** @type {import("./course.js").Words | null} */
  steps = null;
  /** @type {Map<string, Float32Array>} */
  born = new Map();

  /** @param {number} position */
  turn(position) {
    return position;
  }

  /** @param {number} turn */
  place(turn) {
    return turn;
  }

  /** @param {Cell} cell @param {number} turn */
  tocome(cell, turn) {
    return false;
  }

  /** @param {number} position @returns {[string, string]} */
  told(position) {
    return ["", String(position + 1)];
  }

  /** @param {number} position */
  name(position) {
    return this.told(position).join("");
  }
}
