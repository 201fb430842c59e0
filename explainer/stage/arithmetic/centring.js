/** From a drawing to the weights that scale and centre it, as explainer/models/centring.py computes them, while the pen moves. */

const SIDE = 26;
const BOX = 20;
const TAPS = 4;
const FAINT = 0.05;

/** @param {Float32Array} ink @param {number} side of the drawing @returns {Record<string, Float32Array>} */
export function centring(ink, side) {
  let [top, bottom, left, right] = [side, -1, side, -1];
  let [mass, down, across] = [0, 0, 0];
  ink.forEach((value, k) => {
    const [r, c] = [Math.floor(k / side), k % side];
    mass += value;
    down += value * (r + 0.5);
    across += value * (c + 0.5);
    if (value <= Math.fround(FAINT)) return;
    [top, bottom, left, right] = [Math.min(top, r), Math.max(bottom, r), Math.min(left, c), Math.max(right, c)];
  });
  const empty = bottom < 0;
  const scale = empty ? side / SIDE : (Math.max(bottom - top, right - left) + 1) / BOX;
  const [rows, rows_from] = weights(side, scale, empty ? side / 2 : down / mass);
  const [columns, columns_from] = weights(side, scale, empty ? side / 2 : across / mass);
  return { rows, rows_from, columns, columns_from };
}

/** @param {number} side @param {number} scale @param {number} middle @returns {[Float32Array, Float32Array]} */
function weights(side, scale, middle) {
  const width = Math.max(1, scale);
  const found = new Float32Array(SIDE * TAPS);
  const from = new Float32Array(SIDE);
  for (let k = 0; k < SIDE; k++) {
    const left = middle + (k + 0.5 - SIDE / 2) * scale - width / 2;
    from[k] = Math.max(0, Math.min(side - TAPS, Math.floor(left)));
    for (let a = 0; a < TAPS; a++) {
      const pixel = from[k] + a;
      found[k * TAPS + a] = Math.max(0, Math.min(pixel + 1, left + width) - Math.max(pixel, left)) / width;
    }
  }
  return [found, from];
}
