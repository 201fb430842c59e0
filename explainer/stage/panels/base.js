/**
 * What every kind of panel can be asked, and what it answers unless the kind knows better.
 *
 * @typedef {object} Spec explainer/views/panels's Panel
 * @property {string} kind
 * @property {string} tensor
 * @property {string} title
 * @property {string} [note]
 * @property {number} [grow]
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Rect on the stage, in pixels
 * @typedef {import("../arithmetic/declaration.js").Place} Place
 * @typedef {import("../arithmetic/declaration.js").Read} Read
 * @typedef {import("../arithmetic/declaration.js").Cells} Cells
 * @typedef {{scale: import("../draw/colours.js").ScaleName, limit: number}} Shading limit: the value of full colour
 * @typedef {import("./moment.js").How} How
 */
import { limitOf } from "../draw/colours.js";
import { make, say } from "../draw/dom.js";
import { guessAt } from "../parts/reveal.js";
import { uncounted } from "../parts/secrets.js";

const NOTE = 26;

/** How shares are coloured. @type {Shading} */
export const SHARE = { scale: "probability", limit: 1 };

/** How a tensor's numbers are coloured that no panel shows otherwise: shares in one hue, whatever made them. @param {{cells: Cells, read: Read}} store @param {string} tensor @returns {Shading} */
export const shadingOf = ({ cells, read }, tensor) =>
  cells[tensor]?.share ? SHARE : { scale: "signed", limit: limitOf(read(tensor).data) };

/** Letters of a title beside which a phone has no room for a size. */
const LONG = 12;

/** @template {Spec} S */
export class Panel {
  /** As tall as its content, whatever is left. */
  flat = false;
  /** What its colours mean, in a line of its own where there is little room. @type {HTMLElement | undefined} */
  legend = undefined;
  /** It needs all of a narrow screen's width. */
  broad = false;
  /** As wide as its content; the others share what is left. */
  narrow = false;
  /** The first coordinate runs across, not down. */
  sideways = false;
  /** The lines from the sources to the selected cell run through it. */
  between = false;
  /** The way back leads into its cells. */
  leads = true;
  /** Pointing at a cell of it that is made of nothing means what the cell feeds. */
  forward = false;
  /** Pointing at it always means that. */
  field = false;
  /** What it shows stands aside: pointing at it selects nothing. */
  aside = false;
  /** It is never dimmed: what the visitor brought stays plain. */
  keeps = false;
  /** It scrolls sideways under a finger. */
  scrolls = false;
  unit = 1;
  stacked = false;
  /** It is not on show at the moment. */
  absent = false;
  /** Which share of the stage's width it was given. */
  portion = 0;
  width = 0;
  height = 0;
  origin = { x: 0, y: 0 };

  /** @param {S} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    this.spec = spec;
    this.stage = stage;
    this.read = stage.store.read;
    this.title = make("b");
    this.size = make("span", { class: "size", translate: "yes" });
    this.hint = make("span", { class: "hint", translate: "yes" });
    this.was = make("button", { type: "button", class: "quiet was", translate: "yes", hidden: "" }, "As it was");
    this.was.onclick = () => stage.editing.replace(this.before);
    this.header = make("header", {}, make("span", {}, this.title, " ", this.size, this.hint, this.was));
    this.body = make("div", { class: "body" });
    this.note = make("p", { class: "note", translate: "yes" });
    this.guess = make("span", { class: "guess", "data-testid": "guess", translate: "yes", hidden: "" });
    this.element = make("section", { class: `panel ${spec.kind}-panel`, "data-testid": "panel" }, this.header, this.body, this.note, this.guess);
  }

  /** Where this differs the panel is another one and built anew. @param {Spec} spec */
  static key(spec) {
    return `${spec.kind} ${spec.tensor}`;
  }

  /** Take the numbers as they are now. @param {S} spec @param {Cells} cells */
  update(spec, cells) {
    this.spec = spec;
    say(this.title, spec.title);
    this.element.classList.toggle("long-titled", spec.title.length > LONG);
    this.title.translate = spec.title !== spec.tensor;
    this.annotate(spec.note ?? "");
    const guess = guessAt(this.stage, spec);
    say(this.guess, guess);
    this.guess.hidden = !guess;
    this.was.setAttribute("aria-label", `As it was: ${spec.title}`);
    this.offer();
    this.element.setAttribute("aria-label", spec.title);
  }

  /** @param {string} text */
  annotate(text) {
    say(this.note, text);
    this.note.hidden = !text;
  }

  /** It stands for its tensor, which tests and links can rely on. */
  stand() {
    this.element.dataset.tensor = this.spec.tensor;
    if (this.counted) this.element.dataset.shape = this.read(this.spec.tensor).shape.join(",");
    else delete this.element.dataset.shape;
  }

