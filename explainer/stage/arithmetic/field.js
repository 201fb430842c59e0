/** What a cell can see: the box of an earlier tensor that it depends on, followed back through the declarations. */
import { isFlat, unravel } from "./declaration.js";
import { together } from "./time.js";

/** @typedef {[number, number][]} Box first and last of each coordinate */
/** @typedef {import("./declaration.js").Index} Index */
/** @typedef {import("./declaration.js").Read} Read */
/** @typedef {Map<string, [number, number]>} Reach first and last value of each variable */

/**
 * @param {import("./declaration.js").Cells} cells @param {Read} read
 * @param {string} tensor @param {number[]} at @param {string} target
 * @returns {Box | null} in the target's coordinates, not cut at its edges, around all that it sees by whatever way; null where the target is not among its sources
 */
export function field(cells, read, tensor, at, target) {
  /** @type {Map<string, Box>} */
  const seen = new Map([[tensor, at.map((k) => [k, k])]]);
  for (const group of together(cells).reverse()) {
    const loops = group.length > 1;
    for (let grown = true; grown; ) {
      grown = false;
      for (const name of group) {
        const box = name === target ? undefined : seen.get(name);
        if (!box) continue;
        for (const [source, next] of sources(cells[name], box, read)) {
          const within = loops && group.includes(source);
          const wider = around(seen.get(source), within ? cut(next, read(source).shape) : next);
          grown ||= within && String(wider) !== String(seen.get(source));
          seen.set(source, wider);
        }
      }
    }
  }
  return tensor === target ? null : (seen.get(target) ?? null);
}

/** What the cells of a box are made of. @param {import("./declaration.js").Cell} cell @param {Box} box @param {Read} read @returns {[string, Box][]} */
function sources(cell, box, read) {
  return cell.parts.flatMap(({ of, over }) => {
    /** @type {Reach} */
    const reach = new Map(over.map(([name, size]) => [name, [0, size - 1]]));
    cell.out.forEach(([name], d) => reach.set(name, box[d]));
    return of.map(({ tensor, index }) => {
      const { shape } = read(tensor);
      const spans = index.map((one) => span(one, reach, read));
      return /** @type {[string, Box]} */ ([tensor, isFlat(index, shape) ? stored(spans[0], shape) : spans]);
    });
  }).filter(([, next]) => next.every(([low, high]) => low <= high));
}

/** @param {Box | undefined} one @param {Box} other @returns {Box} */
const around = (one, other) => other.map(([low, high], d) => [Math.min(low, one?.[d][0] ?? low), Math.max(high, one?.[d][1] ?? high)]);

/** @param {Box} box @param {number[]} shape @returns {Box} */
const cut = (box, shape) => box.map(([low, high], d) => [Math.max(0, low), Math.min(shape[d] - 1, high)]);

/** @param {Index} index @param {Reach} reach @param {Read} read @returns {[number, number]} */
function span(index, reach, read) {
  let [low, high] = [index.const, index.const];
  for (const [name, k] of index.terms) {
    const [from, to] = /** @type {[number, number]} */ (reach.get(name));
    low += Math.min(k * from, k * to);
    high += Math.max(k * from, k * to);
  }
  for (const [table, by] of index.tables ?? []) {
    const [from, to] = typeof table === "string" ? lookedUp(read(table), by, reach) : written(table, by, reach);
    low += from;
    high += to;
  }
  return [low, high];
}

/** The least and the largest entry that these variables come to, and none below zero. @param {import("./declaration.js").Table} table @param {string[]} by @param {Reach} reach @returns {[number, number]} */
function written(table, by, reach) {
  if (typeof table === "number") return table < 0 ? [Infinity, -Infinity] : [table, table];
  const [name, ...more] = by;
  return widest(table.length, reach.get(name), (k) => written(table[k], more, reach));
}

/** The same of a tensor. @param {import("./declaration.js").Tensor} table @param {string[]} by @param {Reach} reach @param {number} [flat] @param {number} [d] @returns {[number, number]} */
function lookedUp({ shape, data }, by, reach, flat = 0, d = 0) {
  if (d === by.length) return written(data[flat], by, reach);
  return widest(shape[d], reach.get(by[d]), (k) => lookedUp({ shape, data }, by, reach, flat * shape[d] + k, d + 1));
}

/** @param {number} size @param {[number, number] | undefined} reach @param {(k: number) => [number, number]} at @returns {[number, number]} */
function widest(size, [from, to] = [0, size - 1], at) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = Math.max(0, from); k <= Math.min(size - 1, to); k++) {
    const [least, most] = at(k);
    [low, high] = [Math.min(low, least), Math.max(high, most)];
  }
  return [low, high];
}

/** A stretch of storage as a box: one cell exactly, more of them as all there are. @param {[number, number]} span @param {number[]} shape @returns {Box} */
function stored([low, high], shape) {
  return low === high ? unravel(low, shape).map((k) => [k, k]) : shape.map((n) => [0, n - 1]);
}
