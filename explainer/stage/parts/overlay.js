/**
 * Rings around the cells that take part and the lines that join them, over all panels. The selected cell and its sources
 * are ringed; lines run from the sources through the kernel to the cell.
 */
import { keep, set, svg } from "../draw/dom.js";

/** @typedef {import("../panels/base.js").Rect} Rect */

/** A pin whose point is at the origin. */
const PIN = "M0,0 C-2,-6 -7,-9 -7,-14 A7,7 0 1 1 7,-14 C7,-9 2,-6 0,0 Z M0,-11.5 A2.5,2.5 0 1 0 0,-16.5 A2.5,2.5 0 1 0 0,-11.5 Z";

const ASIDE = 2;

export class Overlay {
  constructor() {
    this.lines = svg("g", { class: "lines" });
    this.rings = svg("g", { class: "rings" });
    this.taps = svg("g", { class: "taps" });
    this.fields = svg("g", { class: "rings field" });
    this.marks = svg("g", { class: "marks" });
    this.pin = svg("path", { class: "pinned", d: PIN });
    this.element = svg("svg", { class: "overlay", "aria-hidden": "true" }, this.lines, this.taps, this.rings, this.fields, this.marks, this.pin);
  }

  /** @param {Rect[]} rings @param {import("./links.js").Join[]} joins pairs of rectangles, from source to result, and whether one line must do */
  show(rings, joins) {
    keep(this.rings, rings.length, () => svg("rect", { rx: 2 })).forEach((ring, k) => {
      const { x, y, w, h } = rings[k];
      ring.style.transform = `translate(${x - 1}px, ${y - 1}px)`;
      set(ring, { width: w + 2, height: h + 2 });
    });
    const curves = joins.flatMap(([from, to, single]) => connect(from, to, single));
    keep(this.lines, curves.length, () => svg("path")).forEach((path, k) => set(path, { d: curves[k] }));
  }

  /** The cells of a window that has gaps. @param {Rect[]} cells */
  tap(cells) {
    keep(this.taps, cells.length, () => svg("rect", { rx: 1 })).forEach((tap, k) => {
      const { x, y, w, h } = cells[k];
      set(tap, { x: x + 1, y: y + 1, width: Math.max(1, w - 2), height: Math.max(1, h - 2) });
    });
  }

  /** What the selected cell can see of the picture. @param {Rect[]} rects */
  see(rects) {
    keep(this.fields, rects.length, () => svg("rect", { rx: 2 })).forEach((ring, k) => {
      const { x, y, w, h } = rects[k];
      set(ring, { x: x - 1, y: y - 1, width: w + 2, height: h + 2 });
    });
  }

  /** The pinned cell has a pin in it. @param {Rect | undefined} rect */
  hold(rect) {
    this.pin.style.display = rect ? "" : "none";
    if (rect) this.pin.style.transform = `translate(${rect.x + rect.w}px, ${rect.y}px)`;
  }

  /** Named rings that stay, such as a guess beside the answer. @param {import("../payload.js").Mark[]} asked @param {(cell: import("../store.js").Place) => Rect | undefined} where */
  mark(asked, where) {
    const marks = asked.flatMap((mark) => {
      const rect = where(mark);
      return rect ? [{ ...mark, rect }] : [];
    });
    this.marks.replaceChildren(
      ...marks.flatMap(({ rect, label, dashed }, k) => {
        const near = marks.slice(0, k).some((m) => Math.abs(m.rect.x - rect.x) < 90 && Math.abs(m.rect.y - rect.y) < 30);
        const below = near || rect.y < 40;
        const ring = svg("rect", { x: rect.x - 2, y: rect.y - 2, width: rect.w + 4, height: rect.h + 4, rx: 3, class: dashed ? "dashed" : "" });
        const text = svg("text", { x: rect.x + rect.w / 2, y: below ? rect.y + rect.h + 20 : rect.y - 8, "text-anchor": "middle" });
        text.textContent = label;
        return [ring, text];
      }),
    );
    for (const text of this.marks.querySelectorAll("text")) {
      const half = text.getComputedTextLength() / 2 + ASIDE;
      set(text, { x: Math.max(half, Math.min(this.element.clientWidth - half, Number(text.getAttribute("x")))) });
    }
  }
}

/**
 * Curves between two rectangles: two from corner to corner where one is much smaller, one otherwise; sideways where they
 * stand side by side, downwards where they are stacked, and from a corner where the way leads back.
 * @param {Rect} a @param {Rect} b @param {boolean} [single]
 */
function connect(a, b, single) {
  const beside = b.x > a.x + a.w || a.x > b.x + b.w;
  if (!beside) {
    const [x1, y1, x2, y2] = [a.x + a.w / 2, a.y + a.h, b.x + b.w / 2, b.y];
    const mid = (y1 + y2) / 2;
    return [`M${x1},${y1} C${x1},${mid} ${x2},${mid} ${x2},${y2}`];
  }
  const back = b.x + b.w < a.x;
  const curve = (/** @type {number} */ y1, /** @type {number} */ y2) => {
    const [x1, x2] = back ? [a.x, b.x + b.w] : [a.x + a.w, b.x];
    const mid = (x1 + x2) / 2;
    return `M${x1},${y1} C${mid},${y1} ${mid},${y2} ${x2},${y2}`;
  };
  if (back && b.y > a.y + a.h) return [curve(a.y + a.h, b.y + Math.min(b.h / 2, 20))];
  const large = Math.max(a.h, b.h) > 40;
  const grows = b.h > a.h;
  if (large && grows && !single) return [curve(a.y, b.y), curve(a.y + a.h, b.y + b.h)];
  return [curve(a.y + a.h / 2, b.y + b.h / 2)];
}
