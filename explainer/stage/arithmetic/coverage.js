/**
 * Which rows and columns of a tensor a map never looks at, read off the map's declaration.
 *
 * @typedef {{rows: Set<number>, columns: Set<number>}} Unseen coordinates, from minus the zeros drawn around
 */
import { reached } from "./declaration.js";

const PICTURE = 3;

/**
 * @param {import("./declaration.js").Cell} cell how the map is made @param {number[]} out the map's shape
 * @param {string} name the tensor looked at, maps of rows and columns @param {number[]} shape its shape @param {number} pad zeros drawn around it
 * @param {import("./declaration.js").Read} read
 * @returns {Unseen | null} null where the map does not look at it by rows and columns
 */
export function unseen(cell, out, name, shape, pad, read) {
  const part = cell.parts.find((p) => p.of.some((f) => f.tensor === name));
  const factor = part?.of.find((f) => f.tensor === name);
  if (!part || factor?.index.length !== PICTURE) return null;
  const sizes = new Map(part.over.map(([variable, size]) => [variable, size]));
  cell.out.forEach(([variable], axis) => sizes.set(variable, out[axis]));
  const missing = (/** @type {number} */ d) => {
    const left = new Set(Array.from({ length: shape[d] + 2 * pad }, (_, k) => k - pad));
    const index = factor.index[d];
    const variables = [...new Set([...index.terms.map(([variable]) => variable), ...(index.tables ?? []).flatMap(([, by]) => by)])];
    const walk = (/** @type {number} */ n, /** @type {import("./declaration.js").Where} */ where) => {
      if (n === variables.length) left.delete(reached(index, where, read));
      else for (let k = 0; k < (sizes.get(variables[n]) ?? 0); k++) walk(n + 1, { ...where, [variables[n]]: k });
    };
    walk(0, {});
    return left;
  };
  return { rows: missing(1), columns: missing(2) };
}
