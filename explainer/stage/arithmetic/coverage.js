/**
 * Which rows and columns of a tensor a map never looks at, read off the map's declaration.
 *
 * @typedef {{rows: Set<number>, columns: Set<number>}} Unseen coordinates, from minus the zeros drawn around
 */

/**
 * @param {import("./declaration.js").Cell} cell how the map is made @param {number[]} out the map's shape
 * @param {string} name the tensor looked at @param {number[]} shape its shape @param {number} pad zeros drawn around it
 * @returns {Unseen | null}
 */
export function unseen(cell, out, name, shape, pad) {
  const part = cell.parts.find((p) => p.of.some((f) => f.tensor === name));
  const factor = part?.of.find((f) => f.tensor === name);
  if (!part || !factor) return null;
  const missing = (/** @type {number} */ d) => {
    const left = new Set(Array.from({ length: shape[d] + 2 * pad }, (_, k) => k - pad));
    const { const: start, terms } = factor.index[d];
    const counts = terms.map(([variable]) => {
      const axis = cell.out.findIndex(([n]) => n === variable);
      return axis >= 0 ? out[axis] : (part.over.find(([n]) => n === variable)?.[1] ?? 0);
    });
    const walk = (/** @type {number} */ n, /** @type {number} */ at) => {
      if (n === terms.length) left.delete(at);
      else for (let k = 0; k < counts[n]; k++) walk(n + 1, at + k * terms[n][1]);
    };
    walk(0, start);
    return left;
  };
  return { rows: missing(1), columns: missing(2) };
}
