/**
 * Going about the stage with the keys: from cell to cell, from panel to panel, to what feeds a cell and to what it feeds. A
 * panel that has no cells to walk on has a number, a pad or a line to change: that takes the focus.
 */
import { ravel, unravel } from "../arithmetic/declaration.js";
import { best } from "../arithmetic/extremes.js";
import { openCell } from "../arithmetic/opening.js";
import { cellName } from "../arithmetic/words.js";
import { onward } from "../parts/feeds.js";
import { summed } from "../parts/opened.js";
import { hidden } from "../parts/secrets.js";

/** @typedef {import("../stage.js").Stage} Stage */
/** @typedef {import("../store.js").Place} Place */
/** @typedef {import("../panels/registry.js").Panel} Panel */
/** @typedef {{panel: Panel, tensor: string, control: HTMLElement | SVGElement | null}} Stop where the keys come to: cells, or a control */

const WITH_MAPS = 3;

/** Whether the page asks for a cell. @param {Stage} stage */
export const asked = ({ store: { scene } }) => !!scene.ask;

/** Whether there are maps beside each other. @param {Stage} stage */
export const planes = ({ panels, store }) =>
  panels.some(({ spec }) => {
    const { length, [length - WITH_MAPS]: maps } = store.read(spec.tensor).shape;
    return maps > 1;
  });

/** A key for another panel, from a number as long as nothing is typed there. @param {KeyboardEvent} e */
export const onto = (e) => e.key.toLowerCase() === "n" && !/** @type {HTMLElement} */ (e.composedPath()[0]).matches(".typing");

/** One cell on. Where the page asks for a cell elsewhere, to there. @param {Stage} stage @param {"across" | "down" | "map"} way @param {number} by */
export function walk(stage, way, by) {
  const { store, player, panelOf } = stage;
  const { ask } = store.scene;
  const from = store.selected;
  player.pause();
  if (ask && from.tensor !== ask) return to(stage, { tensor: ask, at: nearest(stage, panelOf(ask), ask) });
  const last = from.at.length - 1;
  const panel = panelOf(from.tensor);
  const [across, down] = panel?.sideways ? [0, last] : [last, Math.max(0, last - 1)];
  const d = { across, down, map: Math.max(0, from.at.length - WITH_MAPS) }[way];
  const towards = way === "across" && panel?.leftwards ? -by : by;
  const at = panel?.beside(from, d, towards) ?? from.at;
  to(stage, { tensor: from.tensor, at }, store.path.length > 1);
}

/** @param {Stage} stage @param {Place} cell @param {boolean} [within] on the way back: only its end moves */
function to({ store, measure, pinSoon }, { tensor, at }, within = false) {
  measure(() => store.select(tensor, at, within));
  pinSoon();
}

/** The cell that the page asks for is this one. @param {Stage} stage */
export function answer({ store, server }) {
  if (store.selected.tensor === store.scene.ask) server.say({ guess: cellName(store.selected) });
}

/** The map of the selected cell, opened in place. @param {Stage} stage */
export function mapAt(stage) {
  const { selected } = stage.store;
  const panel = stage.panelOf(selected.tensor);
  if (panel && stage.opens(selected, panel)) unfold(stage, selected);
}

/** A cell's map opened in place, the cell pinned in it. @param {Stage} stage @param {Place} cell */
export function unfold(stage, cell) {
  stage.store.select(cell.tensor, cell.at);
  stage.store.hold(true);
  stage.open(cell);
}

/** What the selected cell feeds, which may be where one came from. @param {Stage} stage */
export function further(stage) {
  const { store, way } = stage;
  const found = onward(stage, store.selected);
  if (!found || hidden(store.scene, found.cell.tensor)) return;
  const cell = found.many ? most(stage, store.selected, found.cell) : found.cell;
  const before = store.path[store.path.length - 2];
  if (before && before.tensor === cell.tensor) return way.back();
  to(stage, cell);
}

