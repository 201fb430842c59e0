/**
 * A panel of maps: a tensor of channels, rows and columns as tiles of coloured cells on one canvas. A colour picture has
 * a tile with the channels together, then one for each.
 *
 * @typedef {{tensor: string, title: string, scale: "signed" | "grey", pad?: number, names?: string[], together?: boolean,
 *            hideShape?: boolean, shared?: boolean, grow?: number, note?: string, edit?: boolean,
 *            bias?: string, curve?: boolean, changed?: number[]}} PanelSpec
 * @typedef {{x: number, y: number, w: number, h: number}} Rect
 * @typedef {{channel: number, x: number, y: number}} Tile channel -1: all together
 */
import { colour, css, ink, limitOf } from "./colours.js";
import { make, say } from "./dom.js";
import { number } from "./words.js";

const GAP = 10;
const LABEL = 18;
const NUMBERS_FROM = 30;
const LARGEST_CELL = 72;
const LEAST_WIDTH = 132;

export class MapPanel {
  /** @param {PanelSpec} spec */
  constructor(spec) {
    this.spec = spec;
    this.title = make("b");
    this.size = make("span", { class: "size" });
    this.legend = make("span", { class: "legend", "aria-hidden": "true" }, make("span"), make("i"), make("span"));
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.note = make("p", { class: "note" });
    this.body = make("div", { class: "body" }, this.canvas);
    this.element = make(
      "section",
      { class: "panel", "data-testid": "panel" },
      make("header", {}, make("span", {}, this.title, " ", this.size), this.legend),
      this.body,
      this.note,
    );
    this.small = document.createElement("canvas");
    /** @type {Tile[]} */
    this.tiles = [];
    this.cell = 10;
    this.unit = 1;
    this.origin = { x: 0, y: 0 };
  }

  /** @param {PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    const tensor = read(spec.tensor);
    this.spec = spec;
    this.tensor = tensor;
    this.changed = new Set(spec.changed);
    [this.channels, this.rows, this.columns] = tensor.shape;
    this.pad = spec.pad ?? 0;
    const [c, h, w] = tensor.shape;
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = tensor.shape.join(",");
    this.element.setAttribute("aria-label", `${spec.title}, ${c > 1 ? `${c} × ` : ""}${h} × ${w}`);
    say(this.title, spec.title);
    say(this.size, spec.hideShape ? "? × ?" : `${c > 1 ? `${c} × ` : ""}${h} × ${w}`);
    say(this.note, spec.note ?? "");
    this.note.hidden = !spec.note;
    this.legend.hidden = spec.scale === "grey";
  }

  /** Find the tiles' places in a box; returns the panel's own size. @param {number} width @param {number} height */
  layout(width, height) {
    const across = this.columns + 2 * this.pad;
    const down = this.rows + 2 * this.pad;
    const label = this.channels > 1 ? LABEL : 0;
    const dpr = devicePixelRatio || 1;
    const snap = (/** @type {number} */ v) => Math.max(1, Math.floor(v * dpr) / dpr);
    if (this.spec.together) {
      const part = (height - (this.channels - 1) * 6) / this.channels;
      this.cell = snap(Math.min(height / down, (width - GAP) / (across * (1 + 1 / this.channels))));
      this.thumb = snap(Math.min(part / down, (this.cell * across) / this.channels / across));
      const x = this.cell * across + GAP;
      this.tiles = [{ channel: -1, x: 0, y: 0 }];
      for (let c = 0; c < this.channels; c++) this.tiles.push({ channel: c, x, y: c * ((this.cell * down + 6) / this.channels) });
      this.width = x + this.thumb * across;
      this.height = this.cell * down;
    } else {
      const columns = bestColumns(this.channels, width, height, across, down, label);
      const rows = Math.ceil(this.channels / columns);
      const fit = Math.min((width - (columns - 1) * GAP) / columns / across, (height - (rows - 1) * GAP) / rows / down - label / down);
      this.cell = snap(Math.min(fit, LARGEST_CELL * this.unit));
      this.thumb = this.cell;
      this.tiles = Array.from({ length: this.channels }, (_, c) => ({
        channel: c,
        x: (c % columns) * (this.cell * across + GAP),
        y: Math.floor(c / columns) * (this.cell * down + GAP + label) + label,
      }));
      this.width = columns * (this.cell * across + GAP) - GAP;
      this.height = rows * (this.cell * down + GAP + label) - GAP;
    }
    this.element.style.width = `${Math.max(this.width, LEAST_WIDTH * this.unit)}px`;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    const [w, h] = [Math.round(this.width * dpr), Math.round(this.height * dpr)];
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    this.dpr = dpr;
  }

