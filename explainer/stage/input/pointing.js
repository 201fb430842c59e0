/**
 * Mouse, pen and finger on the panels: pointing previews, a click or a tap pins, or answers what the page asks. A cell that
 * is made of nothing has no arithmetic to open: pointing there selects the cell that it feeds, so that the window moves to
 * where one points.
 *
 * A finger's vertical movement is the page's. On a panel that does not scroll sideways itself, a press or a movement that
 * starts sideways scrubs, in every direction, until it is lifted.
 */
import { cellName } from "../arithmetic/words.js";
import { move } from "./moving.js";
import { unfold } from "./walking.js";

const PRESS_MS = 350;
const SIDEWAYS = 8;

/** @typedef {import("../store.js").Place} Place */

/** @param {import("../stage.js").Stage} stage */
export function point(stage) {
  const { store, board } = stage;
  const under = (/** @type {MouseEvent} */ e) => {
    const box = stage.root.getBoundingClientRect();
    for (const panel of stage.panels) {
      const cell = panel.cellAt(e.clientX - box.left, e.clientY - box.top);
      if (cell) return { cell, panel };
    }
    return null;
  };
  const show = (/** @type {MouseEvent} */ e) => {
    const found = under(e);
    if (!found || found.panel.aside || stage.player.playing || stage.editing.held) return;
    const cell = stage.aim(found.cell, found.panel);
    if (stage.unborn(cell) || cellName(cell) === cellName(store.selected)) return;
    stage.measure(() => store.preview(cell));
  };
  board.addEventListener("pointermove", (e) => {
    if (e.pointerType !== "touch") show(e);
  });
  board.addEventListener("pointerleave", (e) => {
    if (e.pointerType !== "touch") store.unpoint();
  });
  board.addEventListener("dblclick", (e) => {
    const found = under(e);
    if (found) stage.editing.flip(found.cell);
  });
  board.addEventListener("click", (e) => {
    const found = under(e);
    if (!found) return;
    stage.player.pause();
    store.finish();
    if (store.scene.ask === found.cell.tensor) return stage.server.say({ guess: cellName(found.cell) });
    const cell = stage.aim(found.cell, found.panel);
    if (stage.opens(cell, found.panel)) return unfold(stage, cell);
    const again = !!store.pin && cellName(cell) === cellName(store.pin);
    store.select(cell.tensor, cell.at);
    store.hold(!again);
  });
  scrub(stage, under, show);
  move(stage, under);
}

/**
 * @param {import("../stage.js").Stage} stage @param {(e: MouseEvent) => {panel: import("../panels/registry.js").Panel} | null} under
 * @param {(e: MouseEvent) => void} show
 */
function scrub({ board, store }, under, show) {
  /** @type {{x: number, y: number, id: number, timer: number} | null} */
  let start = null;
  let scrubs = false;
  const end = () => {
    if (start) clearTimeout(start.timer);
    start = null;
  };
  const begin = (/** @type {PointerEvent} */ e) => {
    scrubs = true;
    board.setPointerCapture(e.pointerId);
    show(e);
  };
  board.addEventListener("pointerdown", (e) => {
    scrubs = false;
    end();
    const found = under(e);
    if (e.pointerType !== "touch" || !found || found.panel.slides) return;
    start = { x: e.clientX, y: e.clientY, id: e.pointerId, timer: setTimeout(() => begin(e), PRESS_MS) };
  });
  board.addEventListener("pointermove", (e) => {
    if (e.pointerId !== start?.id) return;
    const [dx, dy] = [Math.abs(e.clientX - start.x), Math.abs(e.clientY - start.y)];
    if (scrubs) return show(e);
    if (Math.max(dx, dy) < SIDEWAYS) return;
    if (dx > dy && !under(e)?.panel.scrolls) begin(e);
    else end();
  });
  for (const over of ["pointerup", "pointercancel"]) board.addEventListener(over, end);
  board.addEventListener("touchmove", (e) => scrubs && e.cancelable && e.preventDefault(), { passive: false });
  board.addEventListener("contextmenu", (e) => scrubs && e.preventDefault());
  // What a finger has scrubbed to is left as it was pointed at: the click that follows is no tap.
  board.addEventListener(
    "click",
    (e) => {
      if (!scrubs) return;
      scrubs = false;
      e.stopImmediatePropagation();
    },
    true,
  );
}
