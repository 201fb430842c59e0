/**
 * Panels that take other places slide there; a map that is opened grows out of its tile, what is new fades in, and lines are
 * drawn once everything stands.
 */
const SLIDE = { duration: 300, easing: "cubic-bezier(0.2, 0, 0, 1)" };
const APPEAR = { duration: 200, delay: 150, fill: /** @type {const} */ ("backwards"), easing: "ease-out" };
const LINES = { duration: 120, delay: 320, fill: /** @type {const} */ ("backwards") };

/** @typedef {import("../panels/base.js").Rect} Rect */
/** @typedef {import("../stage.js").Stage} Stage */

/** Where every panel stands. @param {Stage} stage @returns {Map<Element, DOMRect>} */
export const standings = ({ panels }) => new Map(panels.map(({ element }) => [element, element.getBoundingClientRect()]));

/** @param {Stage} stage @param {Map<Element, DOMRect>} before where panels stood @param {Rect | undefined} tile from which the opened map grows */
export function slide(stage, before, tile) {
  const { panels, wires, overlay, still, root } = stage;
  if (still.matches) return;
  /** @type {Animation[]} */
  const moving = [];
  const corner = root.getBoundingClientRect();
  let grown = false;
  for (const panel of panels) {
    const { element } = panel;
    const [was, now] = [before.get(element), element.getBoundingClientRect()];
    if (was && (was.left !== now.left || was.top !== now.top))
      moving.push(element.animate([{ transform: `translate(${was.left - now.left}px, ${was.top - now.top}px)` }, { transform: "none" }], SLIDE));
    else if (!was && tile && !grown && panel.grows) {
      grown = true;
      const body = panel.body.getBoundingClientRect();
      const by = `translate(${tile.x + corner.left - body.left}px, ${tile.y + corner.top - body.top}px) scale(${tile.w / panel.width})`;
      moving.push(panel.body.animate([{ transform: by, transformOrigin: "0 0" }, { transform: "none", transformOrigin: "0 0" }], SLIDE));
      panel.header.animate([{ opacity: 0 }, { opacity: 1 }], APPEAR);
    } else if (!was) element.animate([{ opacity: 0 }, { opacity: element.matches(".aside") ? 0.35 : 1 }], APPEAR);
  }
  for (const drawn of [wires.element, wires.over, overlay.element]) drawn.animate([{ opacity: 0 }, { opacity: 1 }], LINES);
  // What was measured on the way stands where things were then.
  Promise.all(moving.map(({ finished }) => finished)).then(() => root.isConnected && stage.anchor(), () => {});
}
