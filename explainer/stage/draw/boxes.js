/**
 * Boxes on a dark sheet: lines that are seen on black and on ink, and for each a tag with what it says.
 *
 * @typedef {"plain" | "chosen" | "other" | "dropped"} Kind other: a rival's
 * @typedef {{x: number, y: number, w: number, h: number, label: string, kind: Kind}} Box in pixels
 * @typedef {{x: number, y: number, w: number, h: number}} Rect
 */

const TAG = 18;
const TYPE = 12;
const PAD = 5;
const HEAD = 5;
const INK = { plain: "#fff", chosen: "", other: "#c9ced6", dropped: "" };

/** @param {CanvasRenderingContext2D} g @param {Box} box @param {string} accent */
export function outline(g, { x, y, w, h, kind }, accent) {
  const dashed = kind === "other" || kind === "dropped";
  g.save();
  g.setLineDash(dashed ? [4, 3] : []);
  g.strokeStyle = "#000";
  g.lineWidth = kind === "chosen" ? 5 : 3;
  if (!dashed) g.strokeRect(x, y, w, h);
  g.strokeStyle = INK[kind] || accent;
  g.lineWidth = kind === "chosen" ? 3 : kind === "plain" ? 2 : 1.5;
  g.strokeRect(x, y, w, h);
  g.restore();
}

/** Where a box's tag stands: above it, or below, or within, wherever the sheet has room and no other tag is. @param {CanvasRenderingContext2D} g @param {Box} box @param {number} unit @param {string} font @param {Rect} sheet @param {Rect[]} taken @returns {Rect} */
export function tagged(g, { x, y, w, h, label, kind }, unit, font, sheet, taken) {
  g.font = `${kind === "other" ? 400 : 600} ${TYPE * unit}px ${font}`;
  const [wide, tall] = [g.measureText(label).width + 2 * PAD * unit, TAG * unit];
  const across = (/** @type {number} */ at) => Math.max(sheet.x, Math.min(sheet.x + sheet.w - wide, at));
  const spots = [[x, y - tall - 2], [x, y + h + 2], [x + w - wide, y - tall - 2], [x + w + 2, y], [x, y]].map(([sx, sy]) => ({ x: across(sx), y: sy, w: wide, h: tall }));
  if (kind === "other") [spots[0], spots[1]] = [spots[1], spots[0]];
  const free = (/** @type {Rect} */ spot) => spot.y >= sheet.y && spot.y + tall <= sheet.y + sheet.h && !taken.some((t) => meet(t, spot));
  return spots.find(free) ?? { ...spots[4], y: Math.max(sheet.y, Math.min(sheet.y + sheet.h - tall, y)) };
}

/** @param {Rect} a @param {Rect} b */
const meet = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** @param {CanvasRenderingContext2D} g @param {Rect} at @param {Box} box @param {string} accent @param {string} onAccent */
export function tag(g, { x, y, w, h }, { label, kind }, accent, onAccent) {
  g.fillStyle = kind === "plain" ? "#fff" : kind === "other" ? "#3d434d" : accent;
  g.beginPath();
  g.roundRect(x, y, w, h, 3);
  g.fill();
  g.fillStyle = kind === "plain" ? "#000" : kind === "other" ? "#fff" : onAccent;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(label, x + w / 2, y + h / 2 + 0.5);
  g.textAlign = "start";
  g.textBaseline = "alphabetic";
}

/** Arrows from a cell's middle to the four edges. @param {CanvasRenderingContext2D} g @param {Rect} box @param {number} x @param {number} y @param {string} ink */
export function distances(g, box, x, y, ink) {
  g.strokeStyle = g.fillStyle = ink;
  g.lineWidth = 1.5;
  for (const [dx, dy, far] of [[-1, 0, x - box.x], [1, 0, box.x + box.w - x], [0, -1, y - box.y], [0, 1, box.y + box.h - y]]) {
    if (far <= HEAD) continue;
    const [tx, ty] = [x + dx * far, y + dy * far];
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(tx, ty);
    g.stroke();
    g.beginPath();
    g.moveTo(tx, ty);
    g.lineTo(tx - dx * HEAD + dy * HEAD * 0.8, ty - dy * HEAD + dx * HEAD * 0.8);
    g.lineTo(tx - dx * HEAD - dy * HEAD * 0.8, ty - dy * HEAD - dx * HEAD * 0.8);
    g.fill();
  }
}
