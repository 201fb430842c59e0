/**
 * The boxes that maps say, and which of them are doubles: explainer/study/boxes.py's `found` for the browser.
 *
 * @typedef {[number, number, number, number]} Edges left, top, right and bottom
 * @typedef {object} Found a box, the surest first
 * @property {number} what
 * @property {number} share
 * @property {number} row
 * @property {number} column
 * @property {Edges} edges
 * @property {number} by the place of the surer one because of which it is dropped, -1 where it is kept
 * @property {number} same how far it is the same as the surer one that it overlaps most
 * @typedef {import("./declaration.js").Tensor} Tensor
 */

/** @param {Edges} box */
const area = ([left, top, right, bottom]) => Math.max(0, right - left) * Math.max(0, bottom - top);

/** What two share of what they cover together. @param {Edges} a @param {Edges} b */
export function overlap(a, b) {
  const shared = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return shared / Math.max(1e-6, area(a) + area(b) - shared);
}

/** The boxes of all cells whose surest score is at least so much. @param {Tensor} scores (C, H, W) @param {Tensor} edges (4, H, W) @param {number} least @param {number} allowed how far two may be the same @returns {Found[]} */
export function found(scores, edges, least, allowed) {
  const [classes, rows, columns] = scores.shape;
  const size = rows * columns;
  /** @type {Found[]} */
  const boxes = [];
  for (let k = 0; k < size; k++) {
    let what = 0;
    for (let c = 1; c < classes; c++) if (scores.data[c * size + k] > scores.data[what * size + k]) what = c;
    const share = scores.data[what * size + k];
    if (!(share >= least)) continue;
    const own = /** @type {Edges} */ ([0, 1, 2, 3].map((side) => edges.data[side * size + k]));
    boxes.push({ what, share, row: Math.floor(k / columns), column: k % columns, edges: own, by: -1, same: 0 });
  }
  boxes.sort((a, b) => b.share - a.share);
  for (const [k, box] of boxes.entries()) {
    let nearest = -1;
    for (let n = 0; n < k; n++) {
      if (boxes[n].by >= 0) continue;
      const same = overlap(box.edges, boxes[n].edges);
      if (same > box.same) [box.same, nearest] = [same, n];
    }
    if (box.same > allowed) box.by = nearest;
  }
  return boxes;
}
