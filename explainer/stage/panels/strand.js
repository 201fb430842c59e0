/**
 * A strand of letters, and below them the same as a network reads it: a row for each letter of the alphabet, with a 1 where it stands.
 * The other cells are coloured by what would become of the answer if that letter stood there. A letter is changed with a click, which
 * takes the next of the alphabet, or on its row; with the keys one types. Every cell that follows from it is evaluated at once; torch
 * has the last word.
 *
 * @typedef {object} Own
 * @property {string[]} alphabet
 * @property {string} others
 * @property {string} answer
 * @property {string[]} answers
 * @property {number} [site]
 * @property {number[]} [changed]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { best } from "../arithmetic/extremes.js";
import { percent } from "../arithmetic/words.js";
import { alike, pitch, scaled, site, toMiddle } from "../draw/along.js";
import { colour, css, limitOf } from "../draw/colours.js";
import { say } from "../draw/dom.js";
import { legends } from "../draw/legends.js";
import { hidden } from "../parts/secrets.js";
import { Pad } from "./pad.js";

const HELP = "Arrow keys left and right go along it, A, C, G and T change a letter and go on, up and down take the next one.";
const TICKS = 15;
const HEAD = 23;
const LOW = 14;
const NARROW_ROW = 15;
const LETTER = 15;
const SMALL = 12;
const EVERY = 10;
const APART = 5;
const DOT = 2;
/** While letters are changed what torch measured of them is out of date. */
const STALE = 0.3;

/** @extends {Pad<Spec>} */
export default class Strand extends Pad {
  along = true;
  flat = true;
  forward = true;
  #cursor = 0;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage, "strand", `Letters. ${HELP}`);
    this.canvas.addEventListener("click", (e) => this.#pressed(e));
    this.#cursor = spec.site ?? 0;
    this.legends = legends();
    this.header.append(this.legends);
    alike(this);
  }

  get edits() {
    return [this.spec.tensor];
  }

  /** What it was before is the strand that was chosen, which its own setting brings back. */
  get before() {
    return this.stage.editing.undo.before(this.edits);
  }

  /** @returns {import("../draw/colours.js").ScaleName} */
  get scale() {
    return "probability";
  }


