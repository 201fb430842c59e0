/** Ink on a drawing: a round pen with a soft edge, which erases as it draws. */

/** How thick the pen is on a pad for one digit, in cells from its middle. */
export const RADIUS = 2.1;

/** @param {number} v @param {number} n */
const within = (v, n) => Math.max(0, Math.min(n - 1, Math.floor(v)));

/** From one point to another, in cells. @param {Float32Array} data @param {number} rows @param {number} columns @param {[number, number]} from @param {[number, number]} to @param {number} [radius] @param {boolean} [erases] */
export function stroke(data, rows, columns, [r0, c0], [r1, c1], radius = RADIUS, erases = false) {
  const reach = radius + 1;
  const [dr, dc] = [r1 - r0, c1 - c0];
  const long = dr * dr + dc * dc;
  for (let r = within(Math.min(r0, r1) - reach, rows); r <= within(Math.max(r0, r1) + reach, rows); r++) {
    for (let c = within(Math.min(c0, c1) - reach, columns); c <= within(Math.max(c0, c1) + reach, columns); c++) {
      const [y, x] = [r + 0.5 - r0, c + 0.5 - c0];
      const along = long ? Math.max(0, Math.min(1, (y * dr + x * dc) / long)) : 0;
      const far = Math.hypot(y - along * dr, x - along * dc);
      const ink = Math.max(0, Math.min(1, radius + 0.5 - far));
      const at = r * columns + c;
      const full = Math.round(ink * 255) / 255;
      data[at] = erases ? Math.min(data[at], 1 - full) : Math.max(data[at], full);
    }
  }
}
