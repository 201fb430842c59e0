/** What a cell can see: the box of an earlier tensor that it depends on, followed back through the declarations. */
import { unravel } from "./explain.js";

/** @typedef {[number, number][]} Box first and last of each coordinate */

/**
 * @param {Record<string, import("./explain.js").Cell>} cells @param {(name: string) => import("./explain.js").Tensor} read
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
    const reach = new Map([...cell.out.map(([v], d) => [v, box[d]]), ...part.over.map(([v, size]) => [v, [0, size - 1]])]);
    const next = factor.index.map((index) => span(index, /** @type {any} */ (reach), read));
    const { shape } = read(factor.tensor);
    box = next.length === shape.length ? next : stored(next[0], shape);
    name = factor.tensor;
  }
  return box;
}

/** @param {import("./explain.js").Index} index @param {Map<string, [number, number]>} reach @param {(name: string) => import("./explain.js").Tensor} read @returns {[number, number]} */
function span(index, reach, read) {
  let [low, high] = [index.const, index.const];
  for (const [name, k] of index.terms) {
    const [from, to] = /** @type {[number, number]} */ (reach.get(name));
    low += Math.min(k * from, k * to);
    high += Math.max(k * from, k * to);
  }
  for (const [table] of index.tables ?? []) {
    const entries = (typeof table === "string" ? [...read(table).data] : table.flat(Infinity)).filter((/** @type {number} */ v) => v >= 0);
    low += Math.min(...entries);
    high += Math.max(...entries);
  }
  return [low, high];
}

/** A stretch of storage as a box: one cell exactly, more of them as all there are. @param {[number, number]} span @param {number[]} shape @returns {Box} */
function stored([low, high], shape) {
  return low === high ? unravel(low, shape).map((k) => [k, k]) : shape.map((n) => [0, n - 1]);
}
