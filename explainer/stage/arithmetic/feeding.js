/**
 * The other way round: which cell of a map a source cell feeds, read off the map's declaration. Of the several whose
 * windows it lies in, the one in whose window it lies nearest the middle.
 */
import { isFlat, ravel, reached } from "./declaration.js";

/** @typedef {import("./declaration.js").Cell} Cell */
/** @typedef {import("./declaration.js").Place} Place */
/** @typedef {import("./declaration.js").Read} Read */
/** @typedef {{at: number[], many: boolean}} Fed many: one of several maps that it feeds alike */

/** @type {[number, number]} a stretch without a place */
const NOWHERE = [Infinity, -Infinity];
const ELSEWHERE = 1e9;

/** @param {Cell} cell a map's declaration @param {string} source a tensor */
export const readsFrom = (cell, source) => cell.parts.some((part) => part.of.some((f) => f.tensor === source));

/**
 * @param {Cell} cell how the map is made @param {number[]} shape the map's @param {Place} source @param {Read} read
 * @param {number[]} [near] a cell of the map: where its coordinates are free, these are taken
 * @returns {Fed | null} null where the map does not read the source, or not along its own coordinates
 */
export function fed(cell, shape, source, read, near) {
  /** @type {Fed | null} where no part reads that very place, the nearest that one does read */
  let nearest = null;
  for (const part of cell.parts) {
    const factor = part.of.find((f) => f.tensor === source.tensor);
    if (!factor) continue;
    const of = read(source.tensor).shape;
    const to = isFlat(factor.index, of) ? [ravel(source.at, of)] : source.at;
    const used = factor.index.map((index) => new Set([...index.terms.map(([name]) => name), ...(index.tables ?? []).flatMap(([, by]) => by)]));
    let [many, reads] = [false, true];
    const at = cell.out.map(([name], d) => {
      const dims = used.flatMap((names, k) => (names.has(name) ? [k] : []));
      if (dims.length > 1 || dims.some((k) => cell.out.filter(([n]) => used[k].has(n)).length > 1)) return null;
      if (dims.length) {
        const [found, far] = best(factor.index[dims[0]], part.over, name, shape[d], to[dims[0]], read);
        reads &&= far < ELSEWHERE;
        return found;
      }
      many ||= shape[d] > 1;
      return Math.min(shape[d] - 1, near?.[d] ?? 0);
    });
    if (at.some((k) => k === null)) continue;
    nearest ??= { at: /** @type {number[]} */ (at), many };
    if (reads) return { at: /** @type {number[]} */ (at), many };
  }
  return nearest;
}

/**
 * The value of an output's variable whose stretch of the source has a place nearest its middle, if any has it at all.
 * @param {import("./declaration.js").Index} index @param {[string, number, string][]} over @param {string} name @param {number} count
 * @param {number} to @param {Read} read @returns {[number, number]} and how far that is
 */
function best(index, over, name, count, to, read) {
  const ranges = over.filter(([n]) => index.terms.some(([t]) => t === n) || (index.tables ?? []).some(([, by]) => by.includes(n)));
  let [found, least] = [0, Infinity];
  for (let k = 0; k < count; k++) {
    const [low, high] = stretch(index, ranges, { [name]: k }, read);
    if (low > high) continue;
    const far = Math.abs((low + high) / 2 - to) + (to < low || to > high ? ELSEWHERE : 0);
    if (far < least) [found, least] = [k, far];
  }
  return [found, least];
}

/**
 * @param {import("./declaration.js").Index} index @param {[string, number, string][]} ranges @param {import("./declaration.js").Where} where
 * @param {Read} read @returns {[number, number]} the first and the last place that it reaches
 */
function stretch(index, ranges, where, read) {
  if (!ranges.length) {
    const only = reached(index, where, read);
    return only === -Infinity ? NOWHERE : [only, only];
  }
  const [[name, size], ...more] = ranges;
  let [low, high] = NOWHERE;
  for (let k = 0; k < size; k++) {
    const [from, to] = stretch(index, more, { ...where, [name]: k }, read);
    [low, high] = [Math.min(low, from), Math.max(high, to)];
  }
  return [low, high];
}
