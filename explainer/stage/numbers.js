/**
 * A panel of editable numbers: the kernel of the selected map, one slice a channel, and its bias. A number is dragged,
 * typed or stepped with the arrow keys.
 */
import { limitOf } from "./colours.js";
import { keep, make, say } from "./dom.js";
import { entry, showEntry } from "./entry.js";

const SMALLEST = 34;
const LOWEST = 22;

export class NumbersPanel {
  /** @param {import("./maps.js").PanelSpec} spec @param {import("./editing.js").Editing} on @param {() => void} relayout */
  constructor(spec, on, relayout) {
    this.spec = spec;
    this.on = on;
    this.relayout = relayout;
    this.title = make("b");
    this.size = make("span", { class: "size" });
    this.tabs = make("div", { class: "tabs" });
    this.slices = make("div", { class: "slices" });
    this.biasInput = entry("bias", this);
    this.bias = make("label", { class: "bias" }, make("span", {}, "bias"), this.biasInput);
    this.body = make("div", { class: "body" }, this.tabs, this.slices, this.bias);
    this.element = make(
      "section",
      { class: "panel numbers", "data-testid": "panel" },
      make("header", {}, make("span", {}, this.title, " ", this.size)),
      this.body,
    );
    this.kernel = 0;
    this.slice = 0;
    this.editing = false;
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    this.read = read;
    const [n, c, h, w] = read(spec.tensor).shape;
    [this.count, this.channels, this.rows, this.columns] = [n, c, h, w];
    this.kernel = Math.min(this.kernel, n - 1);
    this.slice = Math.min(this.slice, c - 1);
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = read(spec.tensor).shape.join(",");
    this.element.setAttribute("aria-label", `${spec.title}, ${c > 1 ? `${c} × ` : ""}${h} × ${w}`);
    say(this.size, `${c > 1 ? `${c} × ` : ""}${h} × ${w} · drag a number`);
    this.bias.hidden = !spec.bias;
  }

  /** The tensors whose numbers are changed here. */
  get edits() {
    return [this.spec.tensor, this.spec.bias ?? []].flat();
  }

  /** All slices side by side where their numbers can be read, else one with a row of tabs. @param {number} width @param {number} height */
  layout(width, height) {
    const room = height - 52 * this.unit - (this.channels > 1 ? 24 : 0);
    const tall = room / this.rows - 2;
    const beside = (width - (this.channels - 1) * 14) / this.channels / this.columns - 2;
    this.oneOpen = beside < SMALLEST && this.channels > 1;
    const wide = this.oneOpen || this.channels === 1 ? width / this.columns - 2 : beside;
    const square = Math.min(54 * this.unit, tall, wide);
    const cell = Math.floor(Math.max(square, Math.min(SMALLEST * this.unit, width / this.columns - 2)));
    const low = Math.floor(Math.max(Math.min(cell, tall), LOWEST));
    const shown = this.oneOpen ? 1 : this.channels;
    this.width = shown * this.columns * (cell + 2) + (shown - 1) * 14;
    this.element.style.setProperty("--cell", `${cell}px`);
    this.element.style.setProperty("--low", `${low}px`);
    this.element.style.setProperty("--columns", `${this.columns}`);
    this.element.style.setProperty("--digits", `${Math.max(12, Math.min(24, cell / 2.8, low * 0.66))}px`);
  }

  unit = 1;

  /** @param {DOMRect} stage */
  anchor(stage) {
    const at = this.slices.getBoundingClientRect();
    this.box = { x: at.left - stage.left, y: at.top - stage.top, w: at.width, h: at.height };
  }

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor;
  }

  /** @param {number} kernel */
  shading(kernel) {
    return { scale: /** @type {const} */ ("signed"), limit: this.limit(kernel) };
  }

  /** The value of full colour for one of several kernels. @param {number} kernel */
  limit(kernel) {
    const size = this.channels * this.rows * this.columns;
    const from = Math.min(kernel, this.count - 1) * size;
    return limitOf(this.read(this.spec.tensor).data, from, from + size);
  }

  /** @param {any} how */
  paint(how) {
    const { tensor, names } = this.spec;
    const { data } = this.read(tensor);
    const size = this.rows * this.columns;
    const from = this.kernel * this.channels * size;
    const limit = this.limit(this.kernel);
    say(this.title, this.spec.title + (this.count > 1 ? ` ${this.kernel + 1} of ${this.count}` : ""));
    const called = (/** @type {number} */ c) => names?.[c] ?? `channel ${c + 1}`;
    this.tabs.hidden = !this.oneOpen;
    keep(this.tabs, this.channels, () => make("button", { type: "button" })).forEach((tab, c) => {
      say(tab, called(c));
      tab.setAttribute("aria-pressed", String(c === this.slice));
      tab.onclick = () => {
        this.slice = c;
        this.relayout();
      };
    });
    keep(this.slices, this.channels, () => make("div", { class: "slice" }, make("span"), make("div", { class: "grid" }))).forEach((slice, c) => {
      const [name, cells] = /** @type {any} */ (slice.children);
      slice.hidden = this.oneOpen && c !== this.slice;
      name.hidden = this.channels === 1 || this.oneOpen;
      say(name, called(c));
      keep(cells, size, () => entry("weight", this)).forEach((input, k) => {
        showEntry(input, data[from + c * size + k], limit, how);
        Object.assign(input, { flat: from + c * size + k, tensor });
        const where = `row ${Math.floor(k / this.columns) + 1}, column ${(k % this.columns) + 1}`;
        input.setAttribute("aria-label", `${this.channels > 1 ? `${called(c)}, ` : ""}${where}`);
      });
    });
    if (this.spec.bias) {
      Object.assign(this.biasInput, { flat: this.kernel, tensor: this.spec.bias });
      showEntry(this.biasInput, this.read(this.spec.bias).data[this.kernel], 0, how);
      this.biasInput.setAttribute("aria-label", "bias");
    }
  }

  /** @returns {null} */
  cellAt() {
    return null;
  }

  /** The kernel is one thing: its sources are ringed by its own frame. @param {number[][]} cells */
  rects(cells) {
    return cells.length && this.box ? [this.box] : [];
  }
}
