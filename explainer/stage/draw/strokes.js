/** Arrows, loops and brackets on a canvas. */

const HEAD = 5;
/** How far a loop reaches from its box. */
export const FAR = 30;

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

/**
 * The way from where a box is left around below it to where it is entered again: a bend, a line, a bend, each by the four
 * points of a curve.
 * @param {number} out @param {number} into @param {number} y @param {number} far
 */
function bends(out, into, y, far) {
  const d = Math.sign(out - into);
  const below = y + far;
  return [
    [[out + 3 * d, y], [out + far * d, y], [out + far * d, below], [out - 8 * d, below]],
    [[out - 8 * d, below], [out - 8 * d, below], [into + 8 * d, below], [into + 8 * d, below]],
    [[into + 8 * d, below], [into - far * d, below], [into - far * d, y], [into - 6 * d, y]],
  ];
}

/** A loop with an arrow's head. @param {CanvasRenderingContext2D} g @param {number} out @param {number} into @param {number} y @param {number} far @param {string} ink */
export function loop(g, out, into, y, far, ink) {
  g.strokeStyle = g.fillStyle = ink;
  g.lineWidth = 2;
  g.beginPath();
  g.moveTo(out + 3 * Math.sign(out - into), y);
  for (const [, [ax, ay], [bx, by], [x, to]] of bends(out, into, y, far)) g.bezierCurveTo(ax, ay, bx, by, x, to);
  g.stroke();
  const d = Math.sign(out - into);
  head(g, into - 2 * d, y, -HEAD * 1.4 * d);
  g.lineWidth = 1;
}

/** Where one is after a share of that way. @param {number} share @param {number} out @param {number} into @param {number} y @param {number} far @returns {[number, number]} */
export function along(share, out, into, y, far) {
  const [bend, line] = [1.5 * far, Math.abs(out - into) - 16];
  const done = share * (2 * bend + line);
  const [k, t] = done < bend ? [0, done / bend] : done < bend + line ? [1, (done - bend) / line] : [2, (done - bend - line) / bend];
  const at = (/** @type {number} */ n) => {
    const [a, b, c, d] = bends(out, into, y, far)[k].map((point) => point[n]);
    const u = 1 - t;
    return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  };
  return [at(0), at(1)];
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
