/**
 * Which cells of a map can change where only some of its sources' do: a stroke on a large sheet changes a corner of every map
 * that follows, and only that is evaluated anew.
 */
import { isFlat, sizeOf } from "./declaration.js";

/** @typedef {import("./field.js").Box} Box */
/** @typedef {import("./declaration.js").Cell} Cell */
/** @typedef {import("./declaration.js").Read} Read */

/** All cells of a tensor. @param {number[]} shape @returns {Box} */
export const whole = (shape) => shape.map((n) => [0, n - 1]);

/** Around all numbers that differ; null where none does. @param {ArrayLike<number>} before @param {ArrayLike<number>} now @param {number[]} shape @returns {Box | null} */
export function differing(before, now, shape) {
  /** @type {Box} */
  const box = shape.map(() => [Infinity, -Infinity]);
  for (let n = 0; n < now.length; n++) {
    if (Object.is(before[n], now[n])) continue;
    for (let d = shape.length - 1, flat = n; d >= 0; d--) {
      const k = flat % shape[d];
      flat = (flat - k) / shape[d];
      if (k < box[d][0]) box[d][0] = k;
      if (k > box[d][1]) box[d][1] = k;
    }
    if (!shape.length) return box;
  }
  return box.every(([low, high]) => low <= high) && shape.length ? box : null;
}

/**
 * The cells of a map of that shape that some changed cell is in; null where there are none.
 * @param {Cell} cell @param {number[]} shape @param {Map<string, Box>} changed @param {Read} read @returns {Box | null}
 */
export function affected(cell, shape, changed, read) {
  /** @type {Box | null} */
  let found = null;
  for (const part of cell.parts)
    for (const factor of part.of) {
      const box = changed.get(factor.tensor);
      const looked = factor.index.some(({ tables }) => (tables ?? []).some(([table]) => typeof table === "string" && changed.has(table)));
      if (!box && !looked) continue;
      const own = looked || !box || isFlat(factor.index, read(factor.tensor).shape) ? whole(shape) : reaching(cell, part.over, factor.index, box, shape);
      if (own) found = found ? found.map(([low, high], d) => [Math.min(low, own[d][0]), Math.max(high, own[d][1])]) : own;
    }
  return found;
}

/** The cells whose windows reach into a box. @param {Cell} cell @param {[string, number, string][]} over @param {import("./declaration.js").Index[]} index @param {Box} box @param {number[]} shape @returns {Box | null} */
function reaching(cell, over, index, box, shape) {
  const found = whole(shape);
  const sizes = new Map([...over.map(([name, size]) => /** @type {const} */ ([name, size])), ...cell.out.map(([name], d) => /** @type {const} */ ([name, shape[d]]))]);
  for (const [d, { const: first, terms, tables }] of index.entries()) {
    if (tables?.length) continue;
    for (const [own, [name]] of cell.out.entries()) {
      const k = terms.reduce((sum, [other, by]) => (other === name ? sum + by : sum), 0);
      if (k <= 0) continue;
      let [least, most] = [first, first];
      for (const [other, by] of terms) {
        if (other === name) continue;
        const far = by * ((sizes.get(other) ?? 1) - 1);
        least += Math.min(0, far);
        most += Math.max(0, far);
      }
      found[own] = [Math.max(found[own][0], Math.ceil((box[d][0] - most) / k)), Math.min(found[own][1], Math.floor((box[d][1] - least) / k))];
    }
  }
  return found.every(([low, high]) => low <= high) ? found : null;
}

/** The stretches of storage that a box is made of. @param {Box} box @param {number[]} shape @returns {Generator<[number, number]>} */
export function* rowsOf(box, shape) {
  const last = shape.length - 1;
  if (last < 0) return yield [0, 1];
  const [from, to] = box[last];
  const outer = box.slice(0, last);
  const count = sizeOf(outer.map(([low, high]) => high - low + 1));
  for (let n = 0; n < count; n++) {
    let [flat, left, step] = [0, n, shape[last]];
    for (let d = last - 1; d >= 0; d--) {
      const size = outer[d][1] - outer[d][0] + 1;
      flat += (outer[d][0] + (left % size)) * step;
      left = Math.floor(left / size);
      step *= shape[d];
    }
    yield [flat + from, flat + to + 1];
  }
}
