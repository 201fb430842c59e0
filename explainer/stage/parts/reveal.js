/**
 * How what the page asked is told: the panels that were veiled open, what is played is made before one's eyes, in short, or what
 * was asked about moves and is back again, and the visitor's guess stands beside it. Where things are not to move it is there at
 * once. What was selected or pinned stays so.
 */
import { make } from "../draw/dom.js";
import { shifted } from "../input/moving.js";
import { hidden } from "./secrets.js";

const STEP_MS = 450;
const STAYS_MS = 1800;
const TOUCHES = /** @type {const} */ (["pointerdown", "keydown"]);

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
  /** @type {{timer: number, labels: HTMLElement[], numbers: import("../store.js").Numbers, standing: import("../store.js").Standing, path: import("../store.js").Place[]} | null} what moves, what says so, and as all was before */
  #moving = null;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    for (const type of TOUCHES) stage.root.addEventListener(type, this.back, true);
  }

  /** Whether numbers change only to tell what was asked. */
  get moves() {
    return !!this.#moving;
  }

  /** Another payload comes. */
  before() {
    this.back();
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
    if (reveal.moves) this.#move(reveal.moves);
    if (reveal.plays === false || player.off || player.count < 2 || "go" in this.stage.course) return;
    const { path, chosen, left } = store;
    this.#standing = { path, chosen, left };
    player.play(true);
  }

  /** Cell by cell as far as was asked about, every layer along with it, and back. @param {import("../payload.js").Moves} to */
  #move({ tensor, down, right, said }) {
    const { store } = this.stage;
    const { data, shape } = store.read(tensor);
    const [rows, columns] = shape.slice(-2);
    const { path, chosen, left } = store;
    const labels = this.stage.panels.filter((panel) => panel.spec.tensor === tensor).map((panel) => {
      const label = make("span", { class: "moving", "data-testid": "moving", translate: "yes" }, said);
      panel.body.append(label);
      return label;
    });
    const moving = (this.#moving = { timer: 0, labels, numbers: store.numbers, standing: { path, chosen, left }, path });
    const steps = Math.max(Math.abs(down), Math.abs(right));
    const go = (/** @type {number} */ step) => {
      const part = (/** @type {number} */ by) => Math.round((by * step) / steps);
      store.change(tensor, shifted(data, rows, columns, { down: part(down), right: part(right) }, true));
      moving.path = store.path;
      moving.timer = setTimeout(() => (step < steps ? go(step + 1) : this.back()), step < steps ? STEP_MS : STAYS_MS);
    };
    moving.timer = setTimeout(() => go(1), STEP_MS);
  }

  /** What moved is back at once; what was pointed at meanwhile stays selected. */
  back = () => {
    const moving = this.#moving;
    if (!moving) return;
    clearTimeout(moving.timer);
    for (const label of moving.labels) label.remove();
    const { store } = this.stage;
    store.restore(moving.numbers, store.path === moving.path ? moving.standing : undefined);
    this.#moving = null;
  };

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
