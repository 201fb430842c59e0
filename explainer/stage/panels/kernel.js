/**
 * Numbers to be changed: the kernel of the selected map, one slice a channel, and its bias.
 *
 * @typedef {object} Own
 * @property {string} [bias]
 * @property {string[]} [names]
 * @property {boolean} [small]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { limitOf } from "../draw/colours.js";
import { keep, make, parts, say, standing } from "../draw/dom.js";
import { Entry, entries } from "../input/entry.js";
import { Panel } from "./base.js";

const SMALLEST = 34;
const LOWEST = 24;
const LARGEST = 54;
/** Columns beside which a kernel has no room for many words. */
const MANY = 4;
const GAP = 2;
const APART = 14;

/** @extends {Panel<Spec>} */
export default class Kernel extends Panel {
  narrow = true;
  between = true;
  leads = false;
  shape = { count: 1, channels: 1, rows: 1, columns: 1 };
  #kernel = 0;
  #slice = 0;
  #oneOpen = false;
  /** @type {import("./base.js").Rect[]} */
  #place = [];

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.tabs = make("div", { class: "tabs" });
    this.slices = make("div", { class: "slices" });
    this.biasEntry = new Entry(stage);
    this.bias = make("label", { class: "bias" }, make("span", {}, "bias"), this.biasEntry.input);
    this.body.append(this.tabs, this.slices, this.bias);
  }

  get edits() {
    return [this.spec.tensor, this.spec.bias ?? []].flat();
  }

  get control() {
    return /** @type {HTMLElement | null} */ (this.slices.querySelector(":scope > :not([hidden]) input"));
  }

  get names() {
    return this.spec.names;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const [count, channels, rows, columns] = this.read(spec.tensor).shape;
    this.shape = { count, channels, rows, columns };
    this.#kernel = Math.min(this.#kernel, count - 1);
    this.#slice = Math.min(this.#slice, channels - 1);
    const size = `${channels > 1 ? `${channels} × ` : ""}${rows} × ${columns}`;
    this.element.setAttribute("aria-label", `${spec.title}, ${size}`);
    say(this.size, spec.small ? "" : size);
    say(this.hint, spec.small ? "" : this.stage.narrow || this.stage.columns.length >= MANY ? " · drag" : " · drag a number");
    this.bias.hidden = !spec.bias || !!spec.small;
    this.flat = !!spec.small;
    this.element.classList.toggle("small", this.flat);
    this.narrow = this.between = !spec.small;
  }

  /** All slices side by side where their numbers can be read, else one with a row of tabs. @param {number} width @param {number} height */
  layout(width, height) {
    const { channels, rows, columns } = this.shape;
    const room = this.spec.small ? 0 : height - 52 * this.unit - (channels > 1 ? 24 : 0);
    const tall = room / rows - GAP;
    const beside = (width - (channels - 1) * APART) / channels / columns - GAP;
    this.#oneOpen = (this.spec.small || beside < SMALLEST) && channels > 1;
    const wide = this.#oneOpen || channels === 1 ? width / columns - GAP : beside;
    const square = Math.min(LARGEST * this.unit, tall, wide);
    const cell = Math.floor(Math.max(square, Math.min(SMALLEST * this.unit, width / columns - GAP)));
    const low = Math.floor(Math.max(Math.min(cell, tall), LOWEST));
    const shown = this.#oneOpen ? 1 : channels;
    this.element.style.maxWidth = `${Math.max(width, columns * (cell + GAP))}px`;
    this.width = shown * columns * (cell + GAP) + (shown - 1) * APART;
    const { style } = this.element;
    style.setProperty("--cell", `${cell}px`);
    style.setProperty("--low", `${low}px`);
    style.setProperty("--columns", `${columns}`);
    style.setProperty("--digits", `${Math.max(12, Math.min(24, cell / 2.8, low * 0.66))}px`);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.#place = [standing(this.slices, stage)];
  }

  /** @param {number} kernel @returns {import("./base.js").Shading} */
  shading(kernel) {
    const { count, channels, rows, columns } = this.shape;
    const size = channels * rows * columns;
    const from = Math.min(kernel, count - 1) * size;
    return { scale: "signed", limit: limitOf(this.read(this.spec.tensor).data, from, from + size) };
  }

  /** The kernel of the selected map, or the one before. @param {import("./base.js").How} how */
  look({ kernel, slice }) {
    return `${kernel ?? this.#kernel} ${slice ?? this.#slice}`;
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    const { tensor, title, bias, names, small } = this.spec;
    const { count, channels, rows, columns } = this.shape;
    this.#kernel = how.kernel ?? this.#kernel;
    this.#slice = how.slice ?? this.#slice;
    const { limit } = this.shading(this.#kernel);
    const called = (/** @type {number} */ c) => names?.[c] ?? `channel ${c + 1}`;
    const which = small ? (channels > 1 ? `, map ${this.#slice + 1}` : "") : count > 1 ? ` ${this.#kernel + 1} of ${count}` : "";
    say(this.title, title + which);
    this.tabs.hidden = !this.#oneOpen || !!small;
    keep(this.tabs, channels, () => make("button", { type: "button" })).forEach((tab, c) => {
      say(tab, called(c));
      tab.setAttribute("aria-pressed", String(c === this.#slice));
      tab.onclick = () => {
        this.#slice = c;
        this.stage.layout();
      };
    });
    keep(this.slices, channels, slice).forEach((element, c) => {
      const [name, cells] = parts(element);
      element.hidden = this.#oneOpen && c !== this.#slice;
      name.hidden = channels === 1 || this.#oneOpen;
      say(name, called(c));
      entries(cells, rows * columns, this.stage).forEach((entry, k) => {
        entry.show(tensor, (this.#kernel * channels + c) * rows * columns + k, limit, how);
        const where = `row ${Math.floor(k / columns) + 1}, column ${(k % columns) + 1}`;
        entry.input.setAttribute("aria-label", `${channels > 1 ? `${called(c)}, ` : ""}${where}`);
      });
    });
    if (!bias) return;
    this.biasEntry.show(bias, this.#kernel, 0, how);
    this.biasEntry.input.setAttribute("aria-label", "bias");
  }

  /** The kernel is one thing: its sources are ringed by its own frame. @param {number[][]} cells */
  rects(cells) {
    return cells.length ? this.#place : [];
  }
}

function slice() {
  return make("div", { class: "slice" }, make("span"), make("div", { class: "grid" }));
}
