/**
 * A panel of maps: a tensor of channels, rows and columns as tiles of coloured cells on one canvas. A colour picture has
 * a tile with the channels together, then one for each. A solo panel has one tile, of the selected channel; a table is
 * one whose cells are as wide as their numbers. Compact tiles stand close together, so many beside each other, without
 * their names.
 *
 * @typedef {{tensor: string, title: string, scale: "signed" | "grey", pad?: number, names?: string[], together?: boolean,
 *            hideShape?: boolean, shared?: boolean, grow?: number, note?: string, edit?: boolean,
 *            bias?: string, curve?: boolean, changed?: number[], table?: boolean, draw?: boolean, threshold?: string, solo?: boolean,
 *            compact?: number, bars?: boolean, before?: number[], flip?: boolean, field?: boolean,
 *            row?: import("./rows.js").Row, paths?: import("./paths.js").Paths}} PanelSpec
 * @typedef {{x: number, y: number, w: number, h: number}} Rect
 * @typedef {{channel: number, x: number, y: number}} Tile channel -1: all together
 */
import { dots, grid, hatch, padding, texts } from "./cells.js";
import { colour, css, ink, limitOf } from "./colours.js";
import { make, say } from "./dom.js";
import { ravel, unravel } from "./explain.js";
import { number } from "./words.js";

