/**
 * What a door's drawing is made of, kind by kind, on its canvas: from the numbers, as far as they are born at a share of the round.
 *
 * @typedef {[number, number, number, number]} Box
 * @typedef {object} Part explainer/views/doors.py says what each is for
 * @property {string} kind
 * @property {string} tensor
 * @property {Box} box
 * @property {[number, number]} [born]
 * @property {import("../draw/colours.js").Scale} [scale]
 * @property {number} [across]
 * @property {boolean} [together]
 * @property {boolean} [words]
 * @property {boolean} [only]
 * @property {number} [ring]
 * @property {string} [label]
 * @property {string} [of]
 * @property {number} [size]
 * @property {number} [stride]
 * @property {number} [crop]
 * @property {number} [every]
 * @property {boolean} [down]
 * @property {boolean} [last]
 * @property {number} [limit]
 * @property {number} [per]
 * @property {[number, number, number, number]} [field]
 * @property {string} [second]
 * @property {string} [difference]
 * @property {string} [scores]
 * @property {string} [edges]
 * @property {number} [least]
 * @property {number} [allowed]
 *
 * @typedef {{parts: Part[], wide?: number, high?: number}} Drawing
 * @typedef {import("../draw/colours.js").Look} Look
 * @typedef {import("./numbers.js").Numbers} Numbers
 * @typedef {{g: CanvasRenderingContext2D, part: Part, numbers: Numbers, look: Look, t: number, over: boolean}} Now `t` is how much of the
 *   part is born; it is `over` at the end of the round
 */
import { found } from "../arithmetic/boxes.js";
import { grid, texts } from "../draw/cells.js";
import { colour, css, ink, limitOf } from "../draw/colours.js";
import { bitmaps, born, fit, outline } from "./tiles.js";

const WIDE = 134;
const HIGH = 92;
const TYPE = 12;

