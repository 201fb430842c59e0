/**
 * The terms of a cell as the equation strip lays them out: more than sixteen stand in groups (a channel, a kernel row, or a
 * run of them) with what each comes to by itself.
 *
 * @typedef {import("../arithmetic/opening.js").Term} Term
 * @typedef {{label: string, value: number, term?: Term, children: Node[], word?: string}} Node what it is called, by a ``word`` that it may share with the others
 * @typedef {(tensor: string) => string[] | undefined} Names a tensor's channels' words
 * @typedef {{steps: number[], words: string[], tensor: string}} Origin where a term stands in its part's ranges, or in the map from which it was only moved here
 * @typedef {(term: Term) => Origin | null} Moved
 * @typedef {(term: Term) => string | undefined} Called the word that a term stands for
 */
import { REDUCTIONS } from "../arithmetic/reductions.js";

const MOST = 16;
const RUNS = 12;
/** So many of the exponentials stand by themselves where there are too many. */
const LARGEST = 6;

/** @param {import("../arithmetic/declaration.js").Cell} cell @param {Term[]} terms @param {Names} names @param {Moved} moved @param {Called} called @returns {Node[]} */
export function tree(cell, terms, names, moved, called) {
  const leaf = (/** @type {Term} */ term) => ({ label: term.label || (called(term) ?? ""), value: term.value, term, children: [] });
  const raised = terms.some((t) => t.raised);
  if (terms.length <= MOST) return terms.map(leaf);
  const group = (/** @type {string} */ label, /** @type {Term[]} */ mine, /** @type {Node[]} */ children) => ({
    label,
    value: REDUCTIONS[cell.reduce].group(mine.map((t) => t.value)),
    children,
  });
  if (raised) return shares(terms, leaf, called, group);
  return cell.parts.flatMap((part, p) => {
    const placed = terms
      .filter((t) => t.part === p)
      .map((term) => ({ term, ...(moved(term) ?? { steps: term.steps, words: part.over.map(([, , word]) => word), tensor: part.of[0].tensor }) }));
    const nodes = groups(placed, names, called, leaf, group);
    return part.label && placed.length > 1 ? [group(part.label, placed.map(({ term }) => term), nodes)] : nodes;
  });
}

/**
 * Split by the first range in which they differ: a group for each of its steps, or for so many of them.
 * @param {({term: Term} & Origin)[]} placed @param {Names} names @param {Called} called @param {(term: Term) => Node} leaf
 * @param {(label: string, mine: Term[], children: Node[]) => Node} group @returns {Node[]}
 */
function groups(placed, names, called, leaf, group) {
  if (placed.length <= MOST) return placed.map(({ term }) => leaf(term));
  const [{ words, tensor }] = placed;
  const level = words.findIndex((_, r) => placed.some(({ steps }) => steps[r] !== placed[0].steps[r]));
  const found = [...new Set(placed.map(({ steps }) => steps[level]))];
  const run = found.length <= MOST ? 1 : Math.ceil(found.length / RUNS);
  const word = words[level];
  const channels = word === "channel" || word === "map" ? names(tensor) : undefined;
  return Array.from({ length: Math.ceil(found.length / run) }, (_, k) => {
    const mine = found.slice(k * run, (k + 1) * run);
    const inside = placed.filter(({ steps }) => mine.includes(steps[level]));
    const [first, last] = [mine[0] + 1, mine[mine.length - 1] + 1];
    const own = inside.length === mine.length ? inside.map(({ term }) => called(term) ?? "") : [];
    const label = (mine.length === 1 && channels?.[mine[0]]) || (own[0] ? ofWords(own) : first === last ? `${word} ${first}` : `${word}s ${first}–${last}`);
    return { ...group(label, inside.map(({ term }) => term), groups(inside, names, called, leaf, group)), word: label.startsWith(`${word}s `) ? `${word}s` : undefined };
  });
}

/**
 * The cell's own exponential and the largest of the others, and what all the rest come to.
 * @param {Term[]} terms @param {(term: Term) => Node} leaf @param {Called} called @param {(label: string, mine: Term[], children: Node[]) => Node} group
 */
function shares(terms, leaf, called, group) {
  const ranked = [...terms].sort((a, b) => Number(!!b.own) - Number(!!a.own) || b.value - a.value);
  const rest = ranked.slice(LARGEST);
  /** @param {Term[]} mine @returns {Node[]} */
  const inside = (mine) => {
    if (mine.length <= MOST) return mine.map(leaf);
    const run = Math.ceil(mine.length / RUNS);
    return Array.from({ length: Math.ceil(mine.length / run) }, (_, k) => {
      const own = mine.slice(k * run, (k + 1) * run);
      return group(ofWords(own.map((term) => called(term) ?? String(term.steps.at(-1)))), own, inside(own));
    });
  };
  return [...ranked.slice(0, LARGEST).map(leaf), group(`${rest.length.toLocaleString("en")} others`, rest, inside(rest))];
}

/** Words that stand beside each other: all of a few, the first and the last of more. @param {string[]} words */
const ofWords = (words) => (words.length > 2 ? [words[0], words[words.length - 1]].join(" … ") : words.join(", "));
