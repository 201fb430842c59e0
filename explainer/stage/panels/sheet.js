/**
 * A sheet to draw on, wherever and as much as one likes, with the boxes that are found on it: they follow the pen. A box is chosen
 * by pointing at it, and pinned by its tag, since everything else is paper. A sheet that is `still` only shows.
 *
 * @typedef {object} Given
 * @property {[number, number, number, number]} edges
 * @property {string} label
 * @property {boolean} [dashed]
 *
 * @typedef {object} Own
 * @property {boolean} [finds]
 * @property {Given[]} [given]
 * @property {boolean} [still]
 * @property {number} [pen]
 * @property {number} [stride]
 * @typedef {import("./base.js").Spec & Own} Spec
 * @typedef {import("../draw/boxes.js").Box} Box
 * @typedef {import("../draw/boxes.js").Rect} Rect
 */
import { field } from "../arithmetic/field.js";
import { percent } from "../arithmetic/words.js";
import { distances, outline, tag, tagged } from "../draw/boxes.js";
import { make, say } from "../draw/dom.js";
import { boxAt, boxesOf } from "../parts/finding.js";
import { telling } from "../parts/secrets.js";
import Draw from "./draw.js";

/** How thick the pen is unless the sheet says. */
const PEN = 1.3;
const NOTE = 26;
const TYPE = 12;

