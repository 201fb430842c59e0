/**
 * Every cell of a map at once, while a number is being dragged. Affine declarations run as strided loops over offsets that
 * are known beforehand, products of two plain numbers, which nearly all are, in a loop of their own; what is looked up along a
 * range, or reduced all at once, is opened cell by cell.
 */
import { isFlat, ravel, reached, sizeOf, unravel } from "./declaration.js";
import { applied } from "./functions.js";
import { openCell } from "./opening.js";
import { REDUCTIONS } from "./reductions.js";

/** @typedef {import("./declaration.js").Read} Read */
/** @typedef {ReturnType<typeof plan>["factors"][number]} Planned a factor, moved from cell to cell */

/**
 * What fills a stretch of a map's cells, from one place in storage to another, into `out`.
 * @param {import("./declaration.js").Cell} cell @param {import("./declaration.js").Tensor} out @param {Read} read @returns {(from: number, to: number) => void}
 */
export function filler(cell, out, read) {
  const ranged = new Set(cell.parts.flatMap((part) => part.over.map(([name]) => name)));
  const ragged = cell.parts.some((part) =>
    part.of.some((f) => f.index.some((i) => (i.tables ?? []).some(([, by]) => by.some((name) => ranged.has(name))))),
  );
  const { step } = REDUCTIONS[cell.reduce];
  if (cell.reduce === "softmax" && !ragged && isAlong(cell)) return shares(cell, out, read);
  if (ragged || !step) {
    return (from, to) => {
      for (let n = from; n < to; n++) out.data[n] = openCell(cell, unravel(n, out.shape), read).total;
    };
  }
  const parts = cell.parts.map((part) => plan(part, cell.out, out.shape, read));
  const looksUp = parts.some(({ factors }) => factors.some(({ affine }) => affine.includes(null)));
  const [name, ...parameters] = cell.function;
  const apply = applied(name, parameters);
  const { largest, end } = step;
  /** @type {import("./declaration.js").Where} */
  const where = {};
  return (from, to) => {
    const at = unravel(from, out.shape);
    for (let n = from; n < to; n++, onward(at, out.shape)) {
      if (looksUp) for (let d = 0; d < at.length; d++) where[cell.out[d][0]] = at[d];
      let total = largest ? -Infinity : 0;
      let count = 0;
      for (const part of parts) {
        let inside = true;
        for (const f of part.factors) inside = (f.stays ? go(f, at) : place(f, at, where, read)) && inside;
        if (inside && part.plain && !largest) {
          total += products(part);
          count += part.count;
          continue;
        }
        for (let k = 0; k < part.count; k++) {
          let value = 1;
          let left = false;
          for (const f of part.factors) {
            if (inside || within(f, k)) value *= f.through(f.data[f.at + f.offset[k]]);
            else if (f.skip) left = true;
            else value *= f.through(0);
          }
          if (left) continue;
          total = largest ? Math.max(total, value) : total + value;
          count++;
        }
      }
      out.data[n] = apply(end(total, count));
    }
  };
}

/** Whether all cells in a row are shares of the same numbers, each its own: where the last coordinate says which. @param {import("./declaration.js").Cell} cell */
function isAlong({ out, own, parts, function: [name] }) {
  const last = out[out.length - 1]?.[0];
  const plain = own.const === 0 && own.terms.length === 1 && own.terms[0][0] === last && own.terms[0][1] === 1 && !own.tables?.length;
  return plain && name === "identity" && parts.every(({ of }) => of.every(({ index, outside }) => outside !== "skip" && index.every(({ terms, tables }) => !tables?.length && terms.every(([by]) => by !== last))));
}

/** A softmax row by row: what its cells divide by is the same for all of them. @param {import("./declaration.js").Cell} cell @param {import("./declaration.js").Tensor} out @param {Read} read @returns {(from: number, to: number) => void} */
function shares(cell, out, read) {
  const size = out.shape[out.shape.length - 1];
  return (from, to) => {
    for (let n = from; n < to; ) {
      const end = Math.min(to, (Math.floor(n / size) + 1) * size);
      const { terms, sum = 1 } = openCell(cell, unravel(n, out.shape), read);
      for (; n < end; n++) out.data[n] = terms[n % size].value / sum;
    }
  };
}

