/**
 * When each cell of each map comes to be while one map is played: the played map's cells one after the other, every cell
 * that follows from them as soon as its last source is there.
 */
import { ravel, unravel } from "./declaration.js";
import { openCell } from "./opening.js";
import { stretches, together } from "./time.js";

/**
 * @param {import("./declaration.js").Cells} cells @param {import("./declaration.js").Read} read @param {string} play
 * @param {(position: number) => number} turn at which a cell of the played map comes
 * @returns {Map<string, Float32Array>} for each map from the played one on, the step at which each cell is born
 */
export function births(cells, read, play, turn) {
  const { data } = read(play);
  const born = new Map([[play, Float32Array.from(data, (_, k) => turn(k))]]);
  for (const group of together(cells)) {
    const mine = group.filter((name) => !born.has(name));
    if (!mine.some((name) => cells[name].parts.some((p) => p.of.some((f) => born.has(f.tensor))))) continue;
    for (const name of mine) born.set(name, new Float32Array(read(name).data.length));
    for (const { name, from, to } of stretches(group, cells, read)) {
      const own = /** @type {Float32Array} */ (born.get(name));
      if (mine.includes(name)) for (let k = from; k < to; k++) own[k] = last(openCell(cells[name], unravel(k, read(name).shape), read), born, read);
    }
  }
  return born;
}

/** When the last of what a cell is made of is there. @param {import("./opening.js").Opened} opened @param {Map<string, Float32Array>} born @param {import("./declaration.js").Read} read */
function last({ terms }, born, read) {
  let found = 0;
  for (const { sources } of terms)
    for (const { tensor, at, inside } of sources) {
      const source = born.get(tensor);
      if (source && inside) found = Math.max(found, source[ravel(at, read(tensor).shape)]);
    }
  return found;
}
