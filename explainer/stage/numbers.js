/**
 * A panel of editable numbers: the kernel of the selected map, one slice a channel, and its bias. A number is dragged,
 * typed or stepped with the arrow keys.
 */
import { colour, css, ink, limitOf } from "./colours.js";
import { keep, make, say } from "./dom.js";
import { allDigits, number } from "./words.js";

const PER_PIXEL = 0.01;
const STEP = 0.05;
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
    this.biasInput = this.cell("bias");
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
      keep(cells, size, () => this.cell("weight")).forEach((input, k) => {
        this.show(input, data[from + c * size + k], limit, how);
        Object.assign(input, { flat: from + c * size + k, tensor });
        const where = `row ${Math.floor(k / this.columns) + 1}, column ${(k % this.columns) + 1}`;
        input.setAttribute("aria-label", `${this.channels > 1 ? `${called(c)}, ` : ""}${where}`);
      });
    });
    if (this.spec.bias) {
      Object.assign(this.biasInput, { flat: this.kernel, tensor: this.spec.bias });
      this.show(this.biasInput, this.read(this.spec.bias).data[this.kernel], 0, how);
      this.biasInput.setAttribute("aria-label", "bias");
    }
  }

  /** @param {any} input @param {number} value @param {number} limit @param {any} how */
  show(input, value, limit, how) {
    const back = colour(how.palette, "signed", limit ? value : 0, limit || 1);
    input.style.background = css(back);
    input.style.color = ink(back);
    input.setAttribute("aria-valuenow", String(value));
    input.setAttribute("aria-valuetext", number(value));
    if (input.getRootNode().activeElement === input && input.typing) return;
    const text = Math.abs(value) < 100 ? number(value) : value.toFixed(0).replace("-", "−");
    if (input.value !== text) input.value = text;
  }

  /** One number field. @param {string} kind */
  cell(kind) {
    const input = /** @type {any} */ (
      make("input", { type: "text", inputmode: "decimal", role: "spinbutton", class: kind, autocomplete: "off", spellcheck: "false", "aria-valuenow": "0", "data-testid": "number" })
    );
    const value = () => this.read(input.tensor).data[input.flat];
    const change = (/** @type {number} */ v) => this.on.edit(input.tensor, input.flat, Math.round(v * 1e4) / 1e4);
    /** @type {{x: number, y: number, from: number, moved: boolean} | null} */
    let drag = null;
    input.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => {
      if (e.button || input.typing) return;
      drag = { x: e.clientX, y: e.clientY, from: value(), moved: false };
      input.setPointerCapture(e.pointerId);
    });
    input.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => {
      if (!drag) return;
      const far = e.clientX - drag.x + drag.y - e.clientY;
      if (!drag.moved && Math.abs(far) < 3) return;
      drag.moved = this.editing = true;
      change(drag.from + Math.round(far) * PER_PIXEL);
    });
    const release = () => {
      const moved = drag?.moved;
      drag = null;
      this.editing = false;
      if (moved) this.on.commit();
      return moved;
    };
    input.addEventListener("pointerup", () => {
      if (!drag) return;
      if (release()) return input.blur();
      input.typing = true;
      input.value = allDigits(value());
      input.select();
    });
    input.addEventListener("pointercancel", release);
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      e.stopPropagation();
      const step = { ArrowUp: STEP, ArrowDown: -STEP }[e.key];
      if (step) {
        e.preventDefault();
        input.typing = false;
        change(value() + step * (e.shiftKey ? 10 : 1));
        this.on.commitSoon();
      } else if (e.key === "Enter") {
        finish();
      } else if (e.key === "Escape") {
        input.typing = false;
        input.value = number(value());
      } else if (e.key.length === 1) {
        input.typing = true;
      }
    });
    const finish = () => {
      if (!input.typing) return;
      input.typing = false;
      const typed = Number(input.value.trim().replace("−", "-").replace(",", "."));
      if (input.value.trim() && Number.isFinite(typed) && Math.abs(typed) <= 1000) {
        if (typed !== value()) {
          this.on.edit(input.tensor, input.flat, typed);
          this.on.commit();
        }
      }
      input.value = number(value());
    };
    input.addEventListener("blur", () => {
      finish();
      this.on.commitNow();
    });
    return input;
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
