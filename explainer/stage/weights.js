/** The numbers that the selected unit of a recurrent layer has learned, in one line, each to be dragged, typed or stepped. */
import { limitOf } from "./colours.js";
import { keep, make, say } from "./dom.js";
import { entry, showEntry } from "./entry.js";

/** @typedef {[string, string, string[]?]} Group a tensor of the layer's weights, what its numbers belong to, and whose each is */

export class WeightsPanel {
  /** @param {import("./maps.js").PanelSpec} spec @param {import("./editing.js").Editing} on */
  constructor(spec, on) {
    this.spec = spec;
    this.on = on;
    this.unit = 1;
    this.row = 0;
    this.editing = false;
    this.title = make("b");
    this.groups = make("div", { class: "weight-groups" });
    this.element = make("section", { class: "panel weights-panel", "data-testid": "panel" }, make("header", {}, make("span", {}, this.title)), this.groups);
    this.places = new Map();
  }

  /** As tall as its numbers, whatever is left. */
  get flat() {
    return true;
  }

  /** The tensors whose numbers are changed here. */
  get edits() {
    return /** @type {Group[]} */ (this.spec.weights).map(([tensor]) => tensor);
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    this.read = read;
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = read(spec.tensor).shape.join(",");
    this.element.setAttribute("aria-label", spec.title);
  }

  /** @param {number} width */
  layout(width) {
    this.element.style.width = `${width}px`;
    const [count, wide] = this.edits.reduce(([n, most], tensor) => {
      const each = this.read(tensor).shape[1] ?? 1;
      return [n + each, Math.max(most, each)];
    }, [0, 1]);
    const room = (width - 14 * (this.edits.length - 1) * this.unit) / count - 2;
    const cell = Math.max(34, Math.min(44 * this.unit, room));
    this.element.style.setProperty("--cell", `${Math.floor(Math.min(cell, width / Math.min(wide, 8) - 2))}px`);
    this.element.style.setProperty("--digits", `${Math.max(12, 12.5 * this.unit)}px`);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.places = new Map(
      [...this.groups.querySelectorAll("input")].map((/** @type {any} */ input) => {
        const box = input.getBoundingClientRect();
        return [`${input.tensor} ${input.flat}`, { x: box.left - stage.left, y: box.top - stage.top, w: box.width, h: box.height }];
      }),
    );
  }

  /** @param {any} how */
  paint(how) {
    const cell = how.selected && this.stageUnit(how);
    if (cell !== undefined && cell !== null) this.row = cell;
    say(this.title, `${this.spec.title} ${this.row + 1}: drag a number`);
    keep(this.groups, this.edits.length, () => make("div", { class: "weight-group" }, make("small"), make("div", { class: "weight-row" }))).forEach((group, n) => {
      const [tensor, title, names] = /** @type {Group} */ (/** @type {Group[]} */ (this.spec.weights)[n]);
      const { data, shape } = this.read(tensor);
      const each = shape[1] ?? 1;
      const [label, row] = /** @type {HTMLElement[]} */ ([...group.children]);
      say(label, title);
      const limit = limitOf(data);
      keep(row, each, () => entry("weight", this)).forEach((input, k) => {
        Object.assign(input, { tensor, flat: this.row * each + k });
        showEntry(input, data[this.row * each + k], limit, how);
        input.setAttribute("aria-label", each > 1 ? `${title}, ${names?.[k] ?? `number ${k + 1}`}` : title);
      });
    });
  }

  /** The unit that is selected, in whatever of the layer's tensors. @param {any} how */
  stageUnit({ selected }) {
    const units = this.read(this.spec.tensor).shape[0];
    const own = /** @type {string[]} */ (this.spec.of ?? []).includes(selected.tensor);
    return own && selected.at[1] < units ? selected.at[1] : null;
  }

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return this.edits.includes(tensor);
  }

  /** @param {number} channel @param {string} tensor */
  shading(channel, tensor) {
    return { scale: /** @type {const} */ ("signed"), limit: limitOf(this.read(tensor).data) };
  }

  /** @returns {null} */
  cellAt() {
    return null;
  }

  /** @returns {import("./maps.js").Rect[]} */
  rects() {
    return [];
  }
}