/** @param {HTMLCanvasElement} canvas @param {Drawing} drawing @param {Numbers} numbers @param {Look} look @param {number} share of the round */
export function paint(canvas, { parts, wide = WIDE, high = HIGH }, numbers, look, share) {
  const [w, h] = [canvas.clientWidth, canvas.clientHeight];
  const g = canvas.getContext("2d");
  if (!g || !w || !h) return;
  const dense = devicePixelRatio * (canvas.currentCSSZoom || 1);
  const [across, down] = [Math.round(w * dense), Math.round(h * dense)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.clearRect(0, 0, across, down);
  const scale = Math.min(across / wide, down / high);
  g.setTransform(scale, 0, 0, scale, (across - wide * scale) / 2, (down - high * scale) / 2);
  g.imageSmoothingEnabled = false;
  for (const part of parts) {
    const [from, to] = part.born ?? [0, 0];
    const t = to > from ? Math.min(1, Math.max(0, (share - from) / (to - from))) : 1;
    KINDS[part.kind]({ g, part, numbers, look, t, over: share >= 1 });
  }
}

/** @param {Numbers} numbers @param {string | undefined} name */
const read = ({ tensors }, name) => /** @type {import("./numbers.js").Tensor} */ (tensors.get(name ?? ""));

/** @type {Record<string, (now: Now) => void>} */
const KINDS = { cells, window: field, ring, blank, pooled, loupe, dots, bars, counts, boxed };

/** @param {Now} now */
function cells(now) {
  const { g, part, look, t, over } = now;
  const [x, y, w, h] = part.box;
  const left = part.label ? TYPE : 0;
  const tiles = bitmaps(part, now.numbers, look);
  const [{ width: columns, height: rows }] = tiles;
  if (part.label) {
    g.fillStyle = look.muted;
    g.font = `${TYPE}px ${look.font}`;
    g.textBaseline = "middle";
    g.fillText(part.label, x, y + h / 2);
  }
  if (part.words) {
    const cell = { w: (w - left) / columns, h: h / rows };
    const n = Math.round(t * columns);
    born(g, tiles[0], { x: x + left, y, rows, columns, cell }, n * rows, look, true);
    const ring = Math.min(part.ring ?? 0, n);
    if (ring && !over) outline(g, look, x + left + (n - ring) * cell.w, y, ring * cell.w, h);
    return;
  }
  const across = part.across ?? 1;
  const down = Math.ceil(tiles.length / across);
  const gap = tiles.length > 1 ? 3 : 0;
  const room = { w: (w - (across - 1) * gap) / across, h: (h - (down - 1) * gap) / down };
  const made = Math.floor(t * tiles.length * rows * columns);
  tiles.forEach((tile, k) => {
    const at = [x + (k % across) * (room.w + gap), y + Math.floor(k / across) * (room.h + gap)];
    born(g, tile, fit([at[0], at[1], room.w, room.h], rows, columns), made - k * rows * columns, look, false);
  });
}

/** @param {Now} now */
function field({ g, part, numbers, look, t, over }) {
  if (over || t >= 1) return;
  const [rows, columns] = read(numbers, part.tensor).shape.slice(-2);
  const shape = read(numbers, part.of).shape.slice(-2);
  const { x, y, cell } = fit(part.box, rows, columns);
  const newest = Math.floor(t * shape[0] * shape[1]);
  const [size, stride] = [part.size ?? 3, part.stride ?? 1];
  outline(g, look, x + (newest % shape[1]) * stride * cell.w, y + Math.floor(newest / shape[1]) * stride * cell.h, size * cell.w, size * cell.h);
}

/** @param {Now} now */
function ring({ g, part, numbers, look }) {
  const [rows, columns] = read(numbers, part.tensor).shape.slice(-2);
  const { x, y, cell } = fit(part.box, rows, columns);
  const [row, column, high, wide] = part.field ?? [0, 0, 1, 1];
  outline(g, look, x + column * cell.w, y + row * cell.h, wide * cell.w, high * cell.h);
}

/** @param {Now} now */
function blank({ g, part, numbers, look, t }) {
  const count = read(numbers, part.tensor).data.length;
  const [x, y, w, h] = part.box;
  const step = w / count;
  g.strokeStyle = look.muted;
  g.setLineDash([2, 2]);
  for (let k = 0; k < Math.round(t * count); k++) g.strokeRect(x + k * step + 1.5, y + 0.5, step - 3, h - 1);
  g.setLineDash([]);
}

/** @param {Now} now */
function pooled({ g, part, numbers, look, t, over }) {
  const [from, to] = [read(numbers, part.tensor), read(numbers, part.of)];
  const [size, crop] = [part.size ?? 2, part.crop ?? 4];
  const [wide, across] = [from.shape.at(-1) ?? 1, to.shape.at(-1) ?? 1];
  const top = to.data.indexOf(Math.max(...to.data));
  const start = [Math.floor(top / across), top % across].map((k) => Math.max(0, Math.min(across - crop, k - crop / 2)));
  const limit = limitOf(to.data);
  const [x, y, w, h] = part.box;
  const cell = Math.min(h / (crop * size), (w - 14) / (crop * (size + 1)));
  const left = { x, y: y + (h - crop * size * cell) / 2, rows: crop * size, columns: crop * size, cell: { w: cell, h: cell } };
  const right = { x: x + w - crop * cell, y: y + (h - crop * cell) / 2, rows: crop, columns: crop, cell: left.cell };
  const made = Math.floor(t * crop * crop);
  /** @param {import("../draw/cells.js").Block} block @param {number} n @param {(row: number, column: number) => number} value */
  const block = (block, n, value) => {
    for (let k = 0; k < n; k++) {
      const [r, c] = [Math.floor(k / block.columns), k % block.columns];
      g.fillStyle = css(colour(look.palette, "signed", value(r, c), limit));
      g.fillRect(block.x + c * cell, block.y + r * cell, cell, cell);
    }
    grid(g, block, look, true);
  };
  block(left, left.rows * left.columns, (r, c) => from.data[(start[0] * size + r) * wide + start[1] * size + c]);
  block(right, made, (r, c) => to.data[(start[0] + r) * across + start[1] + c]);
  if (over || made >= crop * crop) return;
  const [r, c] = [Math.floor(made / crop), made % crop];
  outline(g, look, left.x + c * size * cell, left.y + r * size * cell, size * cell, size * cell);
  outline(g, look, right.x + c * cell, right.y + r * cell, cell, cell);
}

const [LENS, TALL] = [2, 4];

/** @param {Now} now */
function loupe(now) {
  const { g, part, numbers, look, t, over } = now;
  const [x, y, w, h] = part.box;
  const [rows, columns] = read(numbers, part.tensor).shape.slice(-2);
  const [tile] = bitmaps({ ...part, scale: "grey" }, numbers, look);
  const block = fit([x, y, h, h], rows, columns);
  born(g, tile, block, rows * columns, look, false);
  const last = columns - LENS;
  const [row, column] = numbers.first.slice(-2);
  const r = Math.min(Math.max(0, row - 1), rows - TALL);
  const c = over ? Math.min(column, last) : Math.min(last, Math.floor(t * (last + 1)));
  outline(g, look, block.x + c * block.cell.w, block.y + r * block.cell.h, LENS * block.cell.w, TALL * block.cell.h);
  const side = Math.min((w - h - 6) / LENS, h / TALL);
  const lens = { x: x + w - LENS * side, y: y + (h - TALL * side) / 2, rows: TALL, columns: LENS, cell: { w: side, h: side } };
  const { data } = read(numbers, part.tensor);
  /** @param {number} k */
  const value = (k) => data[(r + Math.floor(k / LENS)) * columns + c + (k % LENS)];
  for (let k = 0; k < LENS * TALL; k++) {
    g.fillStyle = css(colour(look.palette, "grey", value(k), 1));
    g.fillRect(lens.x + (k % LENS) * side, lens.y + Math.floor(k / LENS) * side, side, side);
  }
  grid(g, lens, look, false);
  texts(g, lens, TYPE, look.font, (k) => ({ text: value(k).toFixed(2).replace(/^0/, ""), ink: ink(colour(look.palette, "grey", value(k), 1)) }));
}

/** @param {Now} now */
function dots({ g, part, numbers, look, t, over }) {
  const [into, out] = [read(numbers, part.tensor), read(numbers, part.of)];
  const [x, y, w, h] = part.box;
  const [reach, limit] = [limitOf(into.data), limitOf(out.data) || 1];
  const floor = y + h * 0.78;
  /** @param {number} k @returns {[number, number]} */
  const at = (k) => [x + w / 2 + ((into.data[k] / reach) * w) / 2, floor - (out.data[k] / limit) * (floor - y)];
  g.strokeStyle = look.muted;
  g.globalAlpha = 0.5;
  g.beginPath();
  g.moveTo(x, floor);
  g.lineTo(x + w, floor);
  g.moveTo(x + w / 2, y);
  g.lineTo(x + w / 2, y + h);
  g.stroke();
  g.globalAlpha = 1;
  const every = part.every ?? 9;
  const made = Math.floor((t * into.data.length) / every);
  for (let n = 0; n < made; n++) {
    const [cx, cy] = at(n * every);
    g.fillStyle = css(colour(look.palette, "signed", into.data[n * every], reach / 2));
    g.beginPath();
    g.arc(cx, cy, 3, 0, 7);
    g.fill();
  }
  if (over || t >= 1 || !made) return;
  const [cx, cy] = at((made - 1) * every);
  g.strokeStyle = look.accent;
  g.setLineDash([2, 2]);
  g.beginPath();
  g.moveTo(cx, y + h);
  g.lineTo(cx, cy);
  g.stroke();
  g.setLineDash([]);
  outline(g, look, cx - 4, cy - 4, 8, 8);
}

/** @param {Now} now */
function bars({ g, part, numbers, look, t }) {
  const { data, shape } = read(numbers, part.tensor);
  const [x, y, w, h] = part.box;
  const classes = shape.at(-1) ?? 1;
  const answers = [...data.slice(-classes)];
  const best = answers.indexOf(Math.max(...answers));
  const shares = part.last ? Array.from({ length: data.length / classes }, (_, k) => data[k * classes + best]) : answers;
  const step = (part.down ? h : w) / shares.length;
  const made = part.last ? Math.round(t * shares.length) : shares.length;
  shares.forEach((share, k) => {
    g.fillStyle = look.line;
    const thick = Math.max(1, step - 2);
    if (part.down) g.fillRect(x, y + k * step + 1, w, thick);
    else g.fillRect(x + k * step + 1, y, thick, h);
    g.fillStyle = part.last || k === best ? look.ink : look.muted;
    const long = k < made ? share * (part.last ? 1 : t) : 0;
    if (part.down) g.fillRect(x, y + k * step + 1, long * w, thick);
    else g.fillRect(x + k * step + 1, y + h * (1 - long), thick, long * h);
  });
}

/** @param {Now} now */
function counts({ g, part, numbers, look, t }) {
  const [first, second, difference] = [part.tensor, part.second, part.difference].map((name) => read(numbers, name).data);
  const there = [...first.keys()].filter((k) => first[k] || second[k]);
  const [x, y, w, h] = part.box;
  const step = w / there.length;
  const row = h / 3.4;
  const made = Math.round(t * there.length);
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `600 ${TYPE + 1}px ${look.font}`;
  there.forEach((word, k) => {
    [first, second].forEach((counted, n) => {
      g.fillStyle = css(colour(look.palette, "probability", 0.18, 1));
      g.fillRect(x + k * step + 1, y + n * (row + 3), step - 2, row);
      g.fillStyle = look.ink;
      if (k < made) g.fillText(`${counted[word]}`, x + (k + 0.5) * step, y + n * (row + 3) + row / 2);
    });
    if (k < made) g.fillText(`${difference[word]}`, x + (k + 0.5) * step, y + h - row / 2);
  });
  g.strokeStyle = look.muted;
  g.beginPath();
  g.moveTo(x, y + 2 * (row + 3) + 1);
  g.lineTo(x + w, y + 2 * (row + 3) + 1);
  g.stroke();
  g.textAlign = "start";
}

/** @param {Now} now */
function boxed({ g, part, numbers, look, t }) {
  const [tile] = bitmaps({ ...part, scale: "grey" }, numbers, look);
  const { x, y, cell } = fit(part.box, tile.height, tile.width);
  g.drawImage(tile, x, y, tile.width * cell.w, tile.height * cell.h);
  const kept = found(read(numbers, part.scores), read(numbers, part.edges), part.least ?? 0, part.allowed ?? 1).filter(({ by }) => by < 0);
  g.lineWidth = 1.5;
  g.strokeStyle = g.fillStyle = "#fff";
  g.font = `${TYPE}px ${look.font}`;
  g.textBaseline = "bottom";
  for (const { what, edges: [left, top, right, bottom] } of kept.slice(0, Math.round(t * kept.length))) {
    g.strokeRect(x + left * cell.w, y + top * cell.h, (right - left) * cell.w, (bottom - top) * cell.h);
    g.fillText(String(what), x + right * cell.w + 2, y + bottom * cell.h);
  }
}
