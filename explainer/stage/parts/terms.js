/**
 * The terms of a cell as the equation strip lays them out: more than twelve stand in groups (a channel, a kernel row) with
 * what each comes to by itself.
 *
 * @typedef {import("../arithmetic/opening.js").Term} Term
 * @typedef {{label: string, value: number, term?: Term, children: Node[]}} Node
 * @typedef {(tensor: string) => string[] | undefined} Names a tensor's channels' words
 */
import { REDUCTIONS } from "../arithmetic/reductions.js";

const MOST = 12;
const RUNS = 10;

/** @param {import("../arithmetic/declaration.js").Cell} cell @param {Term[]} terms @param {Names} names @returns {Node[]} */
export function tree(cell, terms, names) {
  if (terms.length <= MOST || terms.some((t) => t.raised)) return terms.map(leaf);
  const group = (/** @type {string} */ label, /** @type {Term[]} */ mine, /** @type {Node[]} */ children) => ({
    label,
    value: REDUCTIONS[cell.reduce].group(mine.map((t) => t.value)),
    children,
  });
  return cell.parts.flatMap((part, p) => {
    const mine = terms.filter((t) => t.part === p);
    const nodes = groups(part, mine, 0, names, group);
    return part.label && mine.length > 1 ? [group(part.label, mine, nodes)] : nodes;
  });
}

/**
 * Split by the next range that has several steps, or, where there is none, into even runs.
 * @param {import("../arithmetic/declaration.js").Part} part @param {Term[]} terms @param {number} from @param {Names} names
 * @param {(label: string, mine: Term[], children: Node[]) => Node} group @returns {Node[]}
 */
function groups(part, terms, from, names, group) {
  if (terms.length <= MOST) return terms.map(leaf);
  const level = part.over.findIndex(([, size], r) => r >= from && size > 1 && size <= MOST);
  if (level >= 0) {
    const [, size, word] = part.over[level];
    const called = word === "channel" ? names(part.of[0].tensor) : undefined;
    return Array.from({ length: size }, (_, k) => {
      const mine = terms.filter((t) => t.steps[level] === k);
      return group(called?.[k] ?? `${word} ${k + 1}`, mine, groups(part, mine, level + 1, names, group));
    }).filter((node) => node.children.length);
  }
  const run = Math.ceil(terms.length / RUNS);
  const word = part.over[0][2];
  return Array.from({ length: Math.ceil(terms.length / run) }, (_, k) => {
    const mine = terms.slice(k * run, (k + 1) * run);
    return group(`${word} ${k * run + 1}–${k * run + mine.length}`, mine, groups(part, mine, from, names, group));
  });
}

/** @param {Term} term @returns {Node} */
const leaf = (term) => ({ label: term.label, value: term.value, term, children: [] });
