/** Letters as tall as what they say: a sequence logo. */

const SIZE = 100;
/** A place that says everything has so many bits. */
export const BITS = 2;
const GAP = 0.08;
/** @type {Map<string, {wide: number, left: number, tall: number}>} how large each letter is at `SIZE` */
const known = new Map();

/** @param {CanvasRenderingContext2D} g @param {string} letter @param {string} font */
function measured(g, letter, font) {
  const key = `${letter} ${font}`;
  let found = known.get(key);
  if (!found) {
    const box = g.measureText(letter);
    found = { wide: box.actualBoundingBoxLeft + box.actualBoundingBoxRight, left: box.actualBoundingBoxLeft, tall: box.actualBoundingBoxAscent };
    known.set(key, found);
  }
  return found;
}

/**
 * One logo in a box: at each place its letters, the tallest on top.
 * @param {CanvasRenderingContext2D} g @param {Float32Array} bits one row a letter @param {number} from where the logo begins in it @param {string[]} letters
 * @param {{x: number, y: number, w: number, h: number}} box @param {number} places @param {import("./colours.js").Look} how
 */
export function logo(g, bits, from, letters, { x, y, w, h }, places, how) {
  const each = w / places;
  const font = `bold ${SIZE}px ${how.font}`;
  g.save();
  g.font = font;
  g.textBaseline = "alphabetic";
  g.textAlign = "left";
  for (let j = 0; j < places; j++) {
    const own = letters.map((letter, k) => ({ letter, says: bits[from + k * places + j] })).sort((a, b) => a.says - b.says);
    let foot = y + h;
    for (const { letter, says } of own) {
      const tall = (says / BITS) * h;
      if (tall < 0.5) continue;
      const size = measured(g, letter, font);
      g.save();
      g.translate(x + (j + GAP / 2) * each, foot);
      g.scale(((1 - GAP) * each) / size.wide, tall / size.tall);
      g.fillStyle = how.ink;
      g.globalAlpha = says === own[own.length - 1].says ? 1 : 0.55;
      g.fillText(letter, size.left, 0);
      g.restore();
      foot -= tall;
    }
  }
  g.restore();
}
