/**
 * Maps: the channels of a tensor as tiles. A colour picture has a tile with the channels together, then one for each unless it
 * is shown `whole`. Compact tiles stand close together, without their names; a plain panel has no legend.
 *
 * @typedef {object} Own
 * @property {import("../draw/colours.js").Scale} [scale]
 * @property {number} [pad]
 * @property {string[]} [names]
 * @property {boolean} [together]
 * @property {boolean} [whole]
 * @property {[number, number, number, number]} [outline]
 * @property {boolean} [shared]
 * @property {string[]} [alike]
 * @property {number} [least]
 * @property {number[]} [changed]
 * @property {number} [compact]
 * @property {[number, number]} [only]
 * @property {number} [without]
 * @property {boolean} [plain]
 * @property {boolean} [field]
 * @property {boolean} [beside]
 * @property {boolean} [flip]
 * @property {boolean} [waits]
 * @property {[number, number]} [slides]
 * @property {number} [reach]
 * @property {[number, number][]} [room]
 * @typedef {import("./base.js").Spec & Own} Spec
 * @typedef {import("./tiled.js").Tile} Tile
 */
import { unseen } from "../arithmetic/coverage.js";
import { unravel } from "../arithmetic/declaration.js";
import { field } from "../arithmetic/field.js";
import { number } from "../arithmetic/words.js";
import { bestColumns, dots, edge, frame, hatch, hole, padding } from "../draw/cells.js";
import { colour, css, limitOf } from "../draw/colours.js";
import { make, parts, say } from "../draw/dom.js";
import { LARGEST_CELL, LEAST_WIDTH, pen, Tiled } from "./tiled.js";

const GAP = 10;
const CLOSE = 5;
const THUMB_GAP = 6;
const LABEL = 18;
const LEGEND = 44;
const NARROW_NOTE = 26;
const FINE = 6;
const NOTED = 285;

