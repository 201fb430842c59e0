/**
 * What the keys do while the stage has the focus, told once: the stage goes by it, and says it to whoever asks (parts/manual.js).
 * The event stops here, so that the page's own shortcuts stay quiet. Tab is left alone.
 *
 * @typedef {object} Key
 * @property {string} called what it is to a reader
 * @property {string} does
 * @property {Record<string, (stage: import("../stage.js").Stage) => void>} [act] by the key as `chord` writes it; none where it is somebody else's
 * @property {(stage: import("../stage.js").Stage) => boolean} [where] whether there is anything for it to do
 */
import { answer, asked, further, mapAt, onto, panelOn, planes, walk } from "./walking.js";

/** @typedef {import("../stage.js").Stage} Stage */

/** @type {Key[]} */
const KEYS = [
  {
    called: "Arrow keys",
    does: "one cell on",
    act: {
      ArrowLeft: (stage) => walk(stage, "across", -1),
      ArrowRight: (stage) => walk(stage, "across", 1),
      ArrowUp: (stage) => walk(stage, "down", -1),
      ArrowDown: (stage) => walk(stage, "down", 1),
    },
  },
  {
    called: "Enter",
    does: "answer with this cell",
    where: asked,
    act: { Enter: answer },
  },
  {
    called: "Page Up, Page Down",
    does: "the map before, the map after",
    where: planes,
    act: { PageUp: (stage) => walk(stage, "map", -1), PageDown: (stage) => walk(stage, "map", 1) },
  },
  {
    called: "N, Shift+N",
    does: "the next panel, the one before",
    act: { n: (stage) => panelOn(stage, 1), "Shift+n": (stage) => panelOn(stage, -1) },
  },
  {
    called: "Enter",
    does: "what feeds the cell most",
    where: (stage) => !asked(stage),
    act: { Enter: ({ way }) => way.deeper() },
  },
  { called: "Shift+Enter", does: "what it feeds", act: { "Shift+Enter": further } },
  { called: "Backspace", does: "back the way you came", act: { Backspace: ({ way }) => way.back() } },
  { called: "O", does: "open the map in place", where: (stage) => !!stage.store.scene.wired && !stage.narrow, act: { o: mapAt } },
  {
    called: "F",
    does: "turn the pixel dark or bright",
    where: ({ panels }) => panels.some((panel) => panel.flips),
    act: { f: ({ editing, store }) => editing.flip(store.selected) },
  },
  { called: "Space", does: "play, pause", act: { " ": ({ player }) => player.toggle() } },
  {
    called: "Home, End",
    does: "the first step, the last",
    act: { Home: ({ player }) => player.jump(0), End: ({ player }) => player.jump(player.count - 1) },
  },
  {
    called: "Ctrl+Z",
    does: "undo a change",
    where: ({ panels }) => panels.some((panel) => panel.edits.length > 0),
  },
  { called: "Esc", does: "close, stop, let go", act: { Escape: rest } },
  { called: "?", does: "show these keys", act: { "?": ({ manual }) => manual.turn() } },
  { called: "Tab", does: "go on through the page" },
];

/** Those that do something here. @param {Stage} stage */
export const keysFor = (stage) => KEYS.filter(({ where }) => where?.(stage) ?? true);

/** Of two letters with Shift or without the small one is meant, whatever Caps Lock says. @param {KeyboardEvent} e */
function chord({ key, shiftKey }) {
  const letter = /^[a-z]$/i.test(key);
  return `${shiftKey && (letter || key === "Enter") ? "Shift+" : ""}${letter ? key.toLowerCase() : key}`;
}

/** @param {Stage} stage @param {KeyboardEvent} e */
export function pressed(stage, e) {
  const target = /** @type {HTMLElement} */ (e.composedPath()[0]);
  const writes = target.tagName === "INPUT" && !onto(e);
  const own = writes || (target.matches("button, a") && (e.key === " " || e.key === "Enter"));
  if (own) return e.stopPropagation();
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const name = chord(e);
  const act = keysFor(stage).find((key) => key.act?.[name])?.act?.[name];
  if (!act) return;
  e.preventDefault();
  e.stopPropagation();
  act(stage);
}

/** Nothing playing, nothing pinned, the whole map on show. @param {Stage} stage */
function rest(stage) {
  const { store, player, manual } = stage;
  if (manual.open) return manual.turn();
  player.pause();
  if (store.opened) return stage.open(null);
  store.finish();
  if (store.pinned) store.hold(false);
}
