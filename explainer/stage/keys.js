/** What the keys do while the stage has the focus. The event stops here, so that the page's own shortcuts stay quiet. */
import { back, deeper } from "./way.js";

/** @param {import("./stage.js").Stage} stage @param {KeyboardEvent} e */
export function pressed(stage, e) {
  const target = /** @type {HTMLElement} */ (e.composedPath()[0]);
  const own = target.tagName === "INPUT" || (target.tagName === "BUTTON" && (e.key === " " || e.key === "Enter"));
  if (own) return e.stopPropagation();
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const action = actions(stage)[e.key];
  if (!action) return;
  e.preventDefault();
  e.stopPropagation();
  action();
}

/** @param {import("./stage.js").Stage} stage @returns {Record<string, () => void>} */
function actions(stage) {
  const last = stage.read(stage.selected.tensor).shape.length - 1;
  const words = stage.panelOf(stage.selected.tensor)?.sideways;
  const [across, down] = words ? [0, last] : [last, Math.max(0, last - 1)];
  return {
    ArrowLeft: () => stage.walk(across, -1),
    ArrowRight: () => stage.walk(across, 1),
    ArrowUp: () => stage.walk(down, -1),
    ArrowDown: () => stage.walk(down, 1),
    PageUp: () => stage.walk(0, -1),
    PageDown: () => stage.walk(0, 1),
    Home: () => stage.player.jump(0),
    End: () => stage.player.jump(stage.player.count - 1),
    " ": () => stage.player.toggle(),
    Enter: () => deeper(stage),
    f: () => stage.editing.flip(stage.selected.tensor, stage.selected.at),
    Backspace: () => back(stage),
    Escape: () => stage.rest(),
  };
}