  /** Where the canvas stands in the stage. @param {DOMRect} stage */
  anchor(stage) {
    const at = this.canvas.getBoundingClientRect();
    this.origin = { x: at.left - stage.left, y: at.top - stage.top };
  }

  /** @param {Tile} tile */
  cellSize(tile) {
    return tile.channel === -1 || !this.spec.together ? this.cell : this.thumb;
  }

  /** The colour of full strength for a channel. @param {number} channel */
  limit(channel) {
    const size = this.rows * this.columns;
    return this.spec.shared === false ? limitOf(this.tensor.data, channel * size, (channel + 1) * size) : limitOf(this.tensor.data);
  }

  /**
   * @param {{palette: import("./colours.js").Palette, channel: number, born: number, veiled: boolean, unseen: {rows: Set<number>, columns: Set<number>} | null, line: string, muted: string}} how
   */
  paint(how) {
    const g = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    g.setTransform(this.dpr, 0, 0, this.dpr, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    g.imageSmoothingEnabled = false;
    for (const tile of this.tiles) this.paintTile(g, tile, how);
    this.paintLegend(how);
  }

  /** @param {CanvasRenderingContext2D} g @param {Tile} tile @param {any} how */
  paintTile(g, tile, how) {
    const cell = this.cellSize(tile);
    const { rows, columns, pad, channels } = this;
    const [x, y] = [tile.x + pad * cell, tile.y + pad * cell];
    if (channels > 1 && tile.channel >= 0 && !this.spec.together) {
      g.fillStyle = how.muted;
      g.font = `14px ${this.font ?? "sans-serif"}`;
      g.fillText(this.spec.names?.[tile.channel] ?? String(tile.channel + 1), tile.x, tile.y - 5, columns * cell);
    }
    if (pad) this.paintPadding(g, tile, cell, how);
    if (how.veiled) {
      hatch(g, x, y, columns * cell, rows * cell, how.line);
    } else {
      this.small.width = columns;
      this.small.height = rows;
      const s = /** @type {CanvasRenderingContext2D} */ (this.small.getContext("2d"));
      s.putImageData(this.pixels(tile.channel, how), 0, 0);
      g.drawImage(this.small, 0, 0, columns, rows, x, y, columns * cell, rows * cell);
    }
    grid(g, x, y, columns, rows, cell, how);
    if (how.unseen) {
      for (const [set, horizontal] of /** @type {[Set<number>, boolean][]} */ ([[how.unseen.rows, true], [how.unseen.columns, false]])) {
        for (const k of set) {
          const far = (k + pad) * cell;
          if (horizontal) hatch(g, tile.x, tile.y + far, (columns + 2 * pad) * cell, cell, how.muted, css(how.palette.zero));
          else hatch(g, tile.x + far, tile.y, cell, (rows + 2 * pad) * cell, how.muted, css(how.palette.zero));
        }
      }
    }
    if (this.changed.size) this.paintChanged(g, tile, x, y, cell, how);
    if (cell >= NUMBERS_FROM && tile.channel >= 0 && !how.veiled) this.paintNumbers(g, x, y, cell, tile.channel, how);
  }

  /** @param {number} channel @param {any} how */
  pixels(channel, how) {
    const { rows, columns, tensor, channels } = this;
    const size = rows * columns;
    const image = new ImageData(columns, rows);
    const limit = channel >= 0 ? this.limit(channel) : 1;
    for (let k = 0; k < size; k++) {
      const rgb =
        channel < 0
          ? [0, 1, 2].map((c) => 255 * tensor.data[Math.min(c, channels - 1) * size + k])
          : colour(how.palette, this.spec.scale, tensor.data[channel * size + k], limit);
      image.data.set(rgb, 4 * k);
      image.data[4 * k + 3] = !how.birth || how.birth[Math.max(0, channel) * size + k] <= how.born ? 255 : 18;
    }
    return image;
  }

  /** Zeros around the picture, drawn as empty cells. @param {CanvasRenderingContext2D} g @param {Tile} tile @param {number} cell @param {any} how */
  paintPadding(g, tile, cell, how) {
    const [w, h] = [this.columns + 2 * this.pad, this.rows + 2 * this.pad];
    g.strokeStyle = how.muted;
    g.globalAlpha = 0.45;
    g.lineWidth = 1;
    for (let r = 0; r < h; r++) {
      for (let c = 0; c < w; c++) {
        const inside = r >= this.pad && r < h - this.pad && c >= this.pad && c < w - this.pad;
        if (!inside) g.strokeRect(tile.x + c * cell + 0.5, tile.y + r * cell + 0.5, cell - 1, cell - 1);
      }
    }
    g.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} cell @param {number} channel @param {any} how */
  paintNumbers(g, x, y, cell, channel, how) {
    const limit = this.limit(channel);
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.font = `${Math.min(24, Math.max(12, cell / 2.8))}px ${this.font ?? "sans-serif"}`;
    for (let k = 0; k < this.rows * this.columns; k++) {
      if (how.birth && how.birth[channel * this.rows * this.columns + k] > how.born) continue;
      const value = this.tensor.data[channel * this.rows * this.columns + k];
      g.fillStyle = ink(colour(how.palette, this.spec.scale, value, limit));
      g.fillText(number(value), x + ((k % this.columns) + 0.5) * cell, y + (Math.floor(k / this.columns) + 0.5) * cell);
    }
    g.textAlign = "start";
    g.textBaseline = "alphabetic";
  }

  /** A dot in each cell that a comparison found changed. @param {CanvasRenderingContext2D} g @param {Tile} tile @param {number} x @param {number} y @param {number} cell @param {any} how */
  paintChanged(g, tile, x, y, cell, how) {
    const size = this.rows * this.columns;
    g.fillStyle = how.ink;
    for (let k = 0; k < size; k++) {
      if (!this.changed.has(Math.max(0, tile.channel) * size + k)) continue;
      g.beginPath();
      g.arc(x + ((k % this.columns) + 0.5) * cell, y + (Math.floor(k / this.columns) + 0.5) * cell, Math.max(1.2, cell / 9), 0, 7);
      g.fill();
    }
  }

  /** @param {any} how */
  paintLegend(how) {
    if (this.legend.hidden) return;
    const [low, bar, high] = /** @type {any} */ (this.legend.children);
    const limit = this.limit(how.channel);
    const { below, zero, above } = how.palette;
    bar.style.background = `linear-gradient(90deg, ${css(below)}, ${css(zero)}, ${css(above)})`;
    say(low, number(-limit));
    say(high, number(limit));
  }

  /** The cell under a point of the stage, or null. @param {number} px @param {number} py @returns {number[] | null} */
  cellAt(px, py) {
    for (const tile of this.tiles) {
      const cell = this.cellSize(tile);
      const c = Math.floor((px - this.origin.x - tile.x) / cell) - this.pad;
      const r = Math.floor((py - this.origin.y - tile.y) / cell) - this.pad;
      if (r >= 0 && c >= 0 && r < this.rows && c < this.columns) return [Math.max(0, tile.channel), r, c];
    }
    return null;
  }

  /** Rectangles in the stage around cells of this tensor, one a tile they lie in. @param {number[][]} cells @returns {Rect[]} */
  rects(cells) {
    const found = [];
    for (const tile of this.tiles) {
      const mine = tile.channel === -1 ? cells : cells.filter(([c]) => c === tile.channel);
      if (!mine.length) continue;
      const cell = this.cellSize(tile);
      const rows = mine.map((at) => at[1]);
      const columns = mine.map((at) => at[2]);
      const [r, c] = [Math.min(...rows), Math.min(...columns)];
      found.push({
        x: this.origin.x + tile.x + (c + this.pad) * cell,
        y: this.origin.y + tile.y + (r + this.pad) * cell,
        w: (Math.max(...columns) - c + 1) * cell,
        h: (Math.max(...rows) - r + 1) * cell,
      });
    }
    return found;
  }
}

/** The number of columns that leaves the tiles largest. */
function bestColumns(/** @type {number} */ n, /** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ across, /** @type {number} */ down, /** @type {number} */ label) {
  let best = 1;
  let size = 0;
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const cell = Math.min((width - (columns - 1) * GAP) / columns / across, ((height - (rows - 1) * GAP) / rows - label) / down);
    if (cell > size + 0.01) [best, size] = [columns, cell];
  }
  return best;
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} columns @param {number} rows @param {number} cell @param {any} how */
function grid(g, x, y, columns, rows, cell, how) {
  if (cell >= 6) {
    g.strokeStyle = css(how.palette.zero);
    g.lineWidth = 1;
    g.beginPath();
    for (let c = 1; c < columns; c++) (g.moveTo(x + c * cell, y), g.lineTo(x + c * cell, y + rows * cell));
    for (let r = 1; r < rows; r++) (g.moveTo(x, y + r * cell), g.lineTo(x + columns * cell, y + r * cell));
    g.stroke();
  }
  g.strokeStyle = how.line;
  g.strokeRect(x + 0.5, y + 0.5, columns * cell - 1, rows * cell - 1);
}

/** Diagonal strokes over a rectangle, on a wash if one is given. @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} w @param {number} h @param {string} line @param {string} [wash] */
function hatch(g, x, y, w, h, line, wash) {
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
