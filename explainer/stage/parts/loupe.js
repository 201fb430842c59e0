/** Where cells are too small to be told apart: the numbers around the selected one, beside its map. */
import { unravel } from "../arithmetic/declaration.js";
import { short, tenths } from "../arithmetic/words.js";
import { colour, css, ink } from "../draw/colours.js";
import { keep, make, say } from "../draw/dom.js";

const SMALL = 6;
const SIDE = 7;
const APART = 14;

export class Loupe {
  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.head = make("div", { class: "loupe-head" });
    this.grid = make("div", { class: "loupe-grid" });
    this.element = make("div", { class: "loupe", "aria-hidden": "true", hidden: "" }, this.head, this.grid);
  }

  /** @param {import("../store.js").Place} selected */
  show({ tensor, at }) {
    const { stage } = this;
    const { scene, chosen, previewing, read, born } = stage.store;
    const panel = stage.panelOf(tensor);
    const cell = panel?.rects([at], tensor)[0];
    const whole = panel?.whole(tensor, at[0]);
    const { shape, data } = read(tensor);
    const wanted = chosen && !stage.store.left && (previewing || !stage.narrow) && born === Infinity && at.length === 3 && cell && whole && cell.w < SMALL;
    this.element.hidden = !wanted;
    if (!panel || !wanted) return;
    const [rows, columns] = shape.slice(1);
    const [down, across] = [Math.min(SIDE, rows), Math.min(SIDE, columns)];
    const top = Math.max(0, Math.min(rows - down, at[1] - Math.floor(down / 2)));
    const left = Math.max(0, Math.min(columns - across, at[2] - Math.floor(across / 2)));
    say(this.head, `${scene.labels?.[tensor] ?? tensor}, map ${at[0] + 1} · rows ${top + 1}–${top + down}, columns ${left + 1}–${left + across}`);
    const { scale, limit } = panel.shading(at[0], tensor);
    this.grid.style.setProperty("--across", String(across));
    keep(this.grid, down * across, () => make("span")).forEach((element, k) => {
      const [r, c] = unravel(k, [down, across]);
      const value = data[(at[0] * rows + top + r) * columns + left + c];
      const rgb = colour(stage.look.palette, scale, value, limit);
      say(element, limit < 1 ? short(value) : tenths(value));
      element.style.background = css(rgb);
      element.style.color = ink(rgb);
      element.classList.toggle("here", top + r === at[1] && left + c === at[2]);
    });
    this.#stand(cell, panel.element.getBoundingClientRect());
  }

  /** To the right of the panel, or where there is no room to its left, or beside the cell; level with the cell, and on no kernel. @param {import("../panels/base.js").Rect} cell @param {DOMRect} panel */
  #stand(cell, panel) {
    const box = this.stage.root.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = this.element;
    const left = (/** @type {number} */ edge) => edge - APART - offsetWidth;
    const [right, ...others] = [panel.right - box.left + APART, left(panel.left - box.left), left(cell.x)];
    const kernels = this.stage.panels.filter((p) => p.between).flatMap((p) => p.rects([[0]], ""));
    const free = (/** @type {number} */ x) => x >= 0 && kernels.every((k) => x >= k.x + k.w || x + offsetWidth <= k.x);
    const x = right + offsetWidth <= box.width ? right : (others.find(free) ?? others[0]);
    const board = this.stage.board;
    const y = Math.min(cell.y - offsetHeight / 2, board.offsetTop + board.offsetHeight - offsetHeight);
    style.transform = `translate(${Math.max(0, Math.round(x))}px, ${Math.round(Math.max(board.offsetTop, y))}px)`;
  }

  /** Where it stands, for a line to it. */
  get rect() {
    if (this.element.hidden) return undefined;
    const [box, own] = [this.stage.root.getBoundingClientRect(), this.element.getBoundingClientRect()];
    return { x: own.left - box.left, y: own.top - box.top, w: own.width, h: own.height };
  }
}
