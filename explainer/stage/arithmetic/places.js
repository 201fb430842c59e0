/** Where a cell is found: the strongest of a map, or, where a map has another size, the cell at the same place of the picture. */
import { unravel } from "./declaration.js";

/** @typedef {import("./declaration.js").Tensor} Tensor */

/** The flat place of the largest magnitude. @param {Float32Array} data @param {number} [from] @param {number} [to] */
export function largest(data, from = 0, to = data.length) {
  let best = from;
  for (let k = from; k < to; k++) if (Math.abs(data[k]) > Math.abs(data[best])) best = k;
  return best;
}

/** A tensor's strongest cell, or that of one of its maps. @param {Tensor} tensor @param {number} [map] */
export function strongest({ shape, data }, map) {
  const size = data.length / shape[0];
  return unravel(map === undefined ? largest(data) : largest(data, map * size, (map + 1) * size), shape);
}

/** A cell of a tensor that had this shape, in one that has that: its rows and columns are the picture's. @param {number[]} at @param {number[]} was @param {number[]} now */
export function scaled(at, was, now) {
  const inMap = (/** @type {number} */ d) => d >= now.length - 2 && now.length > 2;
  return at.map((k, d) => Math.min(now[d] - 1, inMap(d) ? Math.floor(((k + 0.5) * now[d]) / was[d]) : k));
}
