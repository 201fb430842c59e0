/**
 * What is drawn in and around the cells of a map, on a canvas.
 *
 * @typedef {{w: number, h: number}} Size of one cell
 * @typedef {{x: number, y: number, rows: number, columns: number, cell: Size}} Block cells in rows and columns
 */
import { css } from "./colours.js";

const GRID_FROM = 6;

/** A frame around cells and thin lines of the page's own background between them. @param {CanvasRenderingContext2D} g @param {Block} block @param {import("./colours.js").Look} how @param {boolean} between */
export function grid(g, { x, y, rows, columns, cell }, how, between) {
  const [w, h] = [columns * cell.w, rows * cell.h];
  if (between && Math.min(cell.w, cell.h) >= GRID_FROM) {
    g.strokeStyle = css(how.palette.zero);
    g.lineWidth = 1;
    g.beginPath();
    for (let c = 1; c < columns; c++) (g.moveTo(x + c * cell.w, y), g.lineTo(x + c * cell.w, y + h));
    for (let r = 1; r < rows; r++) (g.moveTo(x, y + r * cell.h), g.lineTo(x + w, y + r * cell.h));
    g.stroke();
  }
  g.strokeStyle = how.line;
  g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
}

/** Zeros around a map: cells like its own, in the colour of zero. @param {CanvasRenderingContext2D} g @param {Block} block with its padding @param {number[]} zero @param {import("./colours.js").Look} how @param {boolean} between */
export function padding(g, block, zero, how, between) {
  const { x, y, rows, columns, cell } = block;
  g.fillStyle = css(zero);
  g.fillRect(x, y, columns * cell.w, rows * cell.h);
  grid(g, block, how, between);
}

/** Where a map ends and the zeros around it begin: dashes that are seen on dark cells and on bright ones. @param {CanvasRenderingContext2D} g @param {Block} block */
export function edge(g, { x, y, rows, columns, cell }) {
  g.lineWidth = 1.5;
  for (const [at, colour] of /** @type {const} */ ([[0, "#fff"], [4, "#000"]])) {
    g.strokeStyle = colour;
    g.lineDashOffset = at;
    g.setLineDash([4, 4]);
    g.strokeRect(x, y, columns * cell.w, rows * cell.h);
  }
  g.setLineDash([]);
  g.lineDashOffset = 0;
  g.lineWidth = 1;
}

/** Where a map was. @param {CanvasRenderingContext2D} g @param {Block} block @param {import("./colours.js").Look} how */
export function hole(g, { x, y, rows, columns, cell }, how) {
  g.setLineDash([4, 3]);
  g.strokeStyle = how.accent;
  g.strokeRect(x + 0.5, y + 0.5, columns * cell.w - 1, rows * cell.h - 1);
  g.setLineDash([]);
}

/** A part of a map, seen on dark cells and on bright ones. @param {CanvasRenderingContext2D} g @param {Block} block @param {[number, number, number, number]} part its first row and column, and how many of each @param {import("./colours.js").Look} how */
export function frame(g, { x, y, cell }, [row, column, rows, columns], how) {
  for (const [line, width] of /** @type {const} */ ([[how.background, 4], [how.accent, 2]])) {
    g.strokeStyle = line;
    g.lineWidth = width;
    g.strokeRect(x + column * cell.w, y + row * cell.h, columns * cell.w, rows * cell.h);
  }
  g.lineWidth = 1;
}

/** A text in the middle of each cell. @param {CanvasRenderingContext2D} g @param {Block} block @param {number} size of the type @param {string} font @param {(k: number) => {text: string, ink: string} | null} write */
export function texts(g, { x, y, rows, columns, cell }, size, font, write) {
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `${size}px ${font}`;
  for (let k = 0; k < rows * columns; k++) {
    const what = write(k);
    if (!what) continue;
    g.fillStyle = what.ink;
    g.fillText(what.text, x + ((k % columns) + 0.5) * cell.w, y + (Math.floor(k / columns) + 0.5) * cell.h);
  }
  g.textAlign = "start";
  g.textBaseline = "alphabetic";
}

/** A dot in each cell that is asked for, in its corner where the middle is taken. @param {CanvasRenderingContext2D} g @param {Block} block @param {string} ink @param {boolean} corner @param {(k: number) => boolean} asked */
export function dots(g, { x, y, rows, columns, cell }, ink, corner, asked) {
  g.fillStyle = ink;
  const at = corner ? 0.86 : 0.5;
  const radius = corner ? 2.5 : Math.max(Math.min(1.2, cell.w / 4), cell.w / 9);
  for (let k = 0; k < rows * columns; k++) {
    if (!asked(k)) continue;
    g.beginPath();
    g.arc(x + ((k % columns) + at) * cell.w, y + (Math.floor(k / columns) + 1 - at) * cell.h, radius, 0, 7);
    g.fill();
  }
}

/** Diagonal strokes over a rectangle, on a wash if one is given. @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} w @param {number} h @param {string} line @param {string} [wash] */
export function hatch(g, x, y, w, h, line, wash) {
  g.save();
  g.beginPath();
  g.rect(x, y, w, h);
  g.clip();
  if (wash) {
    g.globalAlpha = 0.8;
    g.fillStyle = wash;
    g.fillRect(x, y, w, h);
  }
  g.globalAlpha = wash ? 0.35 : 1;
  g.strokeStyle = line;
  g.lineWidth = 1;
  g.beginPath();
  for (let k = -h; k < w; k += 7) (g.moveTo(x + k, y + h), g.lineTo(x + k + h, y));
  g.stroke();
  g.restore();
}

/**
 * The number of columns that leaves tiles largest.
 * @param {number} n tiles @param {number} width @param {number} height
 * @param {{across: number, down: number, label: number, gap: number}} box each tile's cells, and the pixels above and between
 */
export function bestColumns(n, width, height, { across, down, label, gap }) {
  let best = 1;
  let size = 0;
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const cell = Math.min((width - (columns - 1) * gap) / columns / across, ((height - (rows - 1) * gap) / rows - label) / down);
    if (cell > size + 0.01) [best, size] = [columns, cell];
  }
  return best;
}
