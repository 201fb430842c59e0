/**
 * Where a card stands that points at something: beside it, in the window, on nothing that must be seen, on what is drawn only
 * where there is no other room, and on as little as possible of the rest; and the arrow that leads from the card to it.
 *
 * @typedef {import("./spots.js").Box} Box
 * @typedef {{width: number, height: number}} Size
 */
const GAP = 26;
const EDGE = 8;
const COVERED = 240;
/** How far off a card had rather stand than on so many pixels of what is drawn. */
const DRAWN = 1 / 4;
const FORBIDDEN = 100;
const HEAD = 7;

/** How far apart two boxes are. @param {Box} a @param {Box} b */
export function apart(a, b) {
  return Math.hypot(Math.max(0, b.left - a.right, a.left - b.right), Math.max(0, b.top - a.bottom, a.top - b.bottom));
}

/** How much of a box others cover. @param {Box} box @param {Box[]} others */
export function covered(box, others) {
  const areas = others.map(
    (o) => Math.max(0, Math.min(box.right, o.right) - Math.max(box.left, o.left)) * Math.max(0, Math.min(box.bottom, o.bottom) - Math.max(box.top, o.top)),
  );
  return areas.reduce((a, b) => a + b, 0);
}

/**
 * @param {Size} card @param {Box} target @param {Box[]} kept what must not be covered, the target apart @param {Box[]} drawn what is
 * watched meanwhile @param {Box[]} seen what had better not be covered @param {Size} window @returns {Box}
 */
export function place({ width, height }, target, kept, drawn, seen, window) {
  const never = [target, ...kept];
  const beside = [...never, ...drawn];
  const xs = [
    ...beside.flatMap((b) => [b.left - width - GAP, b.right + GAP, b.left - width - EDGE, b.right + EDGE]),
    ...[(target.left + target.right - width) / 2, target.left, target.right - width, EDGE, window.width - width - EDGE],
  ];
  const ys = [
    ...beside.flatMap((b) => [b.top - height - GAP, b.bottom + GAP, b.top - height - EDGE, b.bottom + EDGE]),
    ...[(target.top + target.bottom - height) / 2, target.top, target.bottom - height, EDGE, window.height - height - EDGE],
  ];
  const inside = (/** @type {number} */ v, /** @type {number} */ most) => Math.round(Math.max(EDGE, Math.min(most - EDGE, v)));
  const boxes = xs.flatMap((x) =>
    ys.map((y) => {
      const [left, top] = [inside(x, window.width - width), inside(y, window.height - height)];
      return { left, top, right: left + width, bottom: top + height };
    }),
  );
  const cost = (/** @type {Box} */ box) =>
    FORBIDDEN * covered(box, never) + DRAWN * covered(box, drawn) + Math.abs(apart(box, target) - GAP) + (COVERED * covered(box, seen)) / (width * height);
  return boxes.map((box) => ({ box, cost: cost(box) })).reduce((a, b) => (b.cost < a.cost ? b : a)).box;
}

/** How far a page must be scrolled for a card to find room below what it points at. @param {Size} card @param {Box} target @param {number} height of the window */
export const forRoom = (card, target, height) => target.bottom + GAP + card.height + EDGE - height;

/** A ring around a box. @param {Box} box */
export function ring({ left, top, right, bottom }) {
  const r = Math.max(0, Math.min(8, (right - left) / 2, (bottom - top) / 2));
  return `M${left + r},${top}H${right - r}a${r},${r} 0 0 1 ${r},${r}V${bottom - r}a${r},${r} 0 0 1 ${-r},${r}H${left + r}a${r},${r} 0 0 1 ${-r},${-r}V${top + r}a${r},${r} 0 0 1 ${r},${-r}z`;
}

/**
 * From the card to the box it points at, unless it would run over what must be seen.
 * @param {Box} card @param {Box} target @param {Box[]} kept
 */
export function arrow(card, target, kept) {
  const to = nearest(target, middle(card));
  const from = nearest(card, to);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const line = { left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), right: Math.max(from.x, to.x) + 1, bottom: Math.max(from.y, to.y) + 1 };
  if (length < HEAD || covered(line, kept)) return "";
  const [ux, uy] = [(HEAD * dx) / length, (HEAD * dy) / length];
  const barb = (/** @type {number} */ side) => `M${to.x},${to.y}L${to.x - ux - side * uy * 0.7},${to.y - uy + side * ux * 0.7}`;
  return `M${from.x},${from.y}L${to.x},${to.y}${barb(1)}${barb(-1)}`;
}

/** @param {Box} box */
const middle = ({ left, top, right, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

/** The point of a box that is nearest to another. @param {Box} box @param {{x: number, y: number}} point */
function nearest({ left, top, right, bottom }, { x, y }) {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(top, Math.min(bottom, y)) };
}
