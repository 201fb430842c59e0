/**
 * How what the page asked is told: the panels that were veiled open, what is played is made before one's eyes, in short, and
 * the visitor's guess stands beside it. Where things are not to move it is there at once. What was selected or pinned stays so.
 */
import { hidden } from "./secrets.js";

/** The guess in words, if it is said at this panel: at the last of its tensor. @param {import("../stage.js").Stage} stage @param {import("../panels/base.js").Spec} spec */
export function guessAt({ store, columns }, spec) {
  const { on = "", guess = "" } = store.scene.reveal ?? {};
  const last = columns.flat().filter(({ tensor }) => tensor === on).pop();
  return last === spec ? guess : "";
}

export class Revealing {
  #asked = false;
  /** @type {Set<string>} the tensors that were veiled */
  #veiled = new Set();
  /** @type {import("../store.js").Standing | null} what was selected before it was told */
  #standing = null;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
  }

  /** Another payload comes. */
  before() {
    const { scene } = this.stage.store;
    this.#veiled = new Set(Object.keys(scene.veil ?? {}).filter((tensor) => hidden(scene, tensor)));
  }

  /** It is there. @param {boolean} settled whether what the page asks is answered or skipped @param {boolean} same whether on the same scene as before */
  take(settled, same) {
    const told = this.#asked && settled && same;
    this.#asked = !settled;
    const { store, player, panels, still } = this.stage;
    const { reveal } = store.scene;
    if (!told || !reveal || still.matches) return;
    for (const panel of panels) if (this.#veiled.has(panel.spec.tensor)) open(panel.element);
    if (reveal.plays === false || player.off || player.count < 2 || "go" in this.stage.course) return;
    const { path, chosen, left } = store;
    this.#standing = { path, chosen, left };
    player.play(true);
  }

  /** The player has stopped. @param {boolean} brief as it told what was asked */
  stopped(brief) {
    const { merging, store, caption } = this.stage;
    merging.end();
    if (!brief || !this.#standing) return;
    store.resume(this.#standing);
    this.#standing = null;
    caption.quiet(false);
    this.stage.root.classList.remove("gliding");
    this.stage.follow();
  }
}

/** @param {HTMLElement} element */
function open(element) {
  element.classList.add("opens");
  Promise.allSettled(element.getAnimations({ subtree: true }).map(({ finished }) => finished)).then(() => element.classList.remove("opens"));
}
