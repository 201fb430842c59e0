/**
 * Maps as bitmaps of a pixel a cell, coloured once for each theme, and laid out in cells as far as they are born.
 *
 * @typedef {import("../draw/cells.js").Block} Block
 * @typedef {import("../draw/colours.js").Look} Look
 * @typedef {import("./parts.js").Part} Part
 */
import { grid } from "../draw/cells.js";
import { colour, limitOf } from "../draw/colours.js";

/** @type {WeakMap<import("./numbers.js").Tensor, {look: Look, tiles: HTMLCanvasElement[]}>} */
const coloured = new WeakMap();

/** The maps that a part draws. @param {Part} part @param {import("./numbers.js").Numbers} numbers @param {Look} look */
export function bitmaps(part, { tensors, first }, look) {
  const tensor = /** @type {import("./numbers.js").Tensor} */ (tensors.get(part.tensor));
  const was = coloured.get(tensor);
  if (was?.look === look) return was.tiles;
  const { shape, data } = tensor;
  const [r, c] = part.per ? [data.length / part.per, part.per] : shape.slice(-2);
  const unit = part.only ? (first.at(-1) ?? 0) : 0;
  const [rows, columns] = part.words ? [part.only ? 1 : c, r] : [r, c];
  const limit = part.limit || (part.scale === "probability" ? 1 : limitOf(data));
  const colours = (/** @type {number} */ at) => [0, 1, 2].map((k) => 255 * Math.min(1, Math.max(0, data[k * r * c + at])));
  const tiles = Array.from({ length: part.together ? 1 : data.length / (r * c) }, (_, k) => {
    const tile = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    for (let at = 0; at < rows * columns; at++) {
      const [row, column] = [Math.floor(at / columns), at % columns];
      const value = part.words ? data[column * c + row + unit] : data[k * r * c + at];
      image.data.set([...(part.together ? colours(at) : colour(look.palette, part.scale ?? "signed", value, limit)), 255], 4 * at);
    }
    tile.getContext("2d")?.putImageData(image, 0, 0);
    return tile;
  });
  coloured.set(tensor, { look, tiles });
  return tiles;
}

/** The largest square cells in a box, in its middle. @param {import("./parts.js").Box} box @param {number} rows @param {number} columns @returns {Block} */
export function fit([x, y, w, h], rows, columns) {
  const cell = Math.min(w / columns, h / rows);
  return { x: x + (w - columns * cell) / 2, y: y + (h - rows * cell) / 2, rows, columns, cell: { w: cell, h: cell } };
}

/** The first `n` cells of a map, row by row or `upright` column by column, on the place that it will take.
 * @param {CanvasRenderingContext2D} g @param {HTMLCanvasElement} tile @param {Block} block @param {number} n @param {Look} look @param {boolean} upright */
export function born(g, tile, block, n, look, upright) {
  const { x, y, rows, columns, cell } = block;
  g.fillStyle = look.soft;
  g.fillRect(x, y, columns * cell.w, rows * cell.h);
  const made = Math.max(0, Math.min(n, rows * columns));
  const per = upright ? rows : columns;
  const [whole, rest] = [Math.floor(made / per), made % per];
  /** @param {number} c @param {number} r @param {number} w @param {number} h */
  const draw = (c, r, w, h) => w && h && g.drawImage(tile, c, r, w, h, x + c * cell.w, y + r * cell.h, w * cell.w, h * cell.h);
  if (upright) (draw(0, 0, whole, rows), draw(whole, 0, 1, rest));
  else (draw(0, 0, columns, whole), draw(0, whole, rest, 1));
  grid(g, block, look, true);
}

/** What is selected. @param {CanvasRenderingContext2D} g @param {Look} look @param {number} x @param {number} y @param {number} w @param {number} h */
export function outline(g, look, x, y, w, h) {
  g.strokeStyle = look.accent;
  g.lineWidth = 2;
  g.strokeRect(x, y, w, h);
  g.lineWidth = 1;
}
