/**
 * What stands along a strand of letters: panels one below the other whose columns stand below each other. Where a letter would have
 * no room they scroll sideways, all of them together.
 *
 * @typedef {import("../panels/registry.js").Panel} Panel
 */

import { number } from "../arithmetic/words.js";
import { paintLegends } from "./legends.js";

/** What stands before the first letter: names, and logos of kernels. */
const GUTTER = 112;
const NARROW_GUTTER = 20;
/** A letter that a finger can hit. */
const LEAST = 20;
const MIDDLE = [4, 3];

/** Where the first letter begins, and how wide each is. @param {Panel} panel @param {number} width @param {number} letters */
export function pitch({ stacked, unit }, width, letters) {
  const gutter = stacked ? NARROW_GUTTER : GUTTER * unit;
  const wide = Math.floor(width - gutter) / letters;
  return { gutter, wide: stacked ? Math.max(LEAST, wide) : wide };
}

/** All panels of a kind that stand along a strand are scrolled alike. @param {Panel} panel */
export function alike(panel) {
  panel.body.addEventListener(
    "scroll",
    () => {
      for (const other of panel.stage.panels)
        if (other !== panel && "along" in other && other.body.scrollLeft !== panel.body.scrollLeft) other.body.scrollLeft = panel.body.scrollLeft;
    },
    { passive: true },
  );
}

/** A new strand shows its middle first. @param {Panel} panel @param {number} middle */
export function toMiddle({ body, scrolls }, middle) {
  if (scrolls && !body.scrollLeft) body.scrollLeft = middle - body.clientWidth / 2;
}

/** A dashed line between two letters, from top to bottom. @param {CanvasRenderingContext2D} g @param {number} x @param {number} from @param {number} to @param {import("./colours.js").Look} how */
export function site(g, x, from, to, how) {
  g.save();
  g.strokeStyle = how.ink;
  g.lineWidth = 1.5;
  g.setLineDash(MIDDLE);
  g.beginPath();
  g.moveTo(x, from);
  g.lineTo(x, to);
  g.stroke();
  g.restore();
}

/** What colours mean that are centred on zero. @param {HTMLElement} of @param {number | null} limit the value of full colour, where there is one @param {import("./colours.js").Look} how */
export function scaled(of, limit, how) {
  paintLegends(of, limit === null ? [] : [{ scale: "signed", low: number(-limit), high: number(limit) }], how);
}
