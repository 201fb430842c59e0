/**
 * Reads a cell's declaration (explainer/declaration.py, sent along as JSON) and does its arithmetic: one cell opened to
 * its terms, or every cell of a map at once while a number is being dragged.
 *
 * @typedef {{const: number, terms: [string, number][], tables?: [any, string[]][]}} Index a table is written out or is a tensor's name
 * @typedef {{tensor: string, index: Index[], outside: "zero" | "skip", through?: string, called?: string}} Factor through: a function that the cell passes first; called: what it is to a reader
 * @typedef {{label: string, over: [string, number, string][], of: Factor[]}} Part
 * @typedef {{out: [string, string][], parts: Part[], sentence: string[], reduce: string, function: any[], own: Index}} Cell
 * @typedef {{shape: number[], data: Float32Array}} Tensor
 * @typedef {{tensor: string, at: number[], inside: boolean}} Source
 * @typedef {{value: number, factors: number[], sources: Source[], label: string, steps: number[], part: number, raised?: boolean, own?: boolean}} Term raised: its number was made e to it; own: the cell's own among a softmax's
 * @typedef {{terms: Term[], before: number, total: number, sum?: number, top?: number}} Opened sum: what a softmax divides by; top: its largest logit
 */

const GELU = Math.sqrt(2 / Math.PI);

