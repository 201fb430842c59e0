/**
 * A panel of one row: the words of a sentence, or one number for each of some words. Words are dragged onto each other to
 * be exchanged.
 *
 * @typedef {{cells: number[], texts?: string[], labels?: string[], marked?: number[], unknown?: number[], order?: string}} Row
 */
import { colour, css, ink } from "./colours.js";
import { keep, make, say } from "./dom.js";
import { number } from "./words.js";

export class RowPanel {
  /** @param {import("./maps.js").PanelSpec} spec @param {import("./stage.js").Stage} stage */
  constructor(spec, stage) {
    this.spec = spec;
    this.stage = stage;
    this.unit = 1;
    this.title = make("b", { class: "row-title" });
    this.row = make("div", { class: "row-cells" });
    this.body = make("div", { class: "body" }, this.row);
    this.element = make("section", { class: "panel row-panel", "data-testid": "panel" }, this.title, this.body);
    /** @type {import("./maps.js").Rect[]} */
    this.places = [];
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    this.what = /** @type {Row} */ (spec.row);
    const { data, shape } = read(spec.tensor);
    this.data = data;
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = shape.join(",");
    this.element.setAttribute("aria-label", `${spec.title}: ${spec.tensor}`);
    say(this.title, spec.title);
    this.row.classList.toggle("words", !!this.what.texts);
    keep(this.row, this.what.cells.length, () => make("div", { class: "row-cell" }, make("small"), make("span"))).forEach((cell, k) => {
      const [label, value] = /** @type {HTMLElement[]} */ ([...cell.children]);
      label.hidden = !this.what.labels;
      say(label, this.what.labels?.[k] ?? "");
      say(value, this.what.texts?.[k] ?? number(data[this.what.cells[k]]).replace(/\.00$/, ""));
      cell.classList.toggle("marked", !!this.what.marked?.includes(k));
      cell.classList.toggle("unknown", !!this.what.unknown?.includes(k));
      cell.title = this.what.unknown?.includes(k) ? "No model knows this word." : "";
      this.movable(cell, k);
    });
  }

  /** A word that is dragged onto another changes places with it. @param {any} cell @param {number} k */
  movable(cell, k) {
    if (!this.what.order) return;
    cell.classList.add("movable");
    cell.onpointerdown = (/** @type {PointerEvent} */ e) => {
      if (e.button) return;
      cell.setPointerCapture(e.pointerId);
      this.from = { k, x: e.clientX, y: e.clientY };
    };
    cell.onpointermove = (/** @type {PointerEvent} */ e) => {
      if (this.from) cell.style.transform = `translate(${e.clientX - this.from.x}px, ${e.clientY - this.from.y}px)`;
    };
    cell.onpointerup = cell.onpointercancel = (/** @type {PointerEvent} */ e) => {
      cell.style.transform = "";
      const from = this.from;
      this.from = null;
      const box = this.stage.root.getBoundingClientRect();
      const to = this.under(e.clientX - box.left, e.clientY - box.top);
      this.dragged = !!from && to !== from.k;
      if (from && to >= 0 && to !== from.k) this.exchange(from.k, to);
    };
    cell.onclick = (/** @type {MouseEvent} */ e) => {
      if (this.dragged) e.stopPropagation();
      this.dragged = false;
    };
  }

  /** @param {number} a @param {number} b */
  exchange(a, b) {
    const order = this.what.cells.map((_, k) => (k === a ? b : k === b ? a : k));
    this.stage.send("edit", { values: { [/** @type {string} */ (this.what.order)]: order }, have: {} });
  }

  /** As tall as its words, whatever is left. */
  get flat() {
    return true;
  }

  /** @param {number} width */
  layout(width) {
    this.element.style.width = `${width}px`;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.places = [...this.row.children].map((element) => {
      const box = /** @type {HTMLElement} */ (element.lastElementChild).getBoundingClientRect();
      return { x: box.left - stage.left, y: box.top - stage.top, w: box.width, h: box.height };
    });
  }

  /** @param {any} how */
  paint(how) {
    if (this.what.texts) return;
    [...this.row.children].forEach((cell, k) => {
      const value = this.data[this.what.cells[k]];
      const back = colour(how.palette, this.spec.scale, value, this.spec.scale === "probability" ? 1.3 : 1);
      const chip = /** @type {HTMLElement} */ (cell.lastElementChild);
      chip.style.background = css(back);
      chip.style.color = ink(back);
    });
  }

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor;
  }

  shading() {
    return { scale: this.spec.scale, limit: 1 };
  }

  /** @param {number} x @param {number} y */
  under(x, y) {
    return this.places.findIndex((p) => x >= p.x && x < p.x + p.w && y >= p.y && y < p.y + p.h);
  }

  /** @param {number} x @param {number} y */
  cellAt(x, y) {
    const k = this.under(x, y);
    return k < 0 || this.from ? null : [this.what.cells[k]];
  }

  /** @param {number[][]} cells */
  rects(cells) {
    if (cells.length > 1 && cells.length === this.data.length) return [];
    return cells.map(([k]) => this.places[this.what.cells.indexOf(k)]).filter(Boolean);
  }
}
