/**
 * What stands along time: panels below each other whose moments stand below each other, and the playhead that goes over all of them.
 *
 * @typedef {import("../panels/registry.js").Panel} Panel
 */

/** What stands before the first moment: names of rows. */
const GUTTER = { wide: 48, narrow: 44 };

/** Where the first moment begins: panels whose rows have no names, and that stand below none whose have, begin at once. @param {Panel & {spec: {rows?: string[]}}} panel */
export function gutter({ stacked, unit, spec }) {
  if (spec.kind === "bands" && !spec.rows?.length) return 0;
  return stacked ? GUTTER.narrow : GUTTER.wide * unit;
}

/** Put a panel's playhead so many moments from the left, of all there are; none where it is null. @param {Panel & {head: HTMLElement, spec: {rows?: string[]}}} panel @param {number | null} moment @param {number} all @param {number} tall */
export function head(panel, moment, all, tall) {
  panel.head.hidden = moment === null;
  if (moment === null) return;
  const left = gutter(panel);
  const x = left + (Math.max(0, Math.min(all, moment)) / all) * (panel.width - left);
  Object.assign(panel.head.style, { height: `${tall}px`, transform: `translateX(${x}px)` });
}

/** Go over all panels that have one. @param {import("../stage.js").Stage} stage @param {number | null} moment */
export function goOver({ panels }, moment) {
  for (const panel of panels) if ("plays" in panel) /** @type {{plays: (moment: number | null) => void}} */ (/** @type {unknown} */ (panel)).plays(moment);
}