/** To the next place, as they stand in storage. @param {number[]} at @param {number[]} shape */
function onward(at, shape) {
  let d = at.length - 1;
  while (d >= 0 && ++at[d] === shape[d]) at[d--] = 0;
}

/** The sum of products of two plain numbers each. @param {ReturnType<typeof plan>} part */
function products({ count, factors: [a, b] }) {
  const [x, y] = [a.data, b.data];
  const [p, q] = [a.offset, b.offset];
  const [from, other] = [a.at, b.at];
  let total = 0;
  for (let k = 0; k < count; k++) total += x[from + p[k]] * y[other + q[k]];
  return total;
}

/** A part's factors with, for each step of its ranges, how far from the first the cell lies. @param {import("./declaration.js").Part} part @param {[string, string][]} out @param {number[]} made the map's shape @param {Read} read */
function plan(part, out, made, read) {
  const sizes = part.over.map(([, size]) => size);
  const count = sizeOf(sizes);
  const names = part.over.map(([name]) => name);
  const factors = part.of.map(({ tensor, index, outside, through, by }) => {
    const { shape, data } = read(tensor);
    const dims = isFlat(index, shape) ? [data.length] : shape;
    const steps = index.map(() => new Int32Array(count));
    const offset = new Int32Array(count);
    for (let k = 0; k < count; k++) {
      const step = unravel(k, sizes);
      const relative = index.map((i, d) => {
        const far = i.terms.reduce((sum, [name, c]) => (names.includes(name) ? sum + c * step[names.indexOf(name)] : sum), 0);
        return (steps[d][k] = far);
      });
      offset[k] = ravel(relative, dims);
    }
    const fixed = index.map((i) => ({ ...i, terms: i.terms.filter(([name]) => !names.includes(name)) }));
    const affine = fixed.map((i) => (i.tables?.length ? null : out.map(([name]) => i.terms.reduce((sum, [other, c]) => (other === name ? sum + c : sum), 0))));
    const low = steps.map((s) => s.reduce((m, v) => Math.min(m, v), 0));
    const high = steps.map((s) => s.reduce((m, v) => Math.max(m, v), 0));
    const stays = affine.every((by, d) => by && fixed[d].const + low[d] + reach(by, made, Math.min) >= 0 && fixed[d].const + high[d] + reach(by, made, Math.max) < dims[d]);
    const start = ravel(fixed.map((i) => i.const), dims);
    const stride = out.map((_, k) => ravel(affine.map((by) => by?.[k] ?? 0), dims));
    return { data, dims, steps, offset, fixed, affine, low, high, stays, start, stride, skip: outside === "skip", through: applied(through, by), base: dims.map(() => 0), at: 0 };
  });
  const plain = part.of.length === 2 && part.of.every(({ through = "identity" }) => through === "identity");
  return { count, factors, plain };
}

/** How far a coordinate moves at most, or at least, over all of a map. @param {number[]} by @param {number[]} made @param {(...values: number[]) => number} most */
const reach = (by, made, most) => by.reduce((sum, c, k) => sum + most(0, c * (made[k] - 1)), 0);

/** Move a factor that lies inside wherever it is moved. @param {Planned} f @param {number[]} at */
function go(f, at) {
  let flat = f.start;
  for (let k = 0; k < at.length; k++) flat += f.stride[k] * at[k];
  f.at = flat;
  return true;
}

/** Move a factor to an output cell; true where the whole range lies inside. @param {Planned} f @param {number[]} at @param {import("./declaration.js").Where} where @param {Read} read */
function place(f, at, where, read) {
  let inside = true;
  let flat = 0;
  for (let d = 0; d < f.dims.length; d++) {
    const by = f.affine[d];
    let base = f.fixed[d].const;
    if (by) for (let k = 0; k < by.length; k++) base += by[k] * at[k];
    else base = reached(f.fixed[d], where, read);
    f.base[d] = base;
    flat = flat * f.dims[d] + base;
    inside = inside && base + f.low[d] >= 0 && base + f.high[d] < f.dims[d];
  }
  f.at = flat;
  return inside;
}

/** @param {Planned} f @param {number} k */
function within(f, k) {
  for (let d = 0; d < f.dims.length; d++) {
    const at = f.base[d] + f.steps[d][k];
    if (at < 0 || at >= f.dims[d]) return false;
  }
  return true;
}
