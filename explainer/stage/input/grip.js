/**
 * Taking hold of something that can be dragged. A mouse or pen takes it as soon as it moves. A finger that moves down or up
 * scrolls the page, so it has to mean it: it starts sideways, or rests before it moves.
 *
 * @typedef {object} Held
 * @property {(e: PointerEvent) => boolean} [may] whether it can be taken just now
 * @property {(start: PointerEvent) => void} take it is in the hand
 * @property {(e: PointerEvent, right: number, down: number) => void} drag so far from where it was taken
 * @property {(e: PointerEvent) => void} drop it is let go of, or was taken away
 * @property {(e: MouseEvent) => void} [tap] it was clicked or tapped, without being dragged
 */

const PRESS_MS = 350;
const STIRS = { mouse: 3, touch: 8 };

/** @param {HTMLElement | SVGElement} element @param {Held} held */
export function grip(element, held) {
  /** @type {PointerEvent | null} where it was pressed */
  let start = null;
  let taken = false;
  let dragged = false;
  let timer = 0;

  const take = () => {
    if (!start) return;
    taken = dragged = true;
    element.classList.add("held");
    element.setPointerCapture(start.pointerId);
    held.take(start);
  };
  const end = () => {
    clearTimeout(timer);
    start = null;
    taken = false;
    element.classList.remove("held");
  };
  const on = (/** @type {string} */ type, /** @type {(e: any) => void} */ act, passive = true) => element.addEventListener(type, act, { passive });

  element.classList.add("grip");
  on("pointerdown", (/** @type {PointerEvent} */ e) => {
    if (e.button || !e.isPrimary || !(held.may?.(e) ?? true)) return;
    [start, dragged] = [e, false];
    if (e.pointerType === "touch") timer = setTimeout(take, PRESS_MS);
    else element.setPointerCapture(e.pointerId);
  });
  on("pointermove", (/** @type {PointerEvent} */ e) => {
    if (!start || e.pointerId !== start.pointerId) return;
    const [right, down] = [e.clientX - start.clientX, e.clientY - start.clientY];
    if (!taken) {
      const touch = e.pointerType === "touch";
      const far = touch ? STIRS.touch : STIRS.mouse;
      if (Math.max(Math.abs(right), Math.abs(down)) < far) return;
      if (touch && Math.abs(right) <= Math.abs(down)) return end();
      clearTimeout(timer);
      take();
    }
    held.drag(e, right, down);
  });
  for (const type of ["pointerup", "pointercancel"])
    on(type, (/** @type {PointerEvent} */ e) => {
      if (start && e.pointerId !== start.pointerId) return;
      const was = taken;
      end();
      if (was) held.drop(e);
    });
  on("touchmove", (/** @type {TouchEvent} */ e) => taken && e.cancelable && e.preventDefault(), false);
  on("contextmenu", (/** @type {MouseEvent} */ e) => taken && e.preventDefault(), false);
  on("click", (/** @type {MouseEvent} */ e) => {
    if (dragged) e.stopPropagation();
    else held.tap?.(e);
    dragged = false;
  });
}
