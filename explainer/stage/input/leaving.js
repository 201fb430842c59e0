/**
 * When the visitor turns elsewhere, what was to be said when the keys rest is said before anything else: at the press. And
 * a link is followed once all that was said has been heard, since a page that is asked for may overtake it. Once another
 * page is on its way it is too late.
 */

const BACK_AND_FORTH = 3;

/**
 * @param {HTMLElement} root @param {import("./rest.js").Rest} rest @param {import("../server.js").Server} server
 * @returns {() => void} what ends this
 */
export function leaving(root, rest, server) {
  const pressed = (/** @type {PointerEvent} */ e) => {
    if (e.button >= BACK_AND_FORTH || !e.composedPath().includes(root)) rest.now();
  };
  const keyed = (/** @type {KeyboardEvent} */ e) => {
    if (e.altKey || e.metaKey || !e.composedPath().includes(root)) rest.now();
  };
  const left = (/** @type {FocusEvent} */ e) => {
    if (!root.contains(/** @type {Node | null} */ (e.relatedTarget))) rest.now();
  };
  const followed = (/** @type {MouseEvent} */ e) => {
    const link = e.composedPath().find((node) => /** @type {Element} */ (node).tagName === "A");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !server.listening) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    server.onceHeard(() => /** @type {HTMLElement} */ (link).click());
  };
  const gone = () => rest.drop();
  document.addEventListener("click", followed, true);
  document.addEventListener("pointerdown", pressed, true);
  document.addEventListener("keydown", keyed, true);
  root.addEventListener("focusout", left);
  addEventListener("popstate", gone);
  return () => {
    document.removeEventListener("click", followed, true);
    document.removeEventListener("pointerdown", pressed, true);
    document.removeEventListener("keydown", keyed, true);
    root.removeEventListener("focusout", left);
    removeEventListener("popstate", gone);
  };
}
