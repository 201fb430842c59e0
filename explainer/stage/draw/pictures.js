/**
 * Rows of pictures: below each word one of its own, the cells of a tensor (T, H, W), or of one channel of (T, C, H, W).
 *
 * @typedef {import("../panels/columns.js").default} Panel
 * @typedef {import("../panels/base.js").How} How
 * @typedef {import("../panels/base.js").Rect} Rect
 * @typedef {import("./rows.js").Placed} Placed
 */
import { colour } from "./colours.js";

const small = document.createElement("canvas");

/** @param {number[]} shape */
const sides = (shape) => shape.slice(-2);

/** Where a picture stands in its column: in the middle of it, so large as its row is high. @param {Placed} row @param {number} x @param {number} w */
const left = (row, x, w) => x + (w - row.h) / 2;

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row @param {number} t @param {number} x @param {number} w */
export function picture(panel, g, how, row, t, x, w) {
  const [rows, columns] = sides(row.shape);
  const from = t * row.units + (row.shape.length > 3 ? (row.channel ?? 0) * rows * columns : 0);
  const image = new ImageData(columns, rows);
  for (let k = 0; k < rows * columns; k++) {
    image.data.set(colour(how.palette, row.scale ?? "grey", row.data[from + k], row.most), 4 * k);
    image.data[4 * k + 3] = 255;
  }
  Object.assign(small, { width: columns, height: rows });
  /** @type {CanvasRenderingContext2D} */ (small.getContext("2d")).putImageData(image, 0, 0);
  g.imageSmoothingEnabled = false;
  g.drawImage(small, left(row, x, w), row.y, row.h, row.h);
  g.strokeStyle = how.line;
  g.lineWidth = 1;
  g.strokeRect(left(row, x, w) - 0.5, row.y - 0.5, row.h + 1, row.h + 1);
}

/** The cell at a point beside which the column of word t begins. @param {Placed} row @param {number} t @param {number} x @param {number} y @param {number} w @returns {import("../panels/base.js").Place | null} */
export function pictured(row, t, x, y, w) {
  const [rows, columns] = sides(row.shape);
  const [r, c] = [Math.floor(((y - row.y) / row.h) * rows), Math.floor(((x - left(row, 0, w)) / row.h) * columns)];
  if (r < 0 || c < 0 || r >= rows || c >= columns) return null;
  return { tensor: row.tensor, at: row.shape.length > 3 ? [t, row.channel ?? 0, r, c] : [t, r, c] };
}

/** Around those of some cells that are in the picture of word t. @param {Placed} row @param {number} t @param {number[][]} cells @param {number} x @param {number} w @returns {{x: number, y: number, w: number, h: number}[]} */
export function around(row, t, cells, x, w) {
  const [rows, columns] = sides(row.shape);
  const mine = cells.filter((at) => at[0] === t && (row.shape.length < 4 || at[1] === (row.channel ?? 0)));
  if (!mine.length) return [];
  const [rs, cs] = [mine.map((at) => at[at.length - 2]), mine.map((at) => at[at.length - 1])];
  const [top, first] = [Math.min(...rs), Math.min(...cs)];
  const [tall, wide] = [Math.max(...rs) - top + 1, Math.max(...cs) - first + 1];
  const [u, v] = [row.h / columns, row.h / rows];
  return [{ x: left(row, x, w) + first * u, y: row.y + top * v, w: wide * u, h: tall * v }];
}