const GAP = 10;
const CLOSE = 5;
const LABEL = 18;
const NUMBERS_FROM = 30;
const LARGEST_CELL = 72;
const LEAST_WIDTH = 132;
const WIDEST = 2.3;
const LEAST_TABLE_CELL = { w: 27, h: 12 };
const RGB = ["red", "green", "blue"];

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
      make("header", {}, make("span", {}, this.title, " ", this.size), ...(spec.compact ? [] : [this.legend])),
      this.body,
      ...(spec.compact ? [this.legend] : []),
      this.note,
    );
    this.element.classList.toggle("compact", !!spec.compact);
    this.small = document.createElement("canvas");
    /** @type {Tile[]} */
    this.tiles = [];
    this.cell = { w: 10, h: 10 };
    this.unit = 1;
    this.stacked = false;
    this.shown = 0;
    this.font = "sans-serif";
    this.origin = { x: 0, y: 0 };
  }

  /** @param {PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    const tensor = read(spec.tensor);
    this.spec = spec;
    this.tensor = tensor;
    this.changed = new Set(spec.changed);
    const [h, w] = tensor.shape.slice(-2);
    const c = tensor.data.length / (h * w);
    [this.channels, this.rows, this.columns] = [c, h, w];
    this.pad = spec.pad ?? 0;
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = tensor.shape.join(",");
    this.element.setAttribute("aria-label", `${spec.title}, ${c > 1 ? `${c} × ` : ""}${h} × ${w}`);
    say(this.title, spec.title);
    say(this.size, spec.hideShape ? "? × ?" : `${c > 1 && !spec.compact ? `${c} × ` : ""}${h} × ${w}`);
    say(this.note, spec.note ?? "");
    this.note.hidden = !spec.note;
    this.legend.hidden = spec.scale === "grey";
  }

  /** The tensors whose numbers are changed here. */
  get edits() {
    return this.spec.flip ? [this.spec.tensor] : [];
  }

  /** Find the tiles' places in a box; returns the panel's own size. @param {number} width @param {number} height */
  layout(width, height) {
    const across = this.columns + 2 * this.pad;
    const down = this.rows + 2 * this.pad;
    const label = this.channels > 1 && !this.spec.compact && !this.spec.solo ? LABEL : 0;
    const gap = this.spec.compact ? CLOSE : GAP;
    const tiles = this.spec.solo ? 1 : this.channels;
    const dpr = devicePixelRatio || 1;
    const snap = (/** @type {number} */ v) => this.snap(v, dpr);
    if (this.spec.table) {
      const widest = Math.max(width / across, LEAST_TABLE_CELL.w);
      const h = snap(Math.min(widest, Math.max(height / down, LEAST_TABLE_CELL.h)));
      this.cell = { w: snap(Math.min(widest, WIDEST * h)), h };
      this.tiles = [{ channel: Math.min(this.shown, this.channels - 1), x: 0, y: 0 }];
      [this.width, this.height] = [this.cell.w * across, h * down];
    } else if (this.spec.together) {
      const part = (height - (this.channels - 1) * 6) / this.channels;
      const side = snap(Math.min(height / down, (width - GAP) / (across * (1 + 1 / this.channels))));
      const small = snap(Math.min(part / down, side / this.channels));
      this.cell = { w: side, h: side };
      this.thumb = { w: small, h: small };
      const x = side * across + GAP;
      this.tiles = [{ channel: -1, x: 0, y: 0 }];
      for (let c = 0; c < this.channels; c++) this.tiles.push({ channel: c, x, y: c * ((side * down + 6) / this.channels) });
      this.width = x + small * across;
      this.height = side * down;
    } else {
      const columns = this.spec.compact && !this.stacked ? this.spec.compact : bestColumns(tiles, width, height, across, down, label, gap);
      const rows = Math.ceil(tiles / columns);
      const fit = Math.min((width - (columns - 1) * gap) / columns / across, (height - (rows - 1) * gap) / rows / down - label / down, LARGEST_CELL * this.unit);
      const side = this.spec.compact ? fit : snap(fit);
      this.thumb = this.cell = { w: side, h: side };
      this.tiles = Array.from({ length: tiles }, (_, c) => ({
        channel: this.spec.solo ? Math.min(this.shown, this.channels - 1) : c,
        x: (c % columns) * (side * across + gap),
        y: Math.floor(c / columns) * (side * down + gap + label) + label,
      }));
      this.width = columns * (side * across + gap) - gap;
      this.height = rows * (side * down + gap + label) - gap;
    }
    this.element.style.width = `${Math.max(Math.min(this.width, width), this.spec.compact ? 0 : Math.min(width, Math.max(LEAST_WIDTH, this.tensor.shape.length === 2 ? 8 * this.spec.title.length + 190 : 0) * this.unit))}px`;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    const [w, h] = [Math.round(this.width * dpr), Math.round(this.height * dpr)];
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    this.dpr = dpr;
  }

  /** Cells of whole pixels stay even. @param {number} v @param {number} dpr */
  snap(v, dpr) {
    return Math.max(1, Math.floor(v * dpr) / dpr);
  }

  /** Where the canvas stands in the stage. @param {DOMRect} stage */
  anchor(stage) {
    const at = this.canvas.getBoundingClientRect();
    const seen = this.body.getBoundingClientRect();
    this.origin = { x: at.left - stage.left, y: at.top - stage.top };
    const scrolls = at.width > seen.width + 1;
    this.element.classList.toggle("scrolls", scrolls);
    if (scrolls) this.body.tabIndex = 0;
    else this.body.removeAttribute("tabindex");
    this.seen = scrolls ? { from: seen.left - stage.left, to: seen.right - stage.left } : null;
  }

  /** What is wider than its panel scrolls to the selected cell. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (!this.seen || tensor !== this.spec.tensor) return;
    const x = (at[at.length - 1] + this.pad) * this.cell.w;
    const { scrollLeft, clientWidth } = this.body;
    if (x < scrollLeft || x + this.cell.w > scrollLeft + clientWidth) this.body.scrollLeft = x - clientWidth / 2;
  }

  /** Which tile a cell lies in; a kernel of several channels has a tile for each. @param {number[]} at */
  channelOf(at) {
    return ravel(at.slice(0, -2), this.tensor.shape.slice(0, -2));
  }

  /** How a channel's numbers are coloured: a colour picture's each in its own. @param {number} channel @returns {import("./colours.js").ScaleName} */
  scaleOf(channel) {
    return this.spec.scale === "grey" && this.channels === 3 ? /** @type {any} */ (RGB[channel]) : this.spec.scale;
  }

  /** @param {Tile} tile */
  cellSize(tile) {
    return tile.channel === -1 || !this.spec.together ? this.cell : this.thumb;
  }

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor;
  }

  /** How a channel's numbers are coloured, and the value of full strength. @param {number} channel */
  shading(channel) {
    const known = channel < this.channels ? channel : 0;
    return { scale: this.scaleOf(known), limit: this.limit(known) };
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
    if (this.spec.table || this.spec.solo) {
      this.shown = Math.min(how.channel, this.channels - 1);
      this.tiles[0].channel = this.shown;
      say(this.title, this.spec.names?.[this.shown] ?? this.spec.title);
    }
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
    const [x, y] = [tile.x + pad * cell.w, tile.y + pad * cell.h];
    const [w, h] = [columns * cell.w, rows * cell.h];
    const block = { x, y, rows, columns, cell };
    if (channels > 1 && tile.channel >= 0 && !this.spec.together && !this.spec.table && !this.spec.solo && !this.spec.compact) {
      g.fillStyle = how.muted;
      g.font = `14px ${this.font}`;
      g.fillText(this.spec.names?.[tile.channel] ?? String(tile.channel + 1), tile.x, tile.y - 5, w);
    }
    if (pad) padding(g, { x: tile.x, y: tile.y, rows: rows + 2 * pad, columns: columns + 2 * pad, cell }, pad, how);
    if (how.veiled) {
      hatch(g, x, y, w, h, how.line);
    } else {
      this.small.width = columns;
      this.small.height = rows;
      const s = /** @type {CanvasRenderingContext2D} */ (this.small.getContext("2d"));
      s.putImageData(this.pixels(tile.channel, how), 0, 0);
      g.drawImage(this.small, 0, 0, columns, rows, x, y, w, h);
    }
    grid(g, block, how, !this.spec.table && !this.spec.compact);
    if (how.unseen) {
      const wash = css(how.palette.zero);
      const [wide, tall] = [w + 2 * pad * cell.w, h + 2 * pad * cell.h];
      for (const k of how.unseen.rows) hatch(g, tile.x, tile.y + (k + pad) * cell.h, wide, cell.h, how.muted, wash);
      for (const k of how.unseen.columns) hatch(g, tile.x + (k + pad) * cell.w, tile.y, cell.w, tall, how.muted, wash);
    }
    const from = Math.max(0, tile.channel) * rows * columns;
    const numbers = (this.spec.table || cell.w >= NUMBERS_FROM) && tile.channel >= 0 && !how.veiled;
    if (this.changed.size) dots(g, block, this.spec.compact ? how.muted : how.ink, numbers, (k) => this.changed.has(from + k));
    if (numbers) this.paintNumbers(g, block, tile.channel, how);
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
          : colour(how.palette, this.scaleOf(channel), tensor.data[channel * size + k], limit);
      image.data.set(rgb, 4 * k);
      image.data[4 * k + 3] = !how.birth || how.birth[Math.max(0, channel) * size + k] <= how.born ? 255 : 18;
    }
    return image;
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./cells.js").Block} block @param {number} channel @param {any} how */
  paintNumbers(g, block, channel, how) {
    const limit = this.limit(channel);
    const from = channel * this.rows * this.columns;
    const size = this.spec.table ? Math.min(block.cell.w / 2.2, block.cell.h * 0.86) : block.cell.w / 2.8;
    texts(g, block, Math.min(24, Math.max(12, size)), this.font, (k) => {
      if (how.birth && how.birth[from + k] > how.born) return null;
      const value = this.tensor.data[from + k];
      return { text: number(value), ink: ink(colour(how.palette, this.scaleOf(channel), value, limit)) };
    });
  }

  /** @param {any} how */
  paintLegend(how) {
    if (this.legend.hidden) return;
    const [low, bar, high] = /** @type {any} */ (this.legend.children);
    const limit = this.limit(how.channel);
    const { below, zero, above } = how.palette;
    bar.style.background = `linear-gradient(90deg, ${css(below)}, ${css(zero)}, ${css(above)})`;
    say(low, this.spec.compact ? "" : number(-limit));
    say(high, `${this.spec.compact ? "±" : ""}${number(limit)}`);
  }

  /** The cell under a point of the stage, or null. @param {number} px @param {number} py @returns {number[] | null} */
  cellAt(px, py) {
    for (const tile of this.tiles) {
      const cell = this.cellSize(tile);
      const c = Math.floor((px - this.origin.x - tile.x) / cell.w) - this.pad;
      const r = Math.floor((py - this.origin.y - tile.y) / cell.h) - this.pad;
      if (r < 0 || c < 0 || r >= this.rows || c >= this.columns) continue;
      return unravel((Math.max(0, tile.channel) * this.rows + r) * this.columns + c, this.tensor.shape);
    }
    return null;
  }

  /** Rectangles in the stage around cells of this tensor, one a tile they lie in. @param {number[][]} cells @returns {Rect[]} */
  rects(cells) {
    const found = [];
    for (const tile of this.tiles) {
      const mine = tile.channel === -1 ? cells : cells.filter((at) => this.channelOf(at) === tile.channel);
      if (!mine.length) continue;
      const cell = this.cellSize(tile);
      const rows = mine.map((at) => at[at.length - 2]);
      const columns = mine.map((at) => at[at.length - 1]);
      const [r, c] = [Math.min(...rows), Math.min(...columns)];
      found.push({
        x: this.origin.x + tile.x + (c + this.pad) * cell.w,
        y: this.origin.y + tile.y + (r + this.pad) * cell.h,
        w: (Math.max(...columns) - c + 1) * cell.w,
        h: (Math.max(...rows) - r + 1) * cell.h,
      });
    }
    const { seen } = this;
    return seen ? found.filter(({ x, w }) => x >= seen.from - 1 && x + w <= seen.to + 1) : found;
  }
}

/** The number of columns that leaves the tiles largest. */
function bestColumns(/** @type {number} */ n, /** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ across, /** @type {number} */ down, /** @type {number} */ label, /** @type {number} */ gap) {
  let best = 1;
  let size = 0;
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const cell = Math.min((width - (columns - 1) * gap) / columns / across, ((height - (rows - 1) * gap) / rows - label) / down);
    if (cell > size + 0.01) [best, size] = [columns, cell];
  }
  return best;
}
