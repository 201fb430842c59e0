/**
 * Maps that depend on themselves one step before, as a recurrent layer's do: which belong together, and how all their
 * steps are filled one after the other.
 */
import { rowsOf } from "./affected.js";
import { reads, sizeOf } from "./declaration.js";
import { filler } from "./filling.js";

/** @typedef {import("./declaration.js").Cells} Cells */
/** @typedef {import("./declaration.js").Read} Read */

/** The maps, each after those it is made of, those of one loop together (Tarjan 1972, strongly connected components). @param {Cells} cells @returns {string[][]} */
export function together(cells) {
  const names = Object.keys(cells);
  const place = new Map(names.map((name, k) => [name, k]));
  const sources = names.map((name) => [...reads(cells[name])].flatMap((source) => place.get(source) ?? []));
  /** @type {number[]} when each was come to, and the earliest on the way that it leads back to */
  const come = [];
  /** @type {number[]} */
  const back = [];
  /** @type {Set<number>} */
  const done = new Set();
  /** @type {number[]} */
  const open = [];
  /** @type {string[][]} */
  const found = [];
  let count = 0;
  for (const start of names.keys()) {
    const way = come[start] === undefined ? [{ k: start, next: 0 }] : [];
    while (way.length) {
      const step = way[way.length - 1];
      const { k } = step;
      if (come[k] === undefined) {
        come[k] = back[k] = count++;
        open.push(k);
      }
      const source = sources[k][step.next++];
      if (source === undefined) {
        way.pop();
        if (way.length) back[way[way.length - 1].k] = Math.min(back[way[way.length - 1].k], back[k]);
        if (back[k] !== come[k]) continue;
        const mine = open.splice(open.lastIndexOf(k)).sort((a, b) => a - b);
        for (const one of mine) done.add(one);
        found.push(mine.map((one) => names[one]));
      } else if (come[source] === undefined) way.push({ k: source, next: 0 });
      else if (!done.has(source)) back[k] = Math.min(back[k], come[source]);
    }
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
 * Stretches of storage in the order in which the cells of a group come to be: a map at once, a loop step by step, in the
 * direction in which it reads itself.
 * @param {string[]} group @param {Cells} cells @param {Read} read @returns {Generator<{name: string, from: number, to: number}>}
 */
export function* stretches(group, cells, read) {
  const [first] = group;
  if (isOpen(group, cells)) {
    yield { name: first, from: 0, to: read(first).data.length };
    return;
  }
  const own = group.flatMap((name) => cells[name].parts.flatMap((part) => part.of)).filter((f) => group.includes(f.tensor));
  const late = own.find(({ index }) => index.some((one) => one.const));
  const axis = late?.index.findIndex((one) => one.const) ?? 0;
  const backwards = (late?.index[axis].const ?? 0) > 0;
  const steps = read(first).shape[axis] ?? 1;
  for (let n = 0; n < steps; n++) {
    const t = backwards ? steps - 1 - n : n;
    for (const name of group) {
      const { shape } = read(name);
      const [outer, row] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
      for (let o = 0; o < outer; o++) yield { name, from: (o * steps + t) * row, to: (o * steps + t + 1) * row };
    }
  }
}

/** Whether a map is made of no cell of its own, so that any part of it can be filled by itself. @param {string[]} group @param {Cells} cells */
export const isOpen = (group, cells) => group.length === 1 && !reads(cells[group[0]]).has(group[0]);

/** Fill the maps of one group, of a single one no more than the cells in a box. @param {string[]} group @param {Cells} cells @param {Read} read @param {import("./field.js").Box} [box] */
export function fill(group, cells, read, box) {
  if (box) {
    const [name] = group;
    const one = filler(cells[name], read(name), read);
    for (const [from, to] of rowsOf(box, read(name).shape)) one(from, to);
    return;
  }
  const fillers = new Map(group.map((name) => [name, filler(cells[name], read(name), read)]));
  for (const { name, from, to } of stretches(group, cells, read)) fillers.get(name)?.(from, to);
}
