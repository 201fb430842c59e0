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
import { coordinate, isFlat, ravel, sizeOf, unravel } from "./declaration.js";
import { applied } from "./functions.js";
import { REDUCTIONS } from "./reductions.js";

/** @typedef {import("./declaration.js").Cell} Cell */
/** @typedef {import("./declaration.js").Read} Read */
/** @typedef {import("./declaration.js").Where} Where */
/** @typedef {(where: Where) => {number: number, source: Source}} Fetch */

/**
 * Open one cell to its terms. Coordinates beyond an edge are kept (`inside: false`), so that a kernel over padding is shown whole.
 * @param {Cell} cell @param {number[]} at @param {Read} read @returns {Opened}
 */
export function openCell(cell, at, read) {
  /** @type {Where} */
  const where = {};
  cell.out.forEach(([name], d) => (where[name] = at[d]));
  /** @type {Term[]} */
  const terms = [];
  cell.parts.forEach((part, p) => {
    const sizes = part.over.map(([, size]) => size);
    const count = sizeOf(sizes);
    const fetches = part.of.map((factor) => fetching(factor, read));
    for (let n = 0; n < count; n++) {
      const steps = unravel(n, sizes);
      part.over.forEach(([name], r) => (where[name] = steps[r]));
      const fetched = fetches.map((fetch) => fetch(where));
      if (fetched.some(({ source }, f) => !source.inside && part.of[f].outside === "skip")) continue;
      const factors = fetched.map(({ number }) => number);
      const value = factors.reduce((made, number) => made * number);
      terms.push({ value, factors, sources: fetched.map(({ source }) => source), label: part.label, steps, part: p });
    }
  });
  const reduced = REDUCTIONS[cell.reduce].open(terms, () => coordinate(cell.own, where, read));
  const [name, ...parameters] = cell.function;
  return { ...reduced, total: applied(name, parameters)(reduced.before) };
}

/** What gives a factor's number and where it stands. @param {import("./declaration.js").Factor} factor @param {Read} read @returns {Fetch} */
function fetching({ tensor, index, through, by }, read) {
  const { shape, data } = read(tensor);
  const passes = applied(through, by);
  const flat = isFlat(index, shape);
  return (where) => {
    let at = index.map((one) => coordinate(one, where, read));
    const inside = flat ? at[0] >= 0 && at[0] < data.length : at.every((k, d) => k >= 0 && k < shape[d]);
    if (flat) at = inside ? unravel(at[0], shape) : shape.map(() => -1);
    return { number: passes(inside ? data[ravel(at, shape)] : 0), source: { tensor, at, inside } };
  };
}