/** Of the maps or units that a cell feeds alike, the one to which it adds most. @param {Stage} stage @param {Place} from @param {Place} fed @returns {Place} */
function most({ store: { cells, read }, way }, from, { tensor, at }) {
  const { shape } = read(tensor);
  const free = at.length === 2 ? 1 : 0;
  const name = cellName(from);
  const all = Array.from({ length: shape[free] }, (_, k) => at.map((own, d) => (d === free ? k : own)));
  const shares = all.map((one) =>
    openCell(cells[tensor], one, read).terms.reduce((sum, { value, sources }) => (sources.some((s) => cellName(way.origin(s)) === name) ? sum + Math.abs(value) : sum), 0),
  );
  return { tensor, at: all[best(shares)] };
}

/** On to another panel: to its cell nearest to the selection, or to what is changed there. @param {Stage} stage @param {number} by */
export function panelOn(stage, by) {
  const { store, root, player } = stage;
  const stops = stopsOf(stage);
  const focused = /** @type {ShadowRoot} */ (root.getRootNode()).activeElement;
  const here = stops.findIndex(({ panel, control }) => !!control && panel.element.contains(focused));
  const shown = [store.selected, store.path[0]].map(({ tensor }) => stops.findIndex((stop) => stop.tensor === tensor)).find((k) => k >= 0);
  const at = here >= 0 ? here : (shown ?? (by > 0 ? -1 : 0));
  const stop = stops[(at + by + stops.length) % stops.length];
  if (!stop) return;
  player.pause();
  if (stop.control) {
    stop.control.focus();
    if (stop.control instanceof HTMLInputElement) stop.control.select();
  } else {
    root.focus({ preventScroll: true });
    to(stage, { tensor: stop.tensor, at: nearest(stage, stop.panel, stop.tensor) });
  }
  stop.panel.element.scrollIntoView({ block: "nearest" });
}

/** One for each tensor whose cells are on show, and for each panel with something to change, as they stand. @param {Stage} stage @returns {Stop[]} */
function stopsOf(stage) {
  const { panels, store } = stage;
  /** @type {Set<string>} */
  const known = new Set();
  return panels.flatMap((panel) => {
    if (panel.aside) return [];
    if (panel.control) return panel.absent ? [] : [{ panel, tensor: "", control: /** @type {Stop["control"]} */ (panel.control) }];
    return panel.stops.flatMap((/** @type {string} */ tensor) => {
      const cell = { tensor, at: store.read(tensor).shape.map(() => 0) };
      if (known.has(tensor) || hidden(store.scene, tensor) || summed(stage, cell)) return [];
      known.add(tensor);
      return [{ panel, tensor, control: null }];
    });
  });
}

/** Of the cells on show in a panel the one in the same place as the selected one, else the strongest. @param {Stage} stage @param {Panel | undefined} panel @param {string} tensor */
function nearest({ store: { selected, read } }, panel, tensor) {
  const { shape, data } = read(tensor);
  const was = read(selected.tensor).shape;
  const shown = (/** @type {number[]} */ at) => !panel || panel.absent || panel.rects([at], tensor).length > 0;
  if (shape.length < WITH_MAPS && was.length < WITH_MAPS && shape[0] === was[0]) {
    const at = shape.map((n, d) => Math.min(n - 1, selected.at[d] ?? 0));
    if (panel?.sideways || shown(at)) return at;
  }
  const size = (/** @type {number[]} */ at) => Math.abs(data[ravel(at, shape)]);
  const strongest = (/** @type {number[][]} */ all) => all.sort((a, b) => size(b) - size(a)).find(shown);
  if (shape.length >= WITH_MAPS && was.length >= WITH_MAPS) {
    const place = [2, 1].map((d) => Math.floor(((selected.at[was.length - d] + 0.5) * shape[shape.length - d]) / was[was.length - d]));
    const outer = shape.slice(0, -2);
    const same = String(outer) === String(was.slice(0, -2)) ? [...selected.at.slice(0, -2), ...place] : null;
    if (same && shown(same)) return same;
    const found = strongest(Array.from({ length: outer.reduce((a, b) => a * b, 1) }, (_, k) => [...unravel(k, outer), ...place]));
    if (found) return found;
  }
  return strongest(Array.from(data, (_, k) => unravel(k, shape))) ?? shape.map(() => 0);
}