  /** What the network says, for a screen on which the answers themselves have no room beside the letters. */
  get #answered() {
    const { data } = this.read(this.spec.answer);
    const k = best(data);
    return `${this.spec.answers[k]} ${percent(data[k], 0)}`;
  }

  /** What other letters would do to the answer, if that may be told. */
  get #others() {
    return hidden(this.stage.store.scene, this.spec.others) ? null : this.read(this.spec.others).data;
  }

  /** @param {string} tensor */
  shows(tensor) {
    return super.shows(tensor) || (tensor === this.spec.others && !!this.#others);
  }

  /** @param {number} channel @param {string} [tensor] @returns {import("./base.js").Shading} */
  shading(channel, tensor) {
    return tensor === this.spec.others ? { scale: "signed", limit: limitOf(this.#others ?? []) } : super.shading(channel);
  }

  /** The height of what stands above the rows. */
  get #head() {
    return (TICKS + HEAD) * this.unit;
  }

  /** @param {number} width @param {number} height @returns {[number, number]} */
  place(width, height) {
    const { gutter, wide } = pitch(this, width, this.columns);
    this.cell = { w: wide, h: this.stacked ? NARROW_ROW : LOW * this.unit };
    this.tiles = [{ channel: 0, x: gutter, y: this.#head }];
    return [gutter + this.columns * wide, this.#head + this.rows * this.cell.h];
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    super.anchor(stage);
    toMiddle(this, this.tiles[0].x + (this.spec.site ?? 0) * this.cell.w);
  }

  /** Which letter stands at a place. @param {number} j */
  #letter(j) {
    const { data } = this.tensor;
    for (let k = 0; k < this.rows; k++) if (data[k * this.columns + j] > 0.5) return k;
    return 0;
  }

  /** @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    if (this.absent) return null;
    const [x, y] = [px - this.origin.x - this.tiles[0].x, py - this.origin.y];
    const j = Math.floor(x / this.cell.w);
    if (j < 0 || j >= this.columns || y < 0 || y >= this.height) return null;
    const stands = this.#letter(j);
    const row = y < this.#head ? stands : Math.min(this.rows - 1, Math.floor((y - this.#head) / this.cell.h));
    return { tensor: row === stands || !this.#others ? this.spec.tensor : this.spec.others, at: [row, j] };
  }

  /** @param {MouseEvent} e */
  #pressed(e) {
    const box = this.canvas.getBoundingClientRect();
    const zoom = box.width / this.width;
    const j = Math.floor(((e.clientX - box.left) / zoom - this.tiles[0].x) / this.cell.w);
    if (j < 0 || j >= this.columns) return;
    const row = Math.floor(((e.clientY - box.top) / zoom - this.#head) / this.cell.h);
    this.#cursor = j;
    this.#put(j, row < 0 ? (this.#letter(j) + 1) % this.rows : Math.min(row, this.rows - 1));
  }

  /** Another letter at a place. @param {number} j @param {number} letter */
  #put(j, letter) {
    const { player, store, editing } = this.stage;
    player.pause();
    store.finish();
    const data = this.tensor.data.slice();
    for (let k = 0; k < this.rows; k++) data[k * this.columns + j] = k === letter ? 1 : 0;
    editing.change(this.spec.tensor, data);
    editing.commitSoon();
  }

  /** @param {KeyboardEvent} e @param {[number, number] | undefined} step */
  key(e, step) {
    const typed = this.spec.alphabet.indexOf(e.key.toUpperCase().replace("U", "T"));
    const j = this.#cursor;
    if (typed >= 0) {
      this.#put(j, typed);
      this.#go(j + 1);
    } else if (step?.[1]) this.#go(j + step[1]);
    else if (step) this.#put(j, (this.#letter(j) + step[0] + this.rows) % this.rows);
    else if (e.key === "Home" || e.key === "End") this.#go(e.key === "Home" ? 0 : this.columns - 1);
    else return false;
    return true;
  }

  /** @param {number} j */
  #go(j) {
    this.#cursor = Math.max(0, Math.min(this.columns - 1, j));
    this.stage.store.select(this.spec.tensor, [this.#letter(this.#cursor), this.#cursor]);
  }

  /** @param {import("./moment.js").How} how */
  look(how) {
    return `${this.#cursor} ${this.canvas.matches(":focus-visible")}`;
  }

  /** The letter in its row, where the rows' names may be out of view. @param {CanvasRenderingContext2D} g @param {number} x @param {number} k @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  #within(g, x, k, { y, cell }, how) {
    g.fillStyle = how.background;
    g.font = `${SMALL}px ${how.font}`;
    g.fillText(this.spec.alphabet[k], x, y + (k + 0.5) * cell.h + 0.5);
    g.fillStyle = how.ink;
  }

  /** @param {import("./tiled.js").How} how */
  paint(how) {
    super.paint(how);
    say(this.size, "");
    say(this.hint, this.stacked ? ` · tap one: ${this.#answered}` : " · click a letter to change it, or type");
    scaled(this.legends, this.#others && limitOf(this.#others), how);
  }

  /** @param {CanvasRenderingContext2D} g @param {number} channel @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintCells(g, channel, block, how) {
    super.paintCells(g, channel, block, how);
    const others = this.#others;
    if (!others) return;
    const { x, y, cell } = block;
    const limit = limitOf(others);
    g.globalAlpha = this.stage.store.edited ? STALE : 1;
    for (let k = 0; k < others.length; k++) {
      if (this.tensor.data[k] > 0.5 || !others[k]) continue;
      g.fillStyle = css(colour(how.palette, "signed", others[k], limit));
      g.fillRect(x + (k % this.columns) * cell.w, y + Math.floor(k / this.columns) * cell.h, cell.w, cell.h);
    }
    g.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintTile(g, tile, block, how) {
    super.paintTile(g, tile, block, how);
    const { alphabet, site: middle = 0, changed = [] } = this.spec;
    const { w, h } = block.cell;
    const u = this.unit;
    const [top, tall] = [TICKS * u, HEAD * u];
    g.textAlign = "center";
    g.textBaseline = "middle";
    for (let j = 0; j < this.columns; j++) {
      const x = tile.x + (j + 0.5) * w;
      if ((j + 1) % EVERY === 0 || !j) {
        g.fillStyle = how.muted;
        g.font = `${SMALL * u}px ${how.font}`;
        g.fillText(String(j + 1), x, top / 2);
      }
      g.fillStyle = how.soft;
      g.fillRect(tile.x + j * w + 0.5, top, w - 1, tall - 3);
      g.fillStyle = how.ink;
      g.font = `600 ${LETTER * u}px ${how.font}`;
      g.fillText(alphabet[this.#letter(j)], x, top + tall / 2 - 1);
      if (this.stacked) this.#within(g, x, this.#letter(j), block, how);
      if (changed.includes(j)) (g.beginPath(), g.arc(x, top + tall - 4, DOT * u, 0, 7), g.fill());
    }
    g.textAlign = "right";
    g.fillStyle = how.muted;
    g.font = `${SMALL * u}px ${how.font}`;
    alphabet.forEach((letter, k) => g.fillText(letter, tile.x - APART * u, block.y + (k + 0.5) * h));
    g.textAlign = "start";
    g.textBaseline = "alphabetic";
    site(g, tile.x + middle * w, top, this.height, how);
    if (!this.canvas.matches(":focus-visible")) return;
    g.strokeStyle = how.accent;
    g.lineWidth = 3;
    g.strokeRect(tile.x + this.#cursor * w, top, w, tall - 3);
    g.lineWidth = 1;
  }
}
