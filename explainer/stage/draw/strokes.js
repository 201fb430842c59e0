/** Arrows, loops and brackets on a canvas. */

const HEAD = 5;

/** A level arrow from one place to another. @param {CanvasRenderingContext2D} g @param {number} from @param {number} to @param {number} y @param {string} ink */
export function arrow(g, from, to, y, ink) {
  const back = to > from ? -HEAD : HEAD;
  if (Math.abs(to - from) < HEAD) return;
  g.strokeStyle = g.fillStyle = ink;
  g.lineWidth = 1.5;
  g.beginPath();
  g.moveTo(from, y);
  g.lineTo(to + back / 2, y);
  g.stroke();
  head(g, to, y, back);
  g.lineWidth = 1;
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} back */
function head(g, x, y, back) {
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x + back, y - HEAD * 0.8);
  g.lineTo(x + back, y + HEAD * 0.8);
  g.fill();
}

/** From a box's right side around below it and in again on its left. @param {CanvasRenderingContext2D} g @param {number} left @param {number} right @param {number} y @param {number} far @param {string} ink */
export function loop(g, left, right, y, far, ink) {
  g.strokeStyle = g.fillStyle = ink;
  g.lineWidth = 2;
  g.beginPath();
  g.moveTo(right + 3, y);
  g.bezierCurveTo(right + far, y, right + far, y + far, right - 8, y + far);
  g.lineTo(left + 8, y + far);
  g.bezierCurveTo(left - far, y + far, left - far, y, left - 6, y);
  g.stroke();
  head(g, left - 2, y, -HEAD * 1.4);
  g.lineWidth = 1;
}

/** A bracket that opens upwards. @param {CanvasRenderingContext2D} g @param {number} from @param {number} to @param {number} y @param {string} ink */
export function bracket(g, from, to, y, ink) {
  g.strokeStyle = ink;
  g.lineWidth = 1.5;
  g.beginPath();
  g.moveTo(from, y);
  g.lineTo(from, y + 4);
  g.lineTo(to, y + 4);
  g.lineTo(to, y);
  g.stroke();
  g.lineWidth = 1;
}

/** A level line, as the stroke is set. @param {CanvasRenderingContext2D} g @param {number} from @param {number} to @param {number} y */
export function level(g, from, to, y) {
  g.beginPath();
  g.moveTo(from, y);
  g.lineTo(to, y);
  g.stroke();
}
