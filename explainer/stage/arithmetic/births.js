/**
 * When each cell of each map comes to be while one map is played: the played map's cells one after the other, every cell
 * that follows from them as soon as its last source is there.
 */
import { ravel, unravel } from "./declaration.js";
import { openCell } from "./opening.js";

/**
 * @param {import("./declaration.js").Cells} cells @param {import("./declaration.js").Read} read @param {string} play
 * @param {(position: number) => number} turn at which a cell of the played map comes
 * @returns {Map<string, Float32Array>} for each map from the played one on, the step at which each cell is born
 */
export function births(cells, read, play, turn) {
  const { data } = read(play);
  const born = new Map([[play, Float32Array.from(data, (_, k) => turn(k))]]);
  for (const [name, cell] of Object.entries(cells)) {
    const sources = cell.parts.some((p) => p.of.some((f) => born.has(f.tensor)));
    if (!sources || born.has(name)) continue;
    const out = read(name);
    born.set(
      name,
      Float32Array.from(out.data, (_, k) => {
        let last = 0;
        for (const term of openCell(cell, unravel(k, out.shape), read).terms)
          for (const { tensor, at, inside } of term.sources) {
            const source = born.get(tensor);
            if (source && inside) last = Math.max(last, source[ravel(at, read(tensor).shape)]);
          }
        return last;
      }),
    );
  }
  return born;
}