/** erf by its series near zero and its continued fraction beyond: exact to double precision's last few bits. @param {number} x */
function erf(x) {
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; n < 60; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

/** The functions that stand on top of a sum: the table of explainer/functions.py. */
export const FUNCTIONS = /** @type {Record<string, (x: number, p?: any) => number>} */ ({
  identity: (x) => x,
  minus: (x) => -x,
  one_minus: (x) => 1 - x,
  step: (x) => (x > 0 ? 1 : 0),
  relu: (x) => Math.max(x, 0),
  leaky_relu: (x, slope) => (x >= 0 ? x : slope * x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  slope_of_tanh: (x) => 1 - Math.tanh(x) ** 2,
  tanh_slope_at: (y) => 1 - y * y,
  sigmoid_slope_at: (y) => y * (1 - y),
  relu_slope_at: (y) => Number(y > 0),
  sqrt: Math.sqrt,
  gelu: (x) => x * 0.5 * (1 + erf(x / Math.SQRT2)),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(GELU * (x + 0.044715 * x ** 3))),
});

/** @param {Index} index @param {Record<string, number>} where @param {(name: string) => Tensor} read */
function coordinate(index, where, read) {
  let total = index.const;
  for (const [name, k] of index.terms) total += k * where[name];
  for (const [entries, by] of index.tables ?? []) {
    const entry = typeof entries === "string" ? lookedUp(read(entries), by, where) : by.reduce((at, name) => at[where[name]], entries);
    if (entry < 0) return -1;
    total += entry;
  }
  return total;
}

/** @param {Tensor} table @param {string[]} by @param {Record<string, number>} where */
const lookedUp = ({ shape, data }, by, where) => data[by.reduce((flat, name, d) => flat * shape[d] + where[name], 0)];

/** Row-major coordinates of a place in storage. @param {number} flat @param {number[]} shape */
export function unravel(flat, shape) {
  const at = new Array(shape.length);
  for (let d = shape.length - 1; d >= 0; d--) {
    at[d] = flat % shape[d];
    flat = Math.floor(flat / shape[d]);
  }
  return at;
}

/** @param {number[]} at @param {number[]} shape */
export function ravel(at, shape) {
  return at.reduce((flat, k, d) => flat * shape[d] + k, 0);
}

/**
 * Open one cell to its terms. Coordinates beyond an edge are kept (`inside: false`), so that a kernel over padding is shown whole.
 * @param {Cell} cell @param {number[]} at @param {(name: string) => Tensor} read @returns {Opened}
 */
export function openCell(cell, at, read) {
  /** @type {Record<string, number>} */
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
  return reduce(cell, where, terms, read);
}

/** @param {Part} part @param {Record<string, number>} where @param {(name: string) => Tensor} read */
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

/** @param {Cell} cell @param {Record<string, number>} where @param {Term[]} terms @param {(name: string) => Tensor} read @returns {Opened} */
function reduce(cell, where, terms, read) {
  if (cell.reduce === "softmax") {
    const top = terms.reduce((m, t) => Math.max(m, t.value), -Infinity);
    const own = coordinate(cell.own, where, read);
    const shown = terms.map((t, k) => ({ ...t, value: Math.exp(t.value - top), raised: true, own: k === own }));
    const sum = shown.reduce((total, t) => total + t.value, 0);
    const share = shown[own].value / sum;
    return { terms: shown, before: share, total: share, sum, top };
  }
  if (cell.reduce === "count") {
    const own = coordinate(cell.own, where, read);
    terms = terms.map((t) => ({ ...t, value: Number(t.value === own) }));
  }
  let before = cell.reduce === "max" ? -Infinity : 0;
  for (const term of terms) before = cell.reduce === "max" ? Math.max(before, term.value) : before + term.value;
  if (cell.reduce === "mean") before /= terms.length;
  const [name, ...parameters] = cell.function;
  return { terms, before, total: FUNCTIONS[name](before, ...parameters) };
}

/** The tensors that a cell is made of or looks places up in. @param {Cell} cell */
export function reads(cell) {
  const names = new Set();
  for (const { of } of cell.parts)
    for (const { tensor, index } of of) {
      names.add(tensor);
      for (const { tables } of index) for (const [table] of tables ?? []) if (typeof table === "string") names.add(table);
    }
  return names;
}

/**
 * What fills a stretch of a map's cells, from one place in storage to another, into `out`. Affine declarations run as
 * strided loops over precomputed offsets; what is looked up along a range, and softmax, is opened cell by cell.
 * @param {Cell} cell @param {Tensor} out @param {(name: string) => Tensor} read @returns {(from: number, to: number) => void}
 */
export function filler(cell, out, read) {
  const ranged = new Set(cell.parts.flatMap((part) => part.over.map(([name]) => name)));
  const ragged = cell.parts.some((part) =>
    part.of.some((f) => f.index.some((i) => (i.tables ?? []).some(([, by]) => by.some((name) => ranged.has(name))))),
  );
  if (ragged || cell.reduce === "softmax" || cell.reduce === "count") {
    return (from, to) => {
      for (let n = from; n < to; n++) out.data[n] = openCell(cell, unravel(n, out.shape), read).total;
    };
  }
  const parts = cell.parts.map((part) => plan(part, read));
  const apply = FUNCTIONS[cell.function[0]];
  const parameters = cell.function.slice(1);
  const max = cell.reduce === "max";
  /** @type {Record<string, number>} */
  const where = {};
  return (from, to) => {
    for (let n = from; n < to; n++) {
      const at = unravel(n, out.shape);
      for (let d = 0; d < at.length; d++) where[cell.out[d][0]] = at[d];
      let total = max ? -Infinity : 0;
      let count = 0;
      for (const part of parts) {
        const inside = part.factors.map((f) => place(f, where, read)).every(Boolean);
        for (let k = 0; k < part.count; k++) {
          let value = 1;
          for (const f of part.factors) {
            if (inside || within(f, k)) value *= f.through(f.data[f.at + f.offset[k]]);
            else if (f.skip) value = NaN;
            else value *= f.through(0);
          }
          if (value !== value) continue;
          total = max ? Math.max(total, value) : total + value;
          count++;
        }
      }
      out.data[n] = apply(cell.reduce === "mean" ? total / count : total, ...parameters);
    }
  };
}

/** A part's factors with, for each step of its ranges, how far from the first the cell lies. @param {Part} part @param {(name: string) => Tensor} read */
function plan(part, read) {
  const sizes = part.over.map(([, size]) => size);
  const count = sizes.reduce((a, b) => a * b, 1);
  const names = part.over.map(([name]) => name);
  const factors = part.of.map(({ tensor, index, outside, through }) => {
    const { shape, data } = read(tensor);
    const dims = index.length === shape.length ? shape : [data.length];
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
    const low = steps.map((s) => s.reduce((m, v) => Math.min(m, v), 0));
    const high = steps.map((s) => s.reduce((m, v) => Math.max(m, v), 0));
    return { data, dims, steps, offset, fixed, low, high, skip: outside === "skip", through: FUNCTIONS[through ?? "identity"], base: dims.map(() => 0), at: 0 };
  });
  return { count, factors };
}

/** Move a factor to an output cell; true where the whole range lies inside. @param {any} f @param {Record<string, number>} where @param {(name: string) => Tensor} read */
function place(f, where, read) {
  let inside = true;
  for (let d = 0; d < f.dims.length; d++) {
    const base = coordinate(f.fixed[d], where, read);
    f.base[d] = base;
    inside = inside && base + f.low[d] >= 0 && base + f.high[d] < f.dims[d];
  }
  f.at = ravel(f.base, f.dims);
  return inside;
}

/** @param {any} f @param {number} k */
function within(f, k) {
  for (let d = 0; d < f.dims.length; d++) {
    const at = f.base[d] + f.steps[d][k];
    if (at < 0 || at >= f.dims[d]) return false;
  }
  return true;
}
