/**
 * The keys of a piano, by mouse, finger or the computer's own: a note for each press, as long as it is held. What is played stands
 * on the roll at once, and is told when the hands rest.
 *
 * @typedef {object} Own
 * @property {string[]} names
 * @property {number} lowest
 * @property {number[]} steps
 * @property {number} most
 * @property {number} ms
 * @property {boolean} [own]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { keep, make, parts } from "../draw/dom.js";
import { Panel } from "./base.js";
import Roll from "./roll.js";

const BLACK = [1, 3, 6, 8, 10];
/** The computer's keys, by where they lie: two rows of a piano, from C4 and from C5. */
const LOWER = ["KeyZ", "KeyS", "KeyX", "KeyD", "KeyC", "KeyV", "KeyG", "KeyB", "KeyH", "KeyN", "KeyJ", "KeyM"];
const UPPER = ["KeyQ", "Digit2", "KeyW", "Digit3", "KeyE", "KeyR", "Digit5", "KeyT", "Digit6", "KeyY", "Digit7", "KeyU"];
const C4 = 60;
const OCTAVE = 12;
const RESTS_MS = 1100;
const LONGEST = 8;

/** @extends {Panel<Spec>} */
export default class Keys extends Panel {
  flat = true;
  broad = true;
  leads = false;
  /** @type {number[] | null} what was played and is not known yet */
  #played = null;
  /** @type {Map<string, () => void>} what is held down, by what holds it */
  #held = new Map();
  #rests = 0;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.keys = make("div", { class: "piano", role: "group", "data-testid": "piano", translate: "no" });
    this.anew = make("button", { type: "button", class: "quiet", translate: "yes" }, "Begin anew");
    this.anew.onclick = () => this.#begin();
    this.body.append(this.keys);
    this.element.replaceChildren(this.body, make("div", { class: "piano-side" }, this.note, this.anew));
    this.keys.addEventListener("keydown", (e) => this.#pressed(e));
    this.keys.addEventListener("keyup", (e) => this.#release(e.code));
    this.keys.addEventListener("focusout", () => this.#held.forEach((_, by) => this.#release(by)));
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.keys.setAttribute("aria-label", `${spec.title}. ${spec.note} Arrow keys go from key to key, Backspace takes the last note back.`);
    keep(this.keys, spec.names.length - 1, () => this.#key()).forEach((key, symbol) => {
      const pitch = spec.lowest + symbol;
      const code = this.#code(pitch);
      key.className = BLACK.includes(pitch % OCTAVE) ? "black" : "white";
      key.classList.toggle("low", pitch < C4);
      key.dataset.symbol = String(symbol);
      key.setAttribute("aria-label", spec.names[symbol]);
      const [letter] = parts(key);
      letter.textContent = code.replace(/^(Key|Digit)/, "");
      key.tabIndex = pitch === C4 ? 0 : -1;
    });
    if (!this.#held.size && !this.#rests) this.#played = null;
    if (this.roll?.sketch || this.#played) this.roll?.draw(this.#played);
  }

  /** @returns {Roll | undefined} */
  get roll() {
    return /** @type {Roll | undefined} */ (this.stage.panels.find((panel) => panel instanceof Roll));
  }

  /** @param {number} pitch */
  #code(pitch) {
    return [...LOWER, ...UPPER][pitch - C4] ?? "";
  }

  #key() {
    const key = make("button", { type: "button" }, make("span", { "aria-hidden": "true" }));
    const symbol = () => Number(key.dataset.symbol);
    key.addEventListener("pointerdown", (e) => {
      if (e.button) return;
      e.preventDefault();
      key.focus({ preventScroll: true });
      key.setPointerCapture(e.pointerId);
      this.#press(`pointer ${e.pointerId}`, symbol());
    });
    for (const event of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) key.addEventListener(event, (e) => this.#release(`pointer ${e.pointerId}`));
    return key;
  }

  /** @param {KeyboardEvent} e */
  #pressed(e) {
    if (e.metaKey || e.altKey || e.ctrlKey) return;
    const key = /** @type {HTMLElement} */ (e.target);
    const on = [...LOWER, ...UPPER].indexOf(e.code);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (step) this.#walk(key, step);
    else if (e.key === "Backspace") this.#takeBack();
    else if (e.key === "Enter" || e.key === " ") e.repeat || this.#press(e.code, Number(key.dataset.symbol));
    else if (on >= 0) e.repeat || this.#press(e.code, on + C4 - this.spec.lowest);
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  /** @param {HTMLElement} from @param {number} by */
  #walk(from, by) {
    const all = parts(this.keys);
    const to = all[all.indexOf(from) + by];
    if (!to) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }

  /** What was played so far: what is known of the visitor's, or nothing. */
  get #sofar() {
    return this.#played ?? (this.spec.own ? [...this.spec.steps] : []);
  }

  /** A key goes down; as long as it is down, its note grows. @param {string} by @param {number} symbol */
  #press(by, symbol) {
    if (this.#held.has(by)) return;
    this.stage.player.pause();
    clearTimeout(this.#rests);
    this.#rests = 0;
    const silent = this.roll?.voice === "off" ? () => {} : this.roll?.sounds.hold(this.spec.lowest + symbol);
    const steps = (this.#played = this.#sofar);
    const room = steps.length < this.spec.most;
    if (room) steps.push(symbol);
    let long = 1;
    const grows = setInterval(() => {
      if (!room || ++long > LONGEST || steps.length >= this.spec.most || steps !== this.#played || steps.at(-long + 1) !== symbol) return;
      steps.push(this.spec.names.length - 1);
      this.roll?.draw(steps);
    }, this.spec.ms);
    const key = parts(this.keys)[symbol];
    key?.classList.add("down");
    this.#held.set(by, () => {
      clearInterval(grows);
      silent?.();
      key?.classList.remove("down");
    });
    this.stage.measure(() => this.roll?.draw(steps));
  }

  /** @param {string} by */
  #release(by) {
    this.#held.get(by)?.();
    if (!this.#held.delete(by) || this.#held.size) return;
    this.#soon();
  }

  #soon() {
    clearTimeout(this.#rests);
    this.#rests = window.setTimeout(() => this.#tell(), RESTS_MS);
  }

  #tell() {
    this.#rests = 0;
    if (this.#played) this.stage.server.say({ played: this.#played });
  }

  #takeBack() {
    const steps = this.#sofar;
    while (steps.pop() === this.spec.names.length - 1);
    this.#played = steps;
    this.roll?.draw(steps);
    this.#soon();
  }

  #begin() {
    this.#played = [];
    this.roll?.draw([]);
    this.#tell();
    parts(this.keys).find((key) => key.tabIndex === 0)?.focus({ preventScroll: true });
  }

  get stops() {
    return [];
  }

  get control() {
    return parts(this.keys).find((key) => key.tabIndex === 0) ?? null;
  }

  stop() {
    clearTimeout(this.#rests);
    for (const end of this.#held.values()) end();
    this.#held.clear();
  }
}
