/** What stands in a component of Streamlit's and has drawings that take turns: built where what is said is new, taken down at the end. */
import { sheet } from "../draw/sheet.js";
import { Turns } from "./turns.js";

/** @typedef {{all: HTMLElement, drawn: import("./build.js").Drawn[], pause: HTMLButtonElement}} Built */

/** @type {WeakMap<ParentNode, {said: string, turns: Turns}>} */
const standing = new WeakMap();
/** @type {CSSStyleSheet} */
let style;

/** The style has come. */
export async function dressed() {
  style = await sheet();
}

/** @param {HTMLElement | ShadowRoot} parent @param {string} host where in it, as a selector @param {string} said @param {() => Built} build what says that */
export function stand(parent, host, said, build) {
  const was = standing.get(parent);
  if (was?.said === said) return was.turns.repaint();
  was?.turns.destroy();
  const root = /** @type {Document | ShadowRoot} */ (parent.getRootNode());
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, style])];
  const { all, drawn, pause } = build();
  /** @type {HTMLElement} */ (parent.querySelector(host)).replaceChildren(all);
  standing.set(parent, { said, turns: new Turns(all, drawn, pause) });
  all.dispatchEvent(new Event("stage-ready", { bubbles: true, composed: true }));
}

/** @param {ParentNode} parent */
export function unmount(parent) {
  standing.get(parent)?.turns.destroy();
  standing.delete(parent);
}
