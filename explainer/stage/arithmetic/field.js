/** What a cell can see: the box of an earlier tensor that it depends on, followed back through the declarations. */
import { unravel } from "./declaration.js";

/** @typedef {[number, number][]} Box first and last of each coordinate */

/**
 * @param {import("./declaration.js").Cells} cells @param {import("./declaration.js").Read} read
 * @param {string} tensor @param {number[]} at @param {string} target
 * @returns {Box | null} in the target's coordinates, not cut at its edges; null where the target is not among its sources
 */
export function field(cells, read, tensor, at, target) {
  /** @type {Box} */
  let box = at.map((k) => [k, k]);
  let name = tensor;
  while (name !== target) {
    const cell = cells[name];
    const part = cell?.parts.find((p) => p.of.some((f) => f.tensor === target || cells[f.tensor]));
    const factor = part?.of.find((f) => f.tensor === target || cells[f.tensor]);
    if (!part || !factor) return null;
    /** @type {Map<string, [number, number]>} */
    const reach = new Map();
    cell.out.forEach(([v], d) => reach.set(v, box[d]));
    for (const [v, size] of part.over) reach.set(v, [0, size - 1]);
    const next = factor.index.map((index) => span(index, reach, read));
    const { shape } = read(factor.tensor);
    box = next.length === shape.length ? next : stored(next[0], shape);
    name = factor.tensor;
  }
  return box;
}

/** @param {import("./declaration.js").Index} index @param {Map<string, [number, number]>} reach @param {import("./declaration.js").Read} read @returns {[number, number]} */
function span(index, reach, read) {
  let [low, high] = [index.const, index.const];
  for (const [name, k] of index.terms) {
    const [from, to] = /** @type {[number, number]} */ (reach.get(name));
    low += Math.min(k * from, k * to);
    high += Math.max(k * from, k * to);
  }
  for (const [table] of index.tables ?? []) {
    const entries = (typeof table === "string" ? [...read(table).data] : table.flatMap(numbers)).filter((v) => v >= 0);
    low += Math.min(...entries);
    high += Math.max(...entries);
  }
  return [low, high];
}

/** @param {import("./declaration.js").Table} table @returns {number[]} */
const numbers = (table) => (typeof table === "number" ? [table] : table.flatMap(numbers));

/** A stretch of storage as a box: one cell exactly, more of them as all there are. @param {[number, number]} span @param {number[]} shape @returns {Box} */
function stored([low, high], shape) {
  return low === high ? unravel(low, shape).map((k) => [k, k]) : shape.map((n) => [0, n - 1]);
}
