/** Sharing the stage's room among its panels: side by side where it is wide, stacked where it is narrow. */
import { NumbersPanel } from "./numbers.js";

const NARROW = 700;
const LEAST = 440;
const GAP = 48;
const NARROW_GAP = 22;
const HEADER = 38;
const CHROME = 36;
const NOTE = 26;
const LEGEND = 44;
const NARROW_NOTE = 26;
const SECOND_LINE = 22;
const MANY = 4;
const CROWD = 5;
const NUMBERS_WIDTH = 200;
const STACKED_MOST = 420;

/**
 * Give every panel its size. @param {import("./stage.js").Stage} stage
 */
export function arrange(stage) {
  const { root, scene, panels } = stage;
  const width = root.clientWidth;
  const stacked = width < NARROW;
  root.classList.toggle("stacked", stacked);
  const top = root.getBoundingClientRect().top + (document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0);
  const height = Math.max(LEAST, innerHeight - top - 8);
  const unit = stacked ? 1 : Math.max(1, Math.min(width / scene.breadth, height / 470, 2));
  root.style.setProperty("--u", String(unit));
  const gap = scene.columns.length >= CROWD ? NARROW_GAP : GAP;
  root.style.setProperty("--gap", `${gap * unit}px`);
  root.classList.toggle("many", !stacked && scene.columns.length >= MANY);
  for (const panel of panels) Object.assign(panel, { unit, stacked });
  if (stacked) {
    for (const panel of panels) panel.layout(width, Math.min(width, STACKED_MOST));
    return;
  }
  const foot = /** @type {HTMLElement} */ (root.querySelector(".foot"));
  const chrome = stage.equation.element.offsetHeight + foot.offsetHeight + (CHROME + (scene.columns.length < MANY ? 0 : SECOND_LINE)) * unit;
  const room = Math.max(220, height - chrome);
  share(scene.columns, panels, width, room, unit, gap);
}

/** Numbers take the width they need to be read, maps share the rest. @param {import("./maps.js").PanelSpec[][]} columns @param {any[]} panels @param {number} width @param {number} room @param {number} unit @param {number} gap */
function share(columns, panels, width, room, unit, gap) {
  let k = 0;
  const placed = columns.map((specs) => specs.map((spec) => ({ spec, panel: panels[k++] })));
  let left = width - gap * unit * (columns.length - 1);
  for (const { panel } of placed.flat()) {
    if (!(panel instanceof NumbersPanel)) continue;
    panel.layout(width * 0.36, room);
    left -= Math.max(panel.width, NUMBERS_WIDTH * unit);
  }
  const maps = placed.filter(([{ panel }]) => !(panel instanceof NumbersPanel));
  const total = maps.reduce((sum, [{ spec }]) => sum + (spec.grow ?? 1), 0);
  for (const column of maps) {
    const rows = column.filter(({ panel }) => panel.flat);
    for (const { panel } of rows) panel.layout((left * (column[0].spec.grow ?? 1)) / total);
    const tall = column.filter(({ panel }) => !panel.flat);
    const taken = rows.reduce((sum, { panel }) => sum + panel.element.offsetHeight + 12, 0);
    const below = tall.reduce((sum, { spec }) => sum + (spec.compact ? LEGEND + (spec.note ? NARROW_NOTE : 0) : spec.note ? NOTE : 0), 0) * unit;
    const height = (room - taken - below - (tall.length - 1) * HEADER * unit) / Math.max(1, tall.length);
    for (const { panel } of tall) panel.layout((left * (column[0].spec.grow ?? 1)) / total, height);
  }
}
