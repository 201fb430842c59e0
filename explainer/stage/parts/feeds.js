/** What cells feed, over the panels that are on show: where pointing at a source leads, and how the selected cell goes on. */
import { fed, readsFrom } from "../arithmetic/feeding.js";
import { strongest } from "../arithmetic/places.js";

const FARTHEST = 6;

/** @typedef {import("../store.js").Place} Place */
/** @typedef {import("../stage.js").Stage} Stage */

/** The maps that read a tensor, those on show first, the played one before all. @param {Stage} stage @param {string} tensor */
function readers({ store: { cells, scene }, panelOf }, tensor) {
  const rank = (/** @type {string} */ name) => (name === scene.play ? 0 : panelOf(name) ? 1 : 2);
  const found = Object.keys(cells).filter((name) => name !== tensor && readsFrom(cells[name], tensor));
  return found.sort((a, b) => rank(a) - rank(b));
}

/**
 * The next cell on show that one feeds. @param {Stage} stage @param {Place} cell
 * @returns {{cell: Place, many: boolean} | null} many: it feeds the same cell of several maps
 */
export function onward(stage, cell) {
  const { cells, read, path } = stage.store;
  let many = false;
  let from = cell;
  for (let k = 0; k < FARTHEST; k++) {
    const [tensor] = readers(stage, from.tensor);
    if (!tensor) return null;
    const near = path[0]?.tensor === tensor ? path[0].at : strongest(read(tensor));
    const to = fed(cells[tensor], read(tensor).shape, from, read, near);
    if (!to) return null;
    many ||= to.many;
    from = { tensor, at: to.at };
    if (stage.panelOf(tensor)) return { cell: from, many };
  }
  return null;
}

/**
 * The cell to select where one points at another: itself, or what it feeds where it is made of nothing.
 * @param {Stage} stage @param {Place} cell @param {import("../panels/registry.js").Panel} panel
 */
export function aimed(stage, cell, panel) {
  if (!panel.forward || (stage.store.cells[cell.tensor] && !panel.field)) return cell;
  return onward(stage, cell)?.cell ?? cell;
}

/** What follows from the selected cell, as far as each has one cell of its own in the next map. @param {Stage} stage @param {Place} cell */
export function following(stage, cell) {
  const found = [];
  for (let next = onward(stage, cell); next && !next.many && found.length < FARTHEST; next = onward(stage, next.cell)) found.push(next.cell);
  return found;
}
