/**
 * A sheet that scrolls under its panel, wide as a whole sentence, and the canvas on it, which is as wide as what is in view.
 *
 * @typedef {import("../panels/lanes.js").default | import("../panels/columns.js").default | import("../panels/threads.js").default} Sheeted
 */

/** @type {WeakMap<HTMLElement, string>} the sentence that each sheet had */
const sentences = new WeakMap();

/** Give both their sizes; a sentence that is new begins where it is read from. @param {Sheeted} panel @param {number} width @param {number} total how wide the whole sentence is */
export function spread(panel, width, total) {
  const { sheet, canvas, tall, body } = panel;
  panel.width = Math.floor(width);
  sheet.style.width = `${Math.max(width, Math.ceil(total))}px`;
  sheet.style.height = `${tall}px`;
  const ratio = devicePixelRatio || 1;
  Object.assign(canvas, { width: panel.width * ratio, height: tall * ratio });
  canvas.style.width = `${panel.width}px`;
  canvas.style.height = `${tall}px`;
  const { title, words } = panel.spec;
  panel.scrolling(total > width + 1, `${title}, from word to word`);
  if (sentences.get(sheet) !== String(words)) body.scrollLeft = panel.leftwards ? total : 0;
  sentences.set(sheet, String(words));
}

/**
 * Scroll until a column is seen; whether that was needed.
 * @param {Sheeted} panel @param {number} place of the column, counted from the left @param {number} beside what stands beside the columns and does not scroll
 */
export function brought({ body, pitch }, place, beside) {
  const x = place * pitch;
  const room = body.clientWidth - beside;
  if (x >= body.scrollLeft && x + pitch <= body.scrollLeft + room) return false;
  body.scrollLeft = Math.max(0, x - room / 2);
  return true;
}

/** What paints on the canvas, cleared. @param {Sheeted} panel */
export function cleared({ canvas, width, tall }) {
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ratio = canvas.width / width;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, tall);
  return g;
}
