/** Mouse, pen and finger on the panels: pointing selects, a click or a tap pins, or answers what the page asks. */
import { cellName } from "../arithmetic/words.js";

/** @param {import("../stage.js").Stage} stage */
export function point(stage) {
  const { store } = stage;
  const under = (/** @type {MouseEvent} */ e) => {
    const box = stage.root.getBoundingClientRect();
    for (const panel of stage.panels) {
      const cell = panel.cellAt(e.clientX - box.left, e.clientY - box.top);
      if (cell) return cell;
    }
    return null;
  };
  const again = (/** @type {import("../store.js").Place} */ cell) => cellName(cell) === cellName(store.selected);
  stage.board.addEventListener("pointermove", (e) => {
    if (stage.player.playing || store.pinned) return;
    const cell = under(e);
    if (!cell || stage.unborn(cell) || again(cell)) return;
    stage.measure(() => store.select(cell.tensor, cell.at));
  });
  stage.board.addEventListener("dblclick", (e) => {
    const cell = under(e);
    if (cell) stage.editing.flip(cell);
  });
  stage.board.addEventListener("click", (e) => {
    const cell = under(e);
    if (!cell) return;
    stage.player.pause();
    store.finish();
    if (store.scene.ask === cell.tensor) return stage.server.say({ guess: cellName(cell) });
    const pinned = !(store.pinned && again(cell));
    store.select(cell.tensor, cell.at);
    store.pin(pinned);
  });
}