/** @extends {Tiled<Spec>} */
export default class Maps extends Tiled {
  thumb = this.cell;
  /** @type {Set<number>} */
  #changed = new Set();
  /** @type {import("../arithmetic/coverage.js").Unseen | null} */
  #unseen = null;
  #limit = 0;
  /** @type {number | null} */
  #added = null;
  /** @type {Tile | undefined} where the opened map was */
  #hole;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.legend = make("span", { class: "legend", "aria-hidden": "true" }, make("span"), make("i"), make("span"));
    if (spec.compact) this.body.after(this.legend);
    else this.header.append(this.legend);
    this.element.classList.toggle("compact", !!spec.compact);
    this.element.classList.toggle("slides", !!spec.slides);
    if (spec.slides) say(this.hint, " · drag it");
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${!!spec.compact} ${!!spec.slides} ${spec.only ?? ""} ${spec.without !== undefined}`;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    const { scene, played } = this.stage.store;
    this.pad = spec.pad ?? 0;
    this.keeps = this.field = !!spec.field;
    const stale = !!spec.waits && this.stage.store.edited;
    this.#changed = new Set(stale ? [] : spec.changed);
    if (stale && spec.note) this.annotate("…");
    this.#unseen = spec.pad === undefined ? null : unseen(cells[scene.play], played.shape, spec.tensor, this.tensor.shape, spec.pad, this.read);
    say(this.size, this.grows ? "" : this.measures(!spec.compact));
    this.legend.hidden = this.scale === "grey" || !!spec.plain;
    this.aside = spec.without !== undefined;
    this.element.classList.toggle("aside", this.aside);
  }

  /** The channels that have a tile. @returns {number[]} */
  get shown() {
    const [from, count] = this.spec.only ?? [0, this.channels];
    return Array.from({ length: count }, (_, k) => from + k);
  }

  /** One map alone, which an opened one becomes. */
  get grows() {
    return this.spec.only?.[1] === 1 && !this.spec.plain;
  }

  get many() {
    return this.spec.whole ? 1 : this.shown.length;
  }

  get below() {
    return this.spec.compact ? LEGEND + (this.spec.note ? NARROW_NOTE : 0) + this.marked : super.below;
  }

  get edits() {
    return this.spec.flip || this.spec.slides ? [this.spec.tensor] : [];
  }

  get flips() {
    return !!this.spec.flip;
  }

  get slides() {
    return !!this.spec.slides;
  }

  get least() {
    if (this.spec.compact || this.spec.only) return 0;
    if (this.spec.whole && this.spec.note) return NOTED * this.unit;
    return Math.max(LEAST_WIDTH, this.tensor.shape.length === 2 ? 8 * this.spec.title.length + 190 : 0) * this.unit;
  }

  /** @param {number} width @param {number} height */
  place(width, height) {
    if (this.spec.whole) return this.#whole(width, height);
    return this.spec.together ? this.#beside(width, height) : this.#spread(width, height);
  }

  /** The colour picture alone; cells of a few pixels need not be whole ones. @param {number} width @param {number} height @returns {[number, number]} */
  #whole(width, height) {
    const fits = Math.min(width / this.columns, height / this.rows, LARGEST_CELL * this.unit);
    const side = fits < FINE ? fits : this.snap(fits);
    this.thumb = this.cell = { w: side, h: side };
    this.tiles = [{ channel: -1, x: 0, y: 0 }];
    return [this.columns * side, this.rows * side];
  }

  /** The colour picture, and its channels small beside it. @param {number} width @param {number} height @returns {[number, number]} */
  #beside(width, height) {
    const { channels } = this;
    const [across, down] = [this.columns + 2 * this.pad, this.rows + 2 * this.pad];
    const part = (height - (channels - 1) * THUMB_GAP) / channels;
    const side = this.snap(Math.min(height / down, (width - GAP) / (across * (1 + 1 / channels))));
    const small = this.snap(Math.min(part / down, side / channels));
    this.cell = { w: side, h: side };
    this.thumb = { w: small, h: small };
    const x = side * across + GAP;
    const thumbs = Array.from({ length: channels }, (_, c) => ({ channel: c, x, y: c * ((side * down + THUMB_GAP) / channels) }));
    this.tiles = [{ channel: -1, x: 0, y: 0 }, ...thumbs];
    return [x + small * across, side * down];
  }

  /** As many tiles beside each other as leave them largest. @param {number} width @param {number} height @returns {[number, number]} */
  #spread(width, height) {
    const { compact } = this.spec;
    const { shown } = this;
    const box = {
      across: this.columns + 2 * this.pad,
      down: this.rows + 2 * this.pad,
      label: shown.length > 1 && !compact ? LABEL : 0,
      gap: compact ? CLOSE : GAP,
    };
    const { across, down, label, gap } = box;
    const columns = compact && !this.stacked ? compact : bestColumns(shown.length, width, height, box);
    const rows = Math.ceil(shown.length / columns);
    const wide = (width - (columns - 1) * gap) / columns / across;
    const tall = (height - (rows - 1) * gap) / rows / down - label / down;
    const fit = Math.min(wide, tall, LARGEST_CELL * this.unit);
    const side = compact ? fit : this.snap(fit);
    this.thumb = this.cell = { w: side, h: side };
    const places = shown.map((channel, k) => ({
      channel,
      x: (k % columns) * (side * across + gap),
      y: Math.floor(k / columns) * (side * down + gap + label) + label,
    }));
    this.tiles = places.filter(({ channel }) => channel !== this.spec.without);
    this.#hole = places.find(({ channel }) => channel === this.spec.without);
    return [columns * (side * across + gap) - gap, rows * (side * down + gap + label) - gap];
  }

  /** @param {Tile} tile */
  sizeOf(tile) {
    return tile.channel === -1 || !this.spec.together ? this.cell : this.thumb;
  }

  /** @param {number} channel */
  limit(channel) {
    const { tensor, shared, alike = [], least = 0 } = this.spec;
    const largest = [tensor, ...alike].map((name) => {
      const { data, shape } = this.read(name);
      const size = data.length / (shared === false ? shape[0] : 1);
      return limitOf(data, shared === false ? channel * size : 0, shared === false ? (channel + 1) * size : data.length);
    });
    return Math.max(least, ...largest);
  }

  /** @param {import("./tiled.js").How} how */
  paint(how) {
    super.paint(how);
    if (this.#hole) hole(pen(this.canvas), this.block(this.#hole), how);
    this.#paintLegend(how);
  }

  get grids() {
    return !this.spec.compact;
  }

  get smooth() {
    return !!this.spec.whole && this.cell.w < FINE;
  }

  /** A tile's cells with the zeros around them. @param {Tile} tile @param {import("./tiled.js").Block} block */
  #around({ x, y }, { rows, columns, cell }) {
    return { x, y, rows: rows + 2 * this.pad, columns: columns + 2 * this.pad, cell };
  }

  /** @param {CanvasRenderingContext2D} g @param {Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintTile(g, tile, block, how) {
    const { together, only, compact } = this.spec;
    if (this.channels > 1 && tile.channel >= 0 && !together && !only && !compact) {
      g.fillStyle = how.muted;
      g.font = `14px ${how.font}`;
      g.fillText(this.names?.[tile.channel] ?? String(tile.channel + 1), tile.x, tile.y - 5, block.columns * block.cell.w);
    }
    if (this.pad) padding(g, this.#around(tile, block), colour(how.palette, tile.channel < 0 ? "grey" : this.scaleOf(tile.channel), 0, 1), how, this.grids);
    super.paintTile(g, tile, block, how);
  }

  /** @param {CanvasRenderingContext2D} g @param {Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintOver(g, tile, block, how) {
    if (this.pad) edge(g, block);
    if (this.spec.outline) frame(g, block, this.spec.outline, how);
    if (this.#unseen) this.#paintUnseen(g, this.#around(tile, block), this.#unseen, how);
    const from = Math.max(0, tile.channel) * this.rows * this.columns;
    if (this.#changed.size) dots(g, block, this.spec.compact ? how.muted : how.ink, this.writes(tile, block), (k) => this.#changed.has(from + k));
  }

  /** What the played map never looks at. @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Block} around @param {import("../arithmetic/coverage.js").Unseen} lines @param {import("./tiled.js").How} how */
  #paintUnseen(g, { x, y, rows, columns, cell }, lines, how) {
    const wash = css(how.palette.zero);
    for (const k of lines.rows) hatch(g, x, y + (k + this.pad) * cell.h, columns * cell.w, cell.h, how.muted, wash);
    for (const k of lines.columns) hatch(g, x + (k + this.pad) * cell.w, y, cell.w, rows * cell.h, how.muted, wash);
  }

  /** @param {import("./tiled.js").How} how */
  #paintLegend({ palette: { below, zero, above }, channel }) {
    if (this.legend.hidden) return;
    const [, bar] = parts(this.legend);
    bar.style.background = `linear-gradient(90deg, ${css(below)}, ${css(zero)}, ${css(above)})`;
    this.#limit = this.limit(channel);
    this.#tellLimit();
  }

  /** @param {number | null} most */
  added(most) {
    if (most === this.#added) return;
    this.#added = most;
    this.#tellLimit();
  }

  #tellLimit() {
    const [low, , high] = parts(this.legend);
    const limit = this.#added ?? this.#limit;
    say(low, this.spec.compact ? "" : number(-limit));
    say(high, this.#added !== null ? `adds ±${number(limit)}` : `${this.spec.compact ? "±" : ""}${number(limit)}`);
  }

  /** Of a colour picture only the whole one. @param {import("./base.js").Rect[]} rects */
  starts(rects) {
    return this.spec.together ? rects.slice(0, 1) : rects;
  }

  /** The pixels on which the selected cell depends, ringed and said. @param {import("./base.js").Place} selected */
  sees({ tensor, at }) {
    if (this.spec.beside) return this.#alike(tensor, at);
    if (!this.spec.field) return [];
    const { cells, read } = this.stage.store;
    const box = tensor === this.spec.tensor ? null : field(cells, read, tensor, at, this.spec.tensor);
    if (box?.length !== this.tensor.shape.length) {
      this.annotate(this.spec.note ?? "");
      return [];
    }
    const [rows, columns] = box.slice(-2);
    const within = (/** @type {number} */ k, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, k));
    const [tall, wide] = [rows, columns].map(([from, to]) => to - from + 1);
    const ends = [0, 1].map((end) => [within(rows[end], this.rows), within(columns[end], this.columns)]);
    const [top, left, bottom, right] = ends.flat().map((k) => k + 1);
    this.annotate(`It sees ${tall} × ${wide}: rows ${top}–${bottom}, columns ${left}–${right}.`);
    return this.rects(ends.map((at) => [...box.slice(0, -2).map(() => 0), ...at]));
  }

  /** The same place in each of its maps, where the selected cell has one in a map of their size. @param {string} tensor @param {number[]} at */
  #alike(tensor, at) {
    const { shape } = this.read(tensor);
    if (tensor === this.spec.tensor || String(shape.slice(-2)) !== String([this.rows, this.columns])) return [];
    const outer = this.tensor.shape.slice(0, -2);
    return this.shown.flatMap((channel) => this.rects([[...unravel(channel, outer), ...at.slice(-2)]]));
  }
}
