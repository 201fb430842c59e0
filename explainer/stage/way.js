/** The way back from a cell to what it was made of, layer by layer, and the breadcrumb that shows it. */
import { make } from "./dom.js";
import { openCell } from "./explain.js";
import { NumbersPanel } from "./numbers.js";
import { WeightsPanel } from "./weights.js";

/** @typedef {{tensor: string, at: number[]}} Step */

/** Whether the way leads through a tensor: one on show, or one that is itself made of cells; weights it does not. @param {import("./stage.js").Stage} stage @param {string} tensor */
export function leads(stage, tensor) {
  const panel = stage.panelOf(tensor);
  return !!stage.cells[tensor] || (!!panel && !(panel instanceof NumbersPanel || panel instanceof WeightsPanel));
}

/** On to the strongest source of the selected cell; of a softmax, to its own logit. @param {import("./stage.js").Stage} stage */
export function deeper(stage) {
  const { tensor, at } = stage.selected;
  const cell = stage.cells[tensor];
  if (!cell) return;
  const { terms } = openCell(cell, at, stage.read);
  const found = terms.flatMap(({ value, own, sources }) =>
    sources.filter((s) => s.inside && leads(stage, s.tensor)).map((source) => ({ value: Math.abs(value), own, source })),
  );
  const best = found.find((f) => f.own) ?? found.sort((a, b) => b.value - a.value)[0];
  if (best) into(stage, best.source);
}

/** On to a source of the selected cell. What only moves numbers, as Flatten does, is passed through. @param {import("./stage.js").Stage} stage @param {Step} source */
export function into(stage, { tensor, at }) {
  const cell = stage.cells[tensor];
  const [before] = cell && !stage.panelOf(tensor) && onlyMoves(cell) ? openCell(cell, at, stage.read).terms[0].sources : [];
  if (before && leads(stage, before.tensor)) return into(stage, before);
  stage.path = [...stage.path, { tensor, at }];
  stage.paint();
  stage.showSelected();
  stage.pinSoon();
}

/** @param {import("./explain.js").Cell} cell */
function onlyMoves({ parts, function: [name] }) {
  return parts.length === 1 && parts[0].of.length === 1 && !parts[0].over.length && name === "identity";
}

/** Back one layer, to the cell that was left. @param {import("./stage.js").Stage} stage */
export function back(stage) {
  if (stage.path.length < 2) return;
  stage.path = stage.path.slice(0, -1);
  stage.showSelected();
  stage.pinSoon();
}

/** The steps so far, each a button that goes back to it. @param {import("./stage.js").Stage} stage */
export function showCrumbs(stage) {
  stage.crumbs.hidden = stage.path.length < 2;
  stage.crumbs.replaceChildren(
    ...stage.path.map((step, k) => {
      const item = make("button", { type: "button", class: "quiet" }, stage.scene.labels[step.tensor] ?? step.tensor);
      item.onclick = () => {
        stage.path = stage.path.slice(0, k + 1);
        stage.showSelected();
      };
      return make("li", k === stage.path.length - 1 ? { "aria-current": "step" } : {}, item);
    }),
  );
}
