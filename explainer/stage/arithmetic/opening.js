/**
 * One cell opened to its terms: every product that it is made of, and what they come to.
 *
 * @typedef {import("./declaration.js").Place & {inside: boolean}} Source
 * @typedef {object} Term
 * @property {number} value
 * @property {number[]} factors
 * @property {Source[]} sources
 * @property {string} label
 * @property {number[]} steps the values of its ranges
 * @property {number} part
 * @property {boolean} [raised] its number was made e to it
 * @property {boolean} [own] the cell's own among a softmax's
 * @typedef {{terms: Term[], before: number, total: number, sum?: number, top?: number}} Opened sum: what a softmax divides by; top: its largest logit
 */
import { coordinate, ravel, unravel } from "./declaration.js";
import { FUNCTIONS } from "./functions.js";
import { REDUCTIONS } from "./reductions.js";

/** @typedef {import("./declaration.js").Cell} Cell */
/** @typedef {import("./declaration.js").Read} Read */

/**
 * Open one cell to its terms. Coordinates beyond an edge are kept (`inside: false`), so that a kernel over padding is shown whole.
 * @param {Cell} cell @param {number[]} at @param {Read} read @returns {Opened}
 */
export function openCell(cell, at, read) {
  /** @type {import("./declaration.js").Where} */
  const where = {};
  cell.out.forEach(([name], d) => (where[name] = at[d]));
  /** @type {Term[]} */
  const terms = [];
  cell.parts.forEach((part, p) => {
    const sizes = part.over.map(([, size]) => size);
    const count = sizes.reduce((a, b) => a * b, 1);
    for (let n = 0; n < count; n++) {
      const steps = unravel(n, sizes);
      part.over.forEach(([name], r) => (where[name] = steps[r]));
      const term = product(part, where, read);
      if (term) terms.push({ ...term, label: part.label, steps, part: p });
    }
  });
  const reduced = REDUCTIONS[cell.reduce].open(terms, () => coordinate(cell.own, where, read));
  const [name, ...parameters] = cell.function;
  return { ...reduced, total: FUNCTIONS[name](reduced.before, ...parameters) };
}

/** @param {import("./declaration.js").Part} part @param {import("./declaration.js").Where} where @param {Read} read */
function product(part, where, read) {
  let value = 1;
  const factors = [];
  const sources = [];
  for (const factor of part.of) {
    const { shape, data } = read(factor.tensor);
    let here = factor.index.map((index) => coordinate(index, where, read));
    if (here.length === 1 && shape.length !== 1) here = unravel(here[0], shape);
    const inside = here.every((k, d) => k >= 0 && k < shape[d]);
    if (!inside && factor.outside === "skip") return null;
    const number = FUNCTIONS[factor.through ?? "identity"](inside ? data[ravel(here, shape)] : 0);
    value *= number;
    factors.push(number);
    sources.push({ tensor: factor.tensor, at: here, inside });
  }
  return { value, factors, sources };
}