  /** Whether it may be said how large it is. */
  get counted() {
    return !uncounted(this.stage.store.scene, this.spec.tensor);
  }

  /** The height that what stands below its body takes, in units. @returns {number} */
  get below() {
    return (this.spec.note ? NOTE : 0) + this.marked;
  }

  /** The part of it that the visitor’s guess takes. @returns {number} */
  get marked() {
    return this.guess.hidden ? 0 : NOTE;
  }

  /** @param {number} unit @param {boolean} stacked one below the other, on a narrow screen */
  fit(unit, stacked) {
    this.unit = unit;
    this.stacked = stacked;
  }

  /** What is wider than its place can be scrolled with a finger and with the keys. @param {boolean} on @param {string} called */
  scrolling(on, called) {
    this.scrolls = on;
    this.element.classList.toggle("scrolls", on);
    for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": called }))
      if (on) this.body.setAttribute(name, value);
      else this.body.removeAttribute(name);
  }

  /** Its words are read from right to left. */
  get leftwards() {
    return false;
  }

  /** Take a size; a flat panel takes its own height. @param {number} width @param {number} height */
  layout(width, height) {
    this.width = width;
    this.element.style.width = `${width}px`;
  }

  /** Find its place on the stage. @param {DOMRect} stage */
  anchor(stage) {}

  /** What of the moment its picture depends on; where this stays the same it is not painted again for a selection. @param {How} how @returns {string | number | undefined} */
  look(how) {
    return undefined;
  }

  /** @param {How} how */
  paint(how) {}

  /** Its cells show what they add to the selected one, the most being so much; null where they show themselves. @param {number | null} most */
  added(most) {}

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor;
  }

  /** The words of its tensor's channels. @returns {string[] | undefined} */
  get names() {
    return undefined;
  }

  /** How a tensor's numbers are coloured. @param {number} channel @param {string} tensor @returns {Shading} */
  shading(channel, tensor) {
    return shadingOf(this.stage.store, tensor);
  }

  /** The cell at a point of the stage. @param {number} x @param {number} y @returns {Place | null} */
  cellAt(x, y) {
    return null;
  }

  /** Rectangles on the stage around cells of a tensor that it shows. @param {number[][]} cells @param {string} tensor @returns {Rect[]} */
  rects(cells, tensor) {
    return [];
  }

  /** All of one channel. @param {string} tensor @param {number} channel @returns {Rect | undefined} */
  whole(tensor, channel) {
    return undefined;
  }

  /** Of what stands between its tensor and what that is made of, and draws the way from one to the other: what lines lead to.
   * @returns {Rect | undefined} */
  get frame() {
    return undefined;
  }

  /** Those of them from which lines start. @param {Rect[]} rects */
  starts(rects) {
    return rects;
  }

  /** What the selected cell can see of its tensor, outlined. @param {Place} selected @returns {Rect[]} */
  sees(selected) {
    return [];
  }

  /** The tensors whose numbers are changed here. @returns {string[]} */
  get edits() {
    return [];
  }

  /** What was edited here, as it was before anybody touched it. */
  get before() {
    return this.stage.editing.undo.untouched(this.edits);
  }

  /** Whether what is edited here is not as it was. */
  get touched() {
    return this.before.size > 0;
  }

  /** The way back stands where it is said what can be done, as long as there is one. */
  offer() {
    this.was.hidden = !this.touched;
    this.hint.hidden = !this.was.hidden;
  }

  /** The tensors whose cells the keys come to here, one after the other. */
  get stops() {
    return [this.spec.tensor];
  }

  /** What takes the focus instead, where there are no cells to walk on. @returns {HTMLElement | SVGElement | null} */
  get control() {
    return null;
  }

  /** The cell beside one, so many on along a dimension. @param {Place} cell @param {number} d @param {number} by */
  beside({ tensor, at }, d, by) {
    const size = this.read(tensor).shape[d];
    return at.map((k, n) => (n === d ? Math.max(0, Math.min(size - 1, k + by)) : k));
  }

  /** Whether a cell can be turned from dark to bright. */
  get flips() {
    return false;
  }

  /** Whether what it shows can be taken hold of and moved. */
  get slides() {
    return false;
  }

  /** Another cell is selected. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {}

  /** While it is played, what a step hands on travels. @param {Place} cell @param {number} pace @returns {number} how long it is on its way, in milliseconds: what is made of it is computed then */
  hand(cell, pace) {
    return 0;
  }

  /** While it is played, in full and not in short, a step may be heard. @param {Place} cell @param {number} pace */
  sound(cell, pace) {}

  /** Nothing plays any more. */
  hush() {}

  /** An opened map grows into it. */
  get grows() {
    return false;
  }

  /** It is taken down. */
  stop() {}
}
