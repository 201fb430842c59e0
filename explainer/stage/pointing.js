/** Mouse, pen and finger on the panels: pointing selects, a click or a tap pins, or answers what the page asks. */
import { cellName } from "./words.js";

/** @param {import("./stage.js").Stage} stage */
export function point(stage) {
  const under = (/** @type {MouseEvent} */ e) => {
    const box = stage.root.getBoundingClientRect();
    for (const panel of stage.panels) {
      const at = panel.cellAt(e.clientX - box.left, e.clientY - box.top);
      const tensor = panel.pointed ?? panel.spec.tensor;
      if (at) return { tensor, at, name: cellName(tensor, at) };
    }
    return null;
  };
  stage.board.addEventListener("pointermove", (e) => {
    if (stage.player.playing || stage.pinned) return;
    const cell = under(e);
    if (!cell || stage.unborn(cell) || cell.name === stage.root.dataset.selected) return;
    stage.measure(() => stage.select(cell.tensor, cell.at));
  });
  stage.board.addEventListener("dblclick", (e) => {
    const cell = under(e);
    if (cell) stage.editing.flip(cell.tensor, cell.at);
  });
  stage.board.addEventListener("click", (e) => {
    const cell = under(e);
    if (!cell) return;
    stage.player.pause();
    stage.born = Infinity;
    if (stage.scene.ask === cell.tensor) return stage.send("guess", cell.name);
    const again = stage.pinned && cell.name === stage.root.dataset.selected;
    stage.select(cell.tensor, cell.at);
    stage.paint();
    stage.setPinned(!again);
  });
}
