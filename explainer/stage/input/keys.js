/** What the keys do while the stage has the focus. The event stops here, so that the page's own shortcuts stay quiet. */

/** @param {import("../stage.js").Stage} stage @param {KeyboardEvent} e */
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

/** @param {import("../stage.js").Stage} stage @returns {Record<string, () => void>} */
function actions(stage) {
  const { store, player, way } = stage;
  const last = store.read(store.selected.tensor).shape.length - 1;
  const panel = stage.panelOf(store.selected.tensor);
  const right = panel?.leftwards ? -1 : 1;
  const [across, down] = panel?.sideways ? [0, last] : [last, Math.max(0, last - 1)];
  return {
    ArrowLeft: () => walk(stage, across, -right),
    ArrowRight: () => walk(stage, across, right),
    ArrowUp: () => walk(stage, down, -1),
    ArrowDown: () => walk(stage, down, 1),
    PageUp: () => walk(stage, 0, -1),
    PageDown: () => walk(stage, 0, 1),
    Home: () => player.jump(0),
    End: () => player.jump(player.count - 1),
    " ": () => player.toggle(),
    Enter: () => way.deeper(),
    f: () => stage.editing.flip(store.selected),
    Backspace: () => way.back(),
    Escape: () => rest(stage),
  };
}

/** One cell on along a dimension. @param {import("../stage.js").Stage} stage @param {number} d @param {number} by */
function walk({ store, player, measure, pinSoon }, d, by) {
  const { tensor, at } = store.selected;
  const to = at.slice();
  to[d] = Math.max(0, Math.min(store.read(tensor).shape[d] - 1, to[d] + by));
  player.pause();
  measure(() => store.select(tensor, to, store.path.length > 1));
  pinSoon();
}

/** Nothing playing, nothing pinned, the whole map on show. @param {import("../stage.js").Stage} stage */
function rest(stage) {
  const { store, player } = stage;
  player.pause();
  if (store.opened) return stage.open(null);
  store.finish();
  if (store.pinned) store.hold(false);
}
