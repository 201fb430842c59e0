/**
 * A link to another page that does not load the app anew: the frame has a link of Streamlit's own to every page, unseen, and that is
 * pressed instead. What else a browser does with links it does with this one.
 */
import { make } from "../draw/dom.js";

/** @param {MouseEvent} e whether it asks for more than to go there */
export const more = (e) => e.ctrlKey || e.metaKey || e.shiftKey || e.altKey;

/** @param {string} to @param {import("../draw/dom.js").Attributes} attributes @param {...(Node | string)} inside */
export function leading(to, attributes, ...inside) {
  const element = make("a", { href: to, ...attributes }, ...inside);
  element.addEventListener("click", (e) => {
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const ways = document.querySelectorAll(".st-key-ways a");
    const own = element.search ? undefined : [...ways].find((one) => one.pathname === element.pathname);
    if (!own || e.defaultPrevented || more(e)) return;
    e.preventDefault();
    own.click();
  });
  return element;
}
