/** What every drag over the board needs: meanwhile the page stays, and the click that ends it is none. */

/** @param {HTMLElement} board @param {() => boolean} drags whether something is, or was until the finger left @param {() => void} done */
export function dragging(board, drags, done) {
  board.addEventListener("touchmove", (e) => drags() && e.cancelable && e.preventDefault(), { passive: false });
  board.addEventListener("pointercancel", done);
  board.addEventListener(
    "click",
    (e) => {
      // One made by a key has no count: it is meant, whatever was dragged before.
      if (!drags() || !e.detail) return;
      done();
      e.stopImmediatePropagation();
    },
    true,
  );
}
