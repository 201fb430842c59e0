/**
 * What to ring and join for an opened cell: itself, its sources in every panel that shows them, and the one that won where
 * one wins; lines run from the sources through the kernel, where one is on the stage.
 */
import { openCell } from "../arithmetic/opening.js";
import { REDUCTIONS } from "../arithmetic/reductions.js";
import { following } from "./feeds.js";
import { hidden } from "./secrets.js";

/** @typedef {import("../panels/base.js").Rect} Rect */
/** @typedef {[Rect, Rect, boolean?]} Join */

const FEW = 3;

/** The way from a cell to one that is made of it: by what is drawn between them, if something is. @param {import("../stage.js").Stage} stage @param {string} tensor that of the second @param {Rect} from @param {Rect} to @param {boolean} [single] @returns {Join[]} */
function way({ panels }, tensor, from, to, single) {
  const frame = panels.find((p) => p.frame && p.spec.tensor === tensor)?.frame;
  if (!frame) return [[from, to, single]];
  const level = (/** @type {Rect} */ { y, h }) => (y >= frame.y && y + h <= frame.y + frame.h ? { ...frame, y, h } : frame);
  return [[from, level(from), true], [level(to), to, true]];
}

/** What a cell reads of a tensor. @param {import("../stage.js").Stage} stage @param {import("../store.js").Place} cell @param {string} tensor */
function windowOf({ store, panelOf }, { tensor: map, at }, tensor) {
  const cells = openCell(store.cells[map], at, store.read).terms.flatMap((t) => t.sources.filter((s) => s.tensor === tensor && s.inside));
  return cells.length > 1 ? (panelOf(tensor)?.rects(cells.map((s) => s.at), tensor) ?? []) : [];
}

/**
 * Where a window reads with gaps, each cell that it reads: a ring around all would say that it reads those between, too.
 * @param {import("../stage.js").Stage} stage @param {import("../store.js").Place} selected @param {import("../arithmetic/opening.js").Opened} opened
 * @returns {Rect[]}
 */
export function taps({ panelOf, store }, { tensor }, { terms }) {
  if (!store.cells[tensor]?.parts.some((part) => part.over.length > 1)) return [];
  const read = terms.flatMap((t) => t.sources);
  return [...new Set(read.map((s) => s.tensor))].flatMap((name) => {
    const cells = read.filter((s) => s.tensor === name).map((s) => s.at);
    const [rows, columns] = [-2, -1].map((axis) => new Set(cells.map((at) => at[at.length + axis])));
    return [rows, columns].some(gaps) ? cells.flatMap((at) => panelOf(name)?.rects([at], name) ?? []) : [];
  });
}

/** Whether numbers that are even apart leave some out. @param {Set<number>} found */
const gaps = (found) => Math.max(...found) - Math.min(...found) + 1 > found.size;

/**
 * @param {import("../stage.js").Stage} stage @param {import("../store.js").Place} selected @param {import("../arithmetic/opening.js").Opened} opened
 * @returns {[Rect[], Join[]]}
 */
export function linked(stage, { tensor, at }, opened) {
  /** @type {Map<string, number[][]>} */
  const sources = new Map();
  for (const term of opened.terms)
    for (const source of term.sources) sources.set(source.tensor, [...(sources.get(source.tensor) ?? []), source.at]);
  const own = stage.panelOf(tensor)?.rects([at], tensor)[0];
  const kernel = stage.panels.find((p) => p.between && sources.has(p.spec.tensor))?.rects([[0]], "")[0];
  const rings = stage.panelsOf(tensor).flatMap((p) => p.rects([at], tensor));
  /** @type {Join[]} */
  const joins = [];
  for (const [name, cells] of sources) {
    const panel = stage.panelOf(name);
    if (!panel || panel.between) continue;
    const rects = panel.rects(cells, name);
    rings.push(...stage.panelsOf(name).flatMap((p) => p.rects(cells, name)));
    if (own && !panel.sideways && !stage.store.scene.wired) for (const rect of panel.starts(rects)) joins.push(...way(stage, tensor, rect, kernel ?? own, rects.length > FEW));
    const winner = !hidden(stage.store.scene, tensor) && REDUCTIONS[stage.store.cells[tensor].reduce].winner?.(opened.terms, opened.before);
    if (winner) rings.push(...panel.rects([winner.sources[0].at], name));
  }
  if (kernel && own) joins.push([kernel, own]);
  let from = own;
  const [window] = following(stage, { tensor, at });
  if (window) rings.push(...windowOf(stage, window, tensor));
  for (const next of following(stage, { tensor, at })) {
    const to = stage.panelOf(next.tensor)?.rects([next.at], next.tensor)[0];
    rings.push(...stage.panelsOf(next.tensor).flatMap((p) => p.rects([next.at], next.tensor)));
    if (from && to) joins.push(...way(stage, next.tensor, from, to, true));
    from = to;
  }
  return [rings, joins];
}
