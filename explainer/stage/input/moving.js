/**
 * A picture that is taken hold of is moved, up, down or to a side: every map follows, and what comes in behind it is its edge
 * once more. A smaller picture on a sheet goes wherever there is room for it. Let go of, it is an edit like any other. A finger
 * begins sideways; up and down are the page's.
 *
 * @typedef {{down: number, right: number}} Move
 * @typedef {{data: Float32Array, base: Float32Array, move: Move}} Known the numbers of a moved picture, and what was moved
 * @typedef {import("../panels/map.js").default} Maps
 */
import { dragging } from "./dragging.js";
import { UNTOUCHED } from "./undo.js";

const SIDEWAYS = 8;

/** A picture (C, H, W) moved by so many cells: behind it comes its edge once more, or black. @param {Float32Array} base @param {number} rows @param {number} columns @param {Move} move @param {boolean} [black] */
export function shifted(base, rows, columns, { down, right }, black = false) {
  const within = (/** @type {number} */ k, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, k));
  return base.map((_, k) => {
    const place = Math.floor(k / columns);
    const channel = Math.floor(place / rows);
    const [row, column] = [(place % rows) - down, (k % columns) - right];
    const inside = row === within(row, rows) && column === within(column, columns);
    return black && !inside ? 0 : base[(channel * rows + within(row, rows)) * columns + within(column, columns)];
  });
}

/** The nearest move along one line. @param {number} down @param {number} right @param {number} reach @returns {Move} */
function straight(down, right, reach) {
  const within = (/** @type {number} */ v) => Math.max(-reach, Math.min(reach, Math.round(v))) || 0;
  return Math.abs(right) >= Math.abs(down) ? { down: 0, right: within(right) } : { down: within(down), right: 0 };
}

/** The nearest move that leaves a picture on its sheet. @param {number} down @param {number} right @param {[number, number][]} room from and to, down and right @returns {Move} */
function roaming(down, right, room) {
  const [v, h] = [down, right].map((far, d) => Math.max(room[d][0], Math.min(room[d][1], Math.round(far))) || 0);
  return { down: v, right: h };
}

/** @param {import("../stage.js").Stage} stage @param {(e: MouseEvent) => {panel: import("../panels/registry.js").Panel} | null} under */
export function move(stage, under) {
  const { board, editing, store } = stage;
  /** @type {{id: number, x: number, y: number, panel: Maps, known: Known} | null} */
  let start = null;
  /** @type {Known | null} where it was left, which the server may not know yet */
  let left = null;
  let moves = false;

  const known = (/** @type {Maps} */ panel) => {
    const { data } = panel.tensor;
    if (left?.data === data) return left;
    const [down, right] = panel.spec.slides ?? [0, 0];
    return { data, base: store.read(UNTOUCHED + panel.spec.tensor)?.data ?? data, move: { down, right } };
  };
  const end = () => {
    if (start && moves) {
      start.panel.element.classList.remove("held");
      editing.release();
    }
    start = null;
  };

  board.addEventListener("pointerdown", (e) => {
    moves = false;
    const panel = /** @type {Maps | undefined} */ (under(e)?.panel);
    if (!panel?.slides || e.button !== 0 || stage.player.playing) return;
    start = { id: e.pointerId, x: e.clientX, y: e.clientY, panel, known: known(panel) };
  });
  board.addEventListener("pointermove", (e) => {
    if (e.pointerId !== start?.id) return;
    const { x, y, panel } = start;
    const [dx, dy] = [e.clientX - x, e.clientY - y];
    if (!moves) {
      if (e.pointerType === "touch" && Math.max(Math.abs(dx), Math.abs(dy)) >= SIDEWAYS && Math.abs(dy) > Math.abs(dx)) return end();
      if (Math.hypot(dx, dy) < panel.cell.w / 2) return;
      moves = true;
      board.setPointerCapture(e.pointerId);
      panel.element.classList.add("held");
      editing.hold();
    }
    const { base, move: from } = start.known;
    const { room, reach = 0 } = panel.spec;
    const [down, right] = [from.down + dy / panel.cell.h, from.right + dx / panel.cell.w];
    const to = room ? roaming(down, right, room) : straight(down, right, reach);
    if (left?.base === base && left.data === panel.tensor.data && left.move.down === to.down && left.move.right === to.right) return;
    const data = shifted(base, panel.rows, panel.columns, to);
    left = { data, base, move: to };
    editing.change(panel.spec.tensor, data);
  });
  for (const over of ["pointerup", "pointercancel"]) board.addEventListener(over, end);
  dragging(board, () => moves, () => (moves = false));
}
