/**
 * A cell's declaration (explainer/core/declaration.py), as it comes in the payload, and how its indices are read.
 *
 * @typedef {number | Table[]} Table entries by one variable after the other
 * @typedef {{const: number, terms: [string, number][], tables?: [Table[] | string, string[]][]}} Index a table is written out or is a tensor's name
 * @typedef {object} Factor
 * @property {string} tensor
 * @property {Index[]} index
 * @property {"zero" | "skip"} outside
 * @property {string} [through] a function that the cell passes first
 * @property {Parameter[]} [by] its parameters
 * @property {string} [called] what it is to a reader
 * @typedef {{label: string, over: [string, number, string][], of: Factor[]}} Part
 * @typedef {number | "Infinity" | "-Infinity" | "NaN"} Parameter as JSON can say it
 * @typedef {[string, ...Parameter[]]} Applied its name and its parameters
 * @typedef {{out: [string, string][], parts: Part[], sentence: string[], reduce: import("./reductions.js").Name, function: Applied, own: Index, share?: boolean}} Cell
 * @typedef {{shape: number[], data: Float32Array}} Tensor
 * @typedef {{tensor: string, at: number[]}} Place
 * @typedef {(name: string) => Tensor} Read
 * @typedef {Record<string, Cell>} Cells by the name of their tensor
 * @typedef {Record<string, number>} Where the variables' values
 */

/** The coordinate for these values of the variables; below zero it stands outside. @param {Index} index @param {Where} where @param {Read} read */
export function coordinate(index, where, read) {
  const found = reached(index, where, read);
  return found === -Infinity ? -1 : found;
}

/** The same, infinitely far outside where a table says so, whatever is added to it. @param {Index} index @param {Where} where @param {Read} read */
export function reached(index, where, read) {
  let total = index.const;
  for (const [name, k] of index.terms) total += k * where[name];
  for (const [entries, by] of index.tables ?? []) {
    const entry = typeof entries === "string" ? lookedUp(read(entries), by, where) : Number(by.reduce((/** @type {Table} */ at, name) => /** @type {Table[]} */ (at)[where[name]], entries));
    if (entry < 0) return -Infinity;
    total += Math.trunc(entry);
  }
  return total;
}

/** @param {Tensor} table @param {string[]} by @param {Where} where */
const lookedUp = ({ shape, data }, by, where) => data[by.reduce((flat, name, d) => flat * shape[d] + where[name], 0)];

/** Whether a factor's one coordinate runs over its tensor's storage. @param {Index[]} index @param {number[]} shape */
export const isFlat = (index, shape) => index.length === 1 && shape.length !== 1;

/** How many cells a shape has. @param {number[]} shape */
export const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);

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
