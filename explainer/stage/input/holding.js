/**
 * A finger on what scrolls sideways. A swipe is the browser's, a tap the click that comes of it; a finger that rests takes
 * hold, and until it is lifted its moves are a pointer's: before that they reach nobody.
 */
const REST_MS = 350;
const STILL = 10;

/** @param {import("../panels/base.js").Panel<any>} panel */
export function holding(panel) {
  const { body } = panel;
  /** @type {{x: number, y: number} | null} a finger that may still come to rest */
  let down = null;
  let holds = false;
  let timer = 0;
  const release = () => {
    clearTimeout(timer);
    down = null;
    holds = false;
  };
  body.addEventListener("pointerdown", (e) => {
    release();
    if (e.pointerType !== "touch" || !e.isPrimary || !panel.swipes) return;
    down = { x: e.clientX, y: e.clientY };
    timer = setTimeout(() => {
      holds = true;
      body.dispatchEvent(new PointerEvent("pointermove", e));
    }, REST_MS);
  });
  body.addEventListener("pointermove", (e) => {
    if (holds || !down) return;
    e.stopPropagation();
    if (Math.hypot(e.clientX - down.x, e.clientY - down.y) > STILL) clearTimeout(timer);
  });
  for (const end of ["pointerup", "pointercancel"]) body.addEventListener(end, release);
  body.addEventListener("touchmove", (e) => holds && e.cancelable && e.preventDefault(), { passive: false });
}
