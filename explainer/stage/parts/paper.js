/** On paper the stage is drawn anew, in black on white, and as small as it must be to stand there whole. */

const PRINT = matchMedia("print");
const LANDSCAPE = matchMedia("(orientation: landscape)");
/** How high a page is at least, in its widths. */
const HIGH = { landscape: 0.6, portrait: 1.2 };
const SMALLEST = 0.3;
const STEP = 0.85;

/** @param {HTMLElement} root @param {() => void} redraw @returns {() => void} what ends this */
export function onPaper(root, redraw) {
  const changed = () => {
    let zoom = 1;
    do {
      root.style.zoom = PRINT.matches ? String(zoom) : "";
      redraw();
      zoom *= STEP;
    } while (PRINT.matches && zoom > SMALLEST && !whole(root));
  };
  PRINT.addEventListener("change", changed);
  return () => PRINT.removeEventListener("change", changed);
}

/** Whether it fits on the first page, and nothing in it has to be scrolled. @param {HTMLElement} root */
function whole(root) {
  const high = HIGH[LANDSCAPE.matches ? "landscape" : "portrait"] * document.documentElement.clientWidth;
  const inside = [root, ...root.querySelectorAll("*")].every((e) => e.scrollWidth <= e.clientWidth + 1 || getComputedStyle(e).overflowX === "visible");
  return inside && root.getBoundingClientRect().bottom <= high;
}
