/**
 * A pad to draw on with mouse, finger, pen or keys: white ink on black. Every cell that follows from the drawing is
 * evaluated while the pen moves; the end of a stroke goes to the server.
 */
import { make, say } from "./dom.js";
import { MapPanel } from "./maps.js";

const RADIUS = 2.1;
const BLOCK = 2;
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const HELP = "Arrow keys move, Space fills or empties a cell, Delete clears, Z undoes.";

export class DrawPanel extends MapPanel {
  /** @param {import("./maps.js").PanelSpec} spec @param {import("./stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec);
    this.stage = stage;
    this.editing = false;
    /** @type {Float32Array[]} */
    this.before = [];
    this.cursor = [0, 0];
    this.undoButton = make("button", { type: "button", class: "quiet" }, "Undo");
    this.undoButton.onclick = () => this.undo();
    const clear = make("button", { type: "button", class: "quiet" }, "Clear");
    clear.onclick = () => this.clear();
    this.element.append(make("div", { class: "tools" }, this.undoButton, clear));
    this.canvas.removeAttribute("aria-hidden");
    for (const [name, value] of Object.entries({ tabindex: "0", role: "application", "aria-label": `Drawing pad. ${HELP}`, "data-testid": "pad" }))
      this.canvas.setAttribute(name, value);
    this.canvas.classList.add("pad");
    this.canvas.addEventListener("pointerdown", (e) => this.begin(e));
    this.canvas.addEventListener("pointermove", (e) => this.move(e));
    this.canvas.addEventListener("pointerup", () => this.end());
    this.canvas.addEventListener("pointercancel", () => this.end());
    this.canvas.addEventListener("click", (e) => e.stopPropagation());
    this.canvas.addEventListener("keydown", (e) => this.pressed(e));
    for (const event of ["focus", "blur"]) this.canvas.addEventListener(event, () => this.stage.paint());
  }

  get edits() {
    return [this.spec.tensor];
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    super.update(spec, read);
    const { data } = this.tensor;
    if (this.mine && data.some((/** @type {number} */ value, /** @type {number} */ k) => value !== this.mine[k])) this.before = [];
    this.mine = data;
    say(this.size, spec.note ?? "");
    this.note.hidden = true;
    this.legend.hidden = true;
    this.undoButton.disabled = !this.before.length;
  }

  /** Beside the pad a finger still finds the page to scroll. @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, this.stacked ? Math.min(height, 0.8 * width) : height);
  }

  /** Ink is smooth, so that its cells need no whole pixels. @param {number} v */
  snap(v) {
    return v;
  }

  /** @param {PointerEvent} e @returns {[number, number]} the place in the drawing, in its own cells */
  place(e) {
    const box = this.canvas.getBoundingClientRect();
    return [((e.clientY - box.top) / box.height) * this.rows, ((e.clientX - box.left) / box.width) * this.columns];
  }

  /** @param {PointerEvent} e */
  begin(e) {
    if (e.button) return;
    this.canvas.setPointerCapture(e.pointerId);
    this.stage.player.pause();
    this.keep();
    this.editing = true;
    this.last = this.place(e);
    this.stroke([this.last]);
  }

  /** @param {PointerEvent} e */
  move(e) {
    if (!this.editing) return;
    e.stopPropagation();
    const points = e.getCoalescedEvents?.() ?? [];
    this.stroke((points.length ? points : [e]).map((p) => this.place(p)));
  }

  end() {
    if (!this.editing) return;
    this.editing = false;
    this.stage.editing.commit();
  }

  /** Ink along the way from the last point through these. @param {[number, number][]} points */
  stroke(points) {
    const data = this.tensor.data.slice();
    for (const point of points) {
      this.line(data, /** @type {[number, number]} */ (this.last), point);
      this.last = point;
    }
    this.change(data);
  }

  /** @param {Float32Array} data */
  change(data) {
    this.mine = data;
    this.stage.editing.change(this.spec.tensor, data);
  }

  /** @param {Float32Array} data @param {[number, number]} from @param {[number, number]} to */
  line(data, [r0, c0], [r1, c1]) {
    const reach = RADIUS + 1;
    const [dr, dc] = [r1 - r0, c1 - c0];
    const long = dr * dr + dc * dc;
    const within = (/** @type {number} */ v, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, Math.floor(v)));
    for (let r = within(Math.min(r0, r1) - reach, this.rows); r <= within(Math.max(r0, r1) + reach, this.rows); r++) {
      for (let c = within(Math.min(c0, c1) - reach, this.columns); c <= within(Math.max(c0, c1) + reach, this.columns); c++) {
        const [y, x] = [r + 0.5 - r0, c + 0.5 - c0];
        const along = long ? Math.max(0, Math.min(1, (y * dr + x * dc) / long)) : 0;
        const far = Math.hypot(y - along * dr, x - along * dc);
        const ink = Math.max(0, Math.min(1, RADIUS + 0.5 - far));
        const at = r * this.columns + c;
        data[at] = Math.max(data[at], Math.round(ink * 255) / 255);
      }
    }
  }

  keep() {
    this.before.push(this.tensor.data.slice());
  }

  undo() {
    const data = this.before.pop();
    if (data) this.replace(data);
  }

  clear() {
    this.keep();
    this.replace(new Float32Array(this.tensor.data.length));
  }

  /** @param {Float32Array} data */
  replace(data) {
    this.change(data);
    this.stage.editing.commit();
  }

  /** @param {KeyboardEvent} e */
  pressed(e) {
    const step = ARROWS[/** @type {"ArrowUp"} */ (e.key)];
    if (e.metaKey || e.altKey || (e.ctrlKey && e.key !== "z")) return;
    if (step) this.go(step);
    else if (e.key === " " || e.key === "Enter") this.flip();
    else if (e.key === "Delete") this.clear();
    else if (e.key === "z") this.undo();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  /** @param {number[]} step */
  go([down, right]) {
    const [r, c] = this.cursor;
    this.cursor = [Math.max(0, Math.min(this.rows - BLOCK, r + BLOCK * down)), Math.max(0, Math.min(this.columns - BLOCK, c + BLOCK * right))];
    this.stage.select(this.spec.tensor, [0, ...this.cursor]);
    this.stage.paint();
  }

  /** A block of the drawing, which is one cell of the picture, from empty to full and back. */
  flip() {
    this.keep();
    const data = this.tensor.data.slice();
    const [r, c] = this.cursor;
    const ink = data[r * this.columns + c] > 0.5 ? 0 : 1;
    for (let k = 0; k < BLOCK * BLOCK; k++) data[(r + Math.floor(k / BLOCK)) * this.columns + c + (k % BLOCK)] = ink;
    this.change(data);
    this.stage.editing.commitSoon();
  }

  /** Pointing at the pad draws; its cells are selected with the keys. @returns {null} */
  cellAt() {
    return null;
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./maps.js").Tile} tile @param {any} how */
  paintTile(g, tile, how) {
    const { w, h } = this.cell;
    g.imageSmoothingEnabled = true;
    this.small.width = this.columns;
    this.small.height = this.rows;
    /** @type {CanvasRenderingContext2D} */ (this.small.getContext("2d")).putImageData(this.pixels(0, how), 0, 0);
    g.drawImage(this.small, tile.x, tile.y, this.columns * w, this.rows * h);
    if (!this.canvas.matches(":focus-visible")) return;
    g.strokeStyle = "#fff";
    g.lineWidth = 2;
    g.strokeRect(tile.x + this.cursor[1] * w, tile.y + this.cursor[0] * h, BLOCK * w, BLOCK * h);
  }
}
