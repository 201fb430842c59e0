/**
 * Maps that depend on themselves one step before, as a recurrent layer's do: which belong together, and how all their
 * steps are filled one after the other.
 */
import { reads } from "./declaration.js";
import { filler } from "./filling.js";

/** @typedef {import("./declaration.js").Cells} Cells */

/** The maps in their order, those of one loop together. @param {Cells} cells @returns {string[][]} */
export function together(cells) {
  const names = Object.keys(cells);
  const far = new Map(names.map((name) => [name, behind(cells, name)]));
  const loop = (/** @type {string} */ a, /** @type {string} */ b) => !!far.get(a)?.has(b) && !!far.get(b)?.has(a);
  const done = new Set();
  return names.flatMap((name) => {
    if (done.has(name)) return [];
    const group = names.filter((other) => other === name || loop(name, other));
    for (const one of group) done.add(one);
    return [group];
  });
}

/** Every map that one is made of, through however many others. @param {Cells} cells @param {string} name */
function behind(cells, name) {
  const found = new Set();
  const open = [name];
  for (let now = open.pop(); now !== undefined; now = open.pop())
    for (const source of reads(cells[now]))
      if (cells[source] && !found.has(source)) {
        found.add(source);
        open.push(source);
      }
  return found;
}

/** The maps that a cell reads at another step than its own, through whatever it is made of at its own. @param {Cells} cells @param {string} name @returns {Set<string>} */
export function handed(cells, name) {
  const found = new Set();
  const seen = new Set([name]);
  for (const own of seen)
    for (const { of } of cells[own]?.parts ?? [])
      for (const { tensor, index } of of) {
        if (index[0]?.const && cells[tensor]) found.add(tensor);
        else seen.add(tensor);
      }
  return found;
}

/**
 * Fill the maps of one group; a loop step by step, in the direction in which it reads itself.
 * @param {string[]} group @param {Cells} cells @param {import("./declaration.js").Read} read
 */
export function fill(group, cells, read) {
  const fillers = group.map((name) => filler(cells[name], read(name), read));
  const [first] = group;
  if (group.length === 1 && !reads(cells[first]).has(first)) return fillers[0](0, read(first).data.length);
  const factors = group.flatMap((name) => cells[name].parts.flatMap((part) => part.of));
  const backwards = factors.some((f) => group.includes(f.tensor) && f.index[0].const > 0);
  const { shape, data } = read(first);
  const row = data.length / shape[0];
  for (let n = 0; n < shape[0]; n++) {
    const t = backwards ? shape[0] - 1 - n : n;
    for (const fillOne of fillers) fillOne(t * row, (t + 1) * row);
  }
}
