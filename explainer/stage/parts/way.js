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

  /** On to a source of the selected cell, or to where it was only moved from. @param {Place} source @returns {void} */
  into(source) {
    const { tensor, at } = this.origin(source);
    this.stage.store.enter({ tensor, at });
    this.stage.pinSoon(true);
  }

  /** Where a number came from that something not on show, such as a Flatten, only moved. @param {Place} source @returns {Place} */
  origin(source) {
    const { store } = this.stage;
    const cell = store.cells[source.tensor];
    const moved = cell && !this.stage.panelOf(source.tensor) && onlyMoves(cell);
    const before = moved && openCell(cell, source.at, store.read).terms[0]?.sources.find((s) => s.inside);
    return before && this.leads(before.tensor) ? this.origin(before) : source;
  }

  /** The same for a term's number, with what its coordinates are called there. @type {import("./terms.js").Moved} */
  moved = ({ sources }) => {
    const { cells } = this.stage.store;
    for (const source of sources) {
      const { tensor, at } = this.origin(source);
      if (tensor !== source.tensor && cells[tensor]) return { steps: at, words: cells[tensor].out.map(([, word]) => word), tensor };
    }
    return null;
  };

  /** Back one layer, to the cell that was left. */
  back() {
    const { store } = this.stage;
    if (store.path.length < 2) return;
    this.#leave(store.path.length - 1);
  }

  /** @param {number} steps */
  #leave(steps) {
    this.stage.store.leave(steps);
    this.stage.pinSoon(true);
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
function onlyMoves({ parts, reduce, function: [name] }) {
  const [{ of, over }] = parts;
  return parts.length === 1 && of.length === 1 && !over.length && reduce === "sum" && name === "identity" && !of[0].through;
}
