/**
 * A narrow screen is a design of its own. What is small shares the board, as many panels beside each other as leaves them
 * largest; of a network one layer stands there, below the maps that feed it; what runs on in words, or is long, stands one
 * below the other. Strip and player stay in a bar at the foot of the screen.
 */

/** @typedef {import("../panels/registry.js").Panel} Panel */
/** @typedef {import("../stage.js").Stage} Stage */

const GAP = 12;
const HEADER = 28;
const TWO_LINES = 46;
const LEAST = 240;
const FEEDERS = 40;
const BETWEEN = 32;
const MOST_BESIDE = 3;
const LEAST_BROAD = 160;
const KERNEL = 0.4;
const LONGEST = 420;

/** @param {Stage} stage @param {number} width @param {number} height from the top of the board to the foot of the screen */
export function narrow(stage, width, height) {
  const { panels, store } = stage;
  const all = inColumns(stage);
  const room = Math.max(LEAST, height);
  for (const panel of panels) show(panel, true);
  const small = !store.scene.wired && !store.scene.below && !panels.some((p) => p.flat || p.sideways) && all.every((column) => column.length === 1);
  stage.root.classList.toggle("many", small);
  if (store.scene.wired) return layered(stage, all, width, room);
  if (small) return grid(all, width, room);
  flow(panels, width, room);
}

/** The panels as they stand in columns where there is room. @param {Stage} stage @returns {Panel[][]} */
export function inColumns({ columns, panels }) {
  let k = 0;
  return columns.map((specs) => specs.map(() => panels[k++]));
}

/** @param {Panel} panel @param {boolean} shown */
function show(panel, shown) {
  panel.absent = !shown;
  panel.element.hidden = !shown;
  const column = panel.element.parentElement;
  if (column) column.style.width = "";
}

/** One below the other. @param {Panel[]} panels @param {number} width @param {number} room */
function flow(panels, width, room) {
  const [first] = panels;
  for (const panel of panels) {
    own(panel, width);
    panel.layout(width, panel === first && panel.sideways ? room - HEADER : Math.min(width, LONGEST));
  }
}

/** Beside each other and below; what is broad has a row of its own. @param {Panel[][]} columns @param {number} width @param {number} room */
function grid(columns, width, room) {
  let [best, side] = [rowsOf(columns, 1), 0];
  for (let beside = 1; beside <= MOST_BESIDE; beside++) {
    const rows = rowsOf(columns, beside);
    const fits = Math.min((width - (beside - 1) * GAP) / beside, room / rows.length - TWO_LINES);
    if (fits > side + 1) [best, side] = [rows, fits];
  }
  const heads = /** @type {number[]} */ (best.map((row) => (row.some((p) => p.legend && !p.legend.hidden) ? TWO_LINES : HEADER)));
  const tall = (room - (best.length - 1) * GAP - heads.reduce((a, b) => a + b, 0)) / best.length;
  for (const row of best) {
    let left = width - (row.length - 1) * GAP;
    for (const panel of row.filter((p) => p.narrow)) {
      panel.layout(width * KERNEL, tall);
      const taken = Math.max(panel.width, width * KERNEL);
      own(panel, taken);
      left -= taken;
    }
    const others = row.filter((p) => !p.narrow);
    for (const panel of others) {
      own(panel, left / others.length);
      panel.layout(left / others.length, panel.broad ? Math.max(tall, LEAST_BROAD) : tall);
    }
    headed(row);
  }
}

/** What stands below their titles begins at one height, however many lines a title takes. @param {Panel[]} row */
function headed(row) {
  for (const { header } of row) header.style.minHeight = "";
  const tallest = Math.max(...row.map(({ header }) => header.offsetHeight));
  for (const { header } of row) header.style.minHeight = `${tallest}px`;
}

/** @param {Panel[][]} columns @param {number} beside @returns {Panel[][]} */
function rowsOf(columns, beside) {
  /** @type {Panel[][]} */
  const rows = [];
  for (const panel of columns.flat()) {
    const last = rows[rows.length - 1];
    if (!last || panel.broad || last[0].broad || last.length === beside) rows.push([panel]);
    else last.push(panel);
  }
  return rows;
}

/** Its column is so wide. @param {Panel} panel @param {number} width */
function own({ element }, width) {
  if (element.parentElement) element.parentElement.style.width = `${width}px`;
}

/** One layer, and above it those that feed it. @param {Stage} stage @param {Panel[][]} columns @param {number} width @param {number} room */
function layered(stage, columns, width, room) {
  const at = layerOf(stage, columns);
  const [shown, before] = [columns[at], columns[at - 1]];
  const feeders = before?.slice(-1) ?? [];
  for (const panel of columns.flat()) show(panel, shown.includes(panel) || feeders.includes(panel));
  for (const panel of [...shown, ...feeders]) own(panel, width);
  for (const panel of shown) panel.element.style.marginTop = feeders.length ? `${BETWEEN}px` : "";
  for (const panel of feeders) panel.element.style.marginTop = "";
  for (const panel of feeders) panel.layout(width, at === 1 ? 2 * FEEDERS : FEEDERS);
  const left = room - HEADER - (feeders.length ? feeders[0].element.offsetHeight + BETWEEN : 0);
  const beside = shown.length > 1;
  for (const panel of shown) panel.layout(beside ? (width - GAP) / 2 : width, beside ? width / 2 : left);
}

/** The layer in which the selection lies. @param {Stage} stage @param {Panel[][]} columns */
export function layerOf({ store }, columns) {
  const { tensor } = store.path[0] ?? store.opening;
  return Math.max(0, columns.findIndex((column) => column.some((panel) => panel.shows(tensor))));
}
