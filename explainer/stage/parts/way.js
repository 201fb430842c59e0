/** The way from a cell back to what it was made of, layer by layer, and the breadcrumb that shows it. */
import { openCell } from "../arithmetic/opening.js";
import { make } from "../draw/dom.js";

/** @typedef {import("../store.js").Place} Place */

export class Way {
  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.element = make("ol", { class: "crumbs", "aria-label": "Way back" });
  }

  /** Whether it leads through a tensor: one on show, or one that is itself made of cells; weights it does not. @param {string} tensor */
  leads(tensor) {
    const panel = this.stage.panelOf(tensor);
    return !!this.stage.store.cells[tensor] || !!panel?.leads;
  }

  /** On to the strongest source of the selected cell; of a softmax, to its own logit. */
  deeper() {
    const { store } = this.stage;
    const { tensor, at } = store.selected;
    const cell = store.cells[tensor];
    if (!cell) return;
    const found = openCell(cell, at, store.read).terms.flatMap(({ value, own, sources }) =>
      sources.filter((s) => s.inside && this.leads(s.tensor)).map((source) => ({ value: Math.abs(value), own, source })),
    );
    const best = found.find((f) => f.own) ?? found.sort((a, b) => b.value - a.value)[0];
    if (best) this.into(best.source);
  }

  /** On to a source of the selected cell. What only moves numbers, as Flatten does, is passed through. @param {Place} source @returns {void} */
  into({ tensor, at }) {
    const { store } = this.stage;
    const cell = store.cells[tensor];
    const [before] = cell && !this.stage.panelOf(tensor) && onlyMoves(cell) ? openCell(cell, at, store.read).terms[0].sources : [];
    if (before && this.leads(before.tensor)) return this.into(before);
    store.enter({ tensor, at });
    this.#keep();
  }

  /** Back one layer, to the cell that was left. */
  back() {
    const { store } = this.stage;
    if (store.path.length < 2) return;
    this.#leave(store.path.length - 1);
  }

  /** @param {number} steps */
  #leave(steps) {
    this.stage.store.leave(steps);
    this.#keep();
  }

  /** A way that was followed is in the link once the keys rest. */
  #keep() {
    this.stage.rest.soon("pin", () => this.stage.store.pin(true));
  }

  /** The steps so far, each a button that goes back to it. */
  show() {
    const { store } = this.stage;
    this.element.hidden = store.path.length < 2;
    this.element.replaceChildren(
      ...store.path.map((step, k) => {
        const item = make("button", { type: "button", class: "quiet" }, store.scene.labels?.[step.tensor] ?? step.tensor);
        item.onclick = () => this.#leave(k + 1);
        return make("li", k === store.path.length - 1 ? { "aria-current": "step" } : {}, item);
      }),
    );
  }
}

/** @param {import("../arithmetic/declaration.js").Cell} cell */
function onlyMoves({ parts, function: [name] }) {
  return parts.length === 1 && parts[0].of.length === 1 && !parts[0].over.length && name === "identity";
}