export default class Sheet extends Draw {
  forward = false;
  /** @type {{at: Rect, k: number}[]} the tags and whose they are, in the sheet's pixels */
  #tags = [];
  #erasing = false;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.eraser = make("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "Erase");
    this.eraser.onclick = () => this.#erase(!this.#erasing);
    this.tools.prepend(this.eraser);
    this.header.append(this.tools);
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${spec.title} ${!!spec.still}`;
  }

  /** @returns {Spec} */
  get own() {
    return this.spec;
  }

  get pen() {
    return this.own.pen ?? PEN;
  }

  get erasing() {
    return this.#erasing;
  }

  get edits() {
    return this.own.still ? [] : super.edits;
  }

  get below() {
    return this.own.still && this.spec.note ? NOTE : 0;
  }

  /** @param {boolean} on */
  #erase(on) {
    this.#erasing = on;
    this.eraser.setAttribute("aria-pressed", String(on));
    this.canvas.classList.toggle("erasing", on);
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    const still = !!spec.still;
    this.tools.hidden = still;
    this.canvas.classList.toggle("still", still);
    if (still) {
      for (const name of ["tabindex", "role", "data-testid"]) this.canvas.removeAttribute(name);
      this.canvas.setAttribute("role", "img");
      this.canvas.setAttribute("aria-label", `${spec.title}. ${(spec.given ?? []).map(({ label }) => label).join(", ")}`);
      this.annotate(spec.note ?? "");
      say(this.size, "");
    } else say(this.size, spec.note ?? this.measures(false));
  }

  /** What the visitor sees as a box is one, but only its tag is no paper. @param {PointerEvent} e */
  taken(e) {
    return this.own.still || this.#tagUnder(e.clientX, e.clientY) >= 0;
  }

  /** @param {number} x @param {number} y in the window */
  #tagUnder(x, y) {
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [((x - box.left) / box.width) * this.width, ((y - box.top) / box.height) * this.height];
    return this.#tags.find(({ at }) => px >= at.x && px < at.x + at.w && py >= at.y && py < at.y + at.h)?.k ?? -1;
  }

  /** The cell that says the smallest box around a point of the stage, or the one whose tag is there. @param {number} x @param {number} y */
  cellAt(x, y) {
    const { finding } = this.stage.store.scene;
    if (!this.own.finds || !finding || this.absent) return null;
    const [px, py] = [x - this.origin.x, y - this.origin.y];
    const boxes = boxesOf(this.stage.store);
    const tag = this.#tags.find(({ at }) => px >= at.x && px < at.x + at.w && py >= at.y && py < at.y + at.h);
    const [c, r] = [px / this.cell.w, py / this.cell.h];
    const over = boxes.filter(({ by, edges: [left, top, right, bottom] }) => by < 0 && c >= left && c < right && r >= top && r < bottom);
    const size = (/** @type {import("../arithmetic/boxes.js").Found} */ { edges: [left, top, right, bottom] }) => (right - left) * (bottom - top);
    const box = tag ? boxes[tag.k] : over.sort((a, b) => size(a) - size(b))[0];
    if (!box) return null;
    const { selected } = this.stage.store;
    return { tensor: finding.edges, at: [selected.tensor === finding.edges ? selected.at[0] : 0, box.row, box.column] };
  }

  /** @param {import("./moment.js").How} how */
  look(how) {
    const { selected, born } = how;
    return `${super.look(how)} ${selected.tensor} ${selected.at.join()} ${born}`;
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./tiled.js").Tile} tile @param {import("./tiled.js").Block} block @param {import("./tiled.js").How} how */
  paintTile(g, tile, block, how) {
    super.paintTile(g, tile, block, how);
    const { store, player } = this.stage;
    const boxes = this.own.finds ? boxesOf(store) : [];
    const chosen = this.own.finds ? boxAt(store, boxes, how.selected) : -1;
    const { all = false } = store.scene.finding ?? {};
    const on = (/** @type {number[]} */ [left, top, right, bottom]) => ({ x: left * block.cell.w, y: top * block.cell.h, w: (right - left) * block.cell.w, h: (bottom - top) * block.cell.h });
    /** @type {(Box & {k: number})[]} */
    const shown = [];
    const others = (this.own.given ?? []).filter(() => !(store.edited && !this.own.still));
    const part = player.brief && boxes.length ? Math.ceil((others.length * (how.born + 1)) / boxes.length) : others.length;
    for (const { edges, label, dashed } of others.slice(0, part)) shown.push({ ...on(edges), label, kind: dashed ? "other" : "plain", k: -1 });
    for (const [k, { edges, what, share, by }] of boxes.entries()) {
      if (k > how.born || (by >= 0 && !all && k !== chosen)) continue;
      const kind = k === chosen ? (by >= 0 && !all ? "dropped" : "chosen") : "plain";
      shown.push({ ...on(edges), label: `${what} ${percent(share).replace(/\s/u, "")}`, kind, k });
    }
    const last = (/** @type {Box} */ { kind }) => Number(kind === "chosen" || kind === "dropped");
    shown.sort((a, b) => last(a) - last(b));
    if (this.own.finds) this.#paintField(g, how);
    for (const box of shown) outline(g, box, how.accent);
    const marked = shown.find(({ k }) => k === chosen && k >= 0);
    if (marked) this.#paintCell(g, marked, boxes[chosen], how);
    this.#paintTags(g, shown, how);
  }

  /** The pixels on which the selected cell depends. @param {CanvasRenderingContext2D} g @param {import("./tiled.js").How} how */
  #paintField(g, { selected: { tensor, at }, accent, font }) {
    const { cells, read } = this.stage.store;
    const box = tensor === this.spec.tensor || at.length < 2 || telling(this.stage.store) ? null : field(cells, read, tensor, at, this.spec.tensor);
    if (box?.length !== this.tensor.shape.length) return;
    const [[top, bottom], [left, right]] = box.slice(-2);
    const [w, h] = [this.cell.w, this.cell.h];
    const [x, y, wide, tall] = [left * w, top * h, (right - left + 1) * w, (bottom - top + 1) * h];
    g.save();
    g.setLineDash([5, 4]);
    g.strokeStyle = accent;
    g.lineWidth = 1.5;
    g.strokeRect(x, y, wide, tall);
    g.restore();
    const type = TYPE * Math.min(this.unit, 1.6);
    g.font = `${type}px ${font}`;
    g.fillStyle = accent;
    const said = `sees ${bottom - top + 1} × ${right - left + 1}`;
    const room = g.measureText(said).width + 4;
    // Outside of it, where no box of its digit stands: above, or where that is beyond the sheet, below.
    const line = y > type + 6 ? y - 5 : Math.min(this.height - 4, y + tall + type + 1);
    g.fillText(said, Math.max(4, Math.min(this.width - room, x + 1)), line);
  }

  /** The cell that says the chosen box, and how far it says that the edges are. @param {CanvasRenderingContext2D} g @param {Box} box @param {import("../arithmetic/boxes.js").Found} found @param {import("./tiled.js").How} how */
  #paintCell(g, box, { row, column }, how) {
    const [w, h] = [this.cell.w, this.cell.h].map((n) => n * (this.own.stride ?? 1));
    const [x, y] = [(column + 0.5) * w, (row + 0.5) * h];
    distances(g, box, x, y, how.accent);
    g.fillStyle = how.accent;
    g.strokeStyle = "#fff";
    g.lineWidth = 1;
    g.fillRect(x - w / 2, y - h / 2, w, h);
    g.strokeRect(x - w / 2, y - h / 2, w, h);
  }

  /** The surest choose their places first. @param {CanvasRenderingContext2D} g @param {(Box & {k: number})[]} shown @param {import("./tiled.js").How} how */
  #paintTags(g, shown, how) {
    const sheet = { x: 0, y: 0, w: this.width, h: this.height };
    /** @type {Rect[]} */
    const taken = [];
    this.#tags = [];
    for (const box of [...shown].reverse()) {
      const at = tagged(g, box, Math.max(1, Math.min(this.unit, 1.6)), how.font, sheet, taken);
      taken.push(at);
      tag(g, at, box, how.accent, how.palette.dark ? "#000" : "#fff");
      if (box.k >= 0) this.#tags.push({ at, k: box.k });
    }
  }
}
