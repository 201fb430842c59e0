/** Sharing the stage's room among its panels: side by side where it is wide, stacked where it is narrow. */

import { inColumns, narrow } from "./narrow.js";

/** @typedef {import("../panels/registry.js").Panel} Panel */

export const NARROW = 700;
const LEAST = 460;
const LEAST_ROOM = 220;
const BREADTH = 1200;
const GAP = 48;
const NARROW_GAP = 22;
const HEADER = 38;
const CHROME = 28; // two pixels of it for what is rounded
const BETWEEN_ROWS = 8;
const PASSES = 5;
const SECOND_LINE = 22;
const BETWEEN = 14;
const MANY = 4;
const CROWD = 5;
const KERNEL = { share: 0.36, least: 200 };
const CROWDED_KERNEL = { share: 0.14, least: 120 };

/** Where the stage begins on its page. @param {HTMLElement} root */
export function topOf(root) {
  return root.getBoundingClientRect().top + (document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0);
}

/** Give every panel its size. @param {import("../stage.js").Stage} stage */
export function arrange(stage) {
  const { root, board, guide, equation, foot, store: { scene }, panels, columns, kept } = stage;
  const width = root.clientWidth;
  const stacked = stage.narrow;
  root.classList.toggle("stacked", stacked);
  const top = (stage.top = topOf(root));
  const height = Math.max(LEAST, innerHeight - top - 8);
  const unit = stacked ? 1 : Math.max(1, Math.min(width / (scene.breadth ?? BREADTH), height / 470, 2));
  root.style.setProperty("--u", String(unit));
  const many = columns.length >= MANY;
  const gap = (columns.length >= CROWD ? NARROW_GAP : GAP) * unit;
  root.style.setProperty("--gap", `${gap}px`);
  root.classList.toggle("many", !stacked && many);
  root.classList.toggle("wired", !!scene.wired);
  for (const panel of panels) panel.fit(unit, stacked);
  board.style.height = "";
  stage.layers.show();
  if (stacked) {
    const above = board.getBoundingClientRect().top - root.getBoundingClientRect().top;
    return narrow(stage, width, innerHeight - top - above - stage.bar.offsetHeight - BETWEEN_ROWS);
  }
  for (const panel of panels) {
    panel.absent = panel.element.hidden = false;
    panel.element.style.marginTop = "";
  }
  const others = [guide.element, equation.element, foot].reduce((sum, e) => sum + e.offsetHeight + BETWEEN_ROWS * unit, 0);
  const tall = Math.max(LEAST_ROOM, height - others);
  board.style.height = `${tall}px`;
  const room = tall - (CHROME + (many ? SECOND_LINE : 0)) * unit;
  share(inColumns(stage), kept, width, () => room, unit, gap);
  // Words that take another line than was reckoned with have it from what stands above them.
  const over = columns.map(() => 0);
  for (let pass = 0; pass < PASSES; pass++) {
    const more = inColumns(stage).map(([panel]) => Math.ceil(Math.max(0, (panel.element.parentElement?.getBoundingClientRect().height ?? 0) - tall)));
    if (more.every((px) => px === 0)) break;
    for (const [k, px] of more.entries()) over[k] += px;
    share(inColumns(stage), kept, width, (k) => room - over[k], unit, gap);
  }
}

/** Numbers take the width they need to be read, those that stay what they had, maps share the rest. @param {Panel[][]} columns @param {number} kept @param {number} width @param {(k: number) => number} roomOf by its column @param {number} unit @param {number} gap */
function share(columns, kept, width, roomOf, unit, gap) {
  let left = width - gap * (columns.length - 1);
  const room = (/** @type {Panel} */ panel) => roomOf(columns.findIndex((column) => column.includes(panel)));
  for (const panel of columns.flat().filter((p) => p.narrow)) {
    const { share: part, least } = columns.length >= CROWD ? CROWDED_KERNEL : KERNEL;
    panel.layout(width * part, room(panel));
    left -= Math.max(panel.width, least * unit);
  }
  const wide = columns.filter(([panel]) => !panel.narrow);
  const steady = !!columns[0]?.[0]?.stage.store.scene.wired;
  const had = (/** @type {Panel[]} */ [panel]) => (columns.findIndex(([p]) => p === panel) < kept ? panel.portion * width : 0);
  left -= wide.reduce((sum, column) => sum + had(column), 0);
  const asked = (/** @type {Panel[]} */ [panel]) => panel.spec.grow ?? 1;
  const total = wide.reduce((sum, column) => sum + (had(column) ? 0 : asked(column)), 0);
  for (const column of wide) {
    const own = had(column) || (left * asked(column)) / total;
    for (const panel of column) panel.portion = own / width;
    if (column[0].element.parentElement) column[0].element.parentElement.style.width = steady ? `${own}px` : "";
    const [flat, tall] = [column.filter((p) => p.flat), column.filter((p) => !p.flat)];
    for (const panel of flat) panel.layout(own, 0);
    const taken = flat.reduce((sum, panel) => sum + panel.element.offsetHeight + BETWEEN, 0);
    const below = tall.reduce((sum, panel) => sum + panel.below, 0) + (tall.length - 1) * HEADER;
    for (const panel of tall) panel.layout(own, (room(panel) - taken - below * unit) / Math.max(1, tall.length));
  }
}
