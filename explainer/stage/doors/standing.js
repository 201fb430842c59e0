/**
 * What stands in a component of Streamlit's and has drawings that take turns: built where what is said is new, taken down at the
 * end; what stood ahead of the framework, saying the same, is moved there.
 */
import { sheet } from "../draw/sheet.js";
import { Turns } from "./turns.js";

/** @typedef {{all: HTMLElement, drawn: import("./build.js").Drawn[], pause: HTMLButtonElement}} Built */

/** @typedef {{said: string, all: HTMLElement, turns: Turns, parent: ParentNode}} Standing */

/** @type {WeakMap<ParentNode, Standing>} */
const standing = new WeakMap();
/** @type {Standing | null} what stands before its framework has come */
let early = null;
/** @type {CSSStyleSheet} */
let style;

/** The style has come. */
export async function dressed() {
  style = await sheet();
}

/** @param {HTMLElement | ShadowRoot} parent @param {string} host where in it, as a selector @param {string} said @param {() => Built} build what says that @param {boolean} [ahead] it stands in for Streamlit's own */
export function stand(parent, host, said, build, ahead) {
  const was = standing.get(parent);
  if (was?.said === said) return was.turns.repaint();
  was?.turns.destroy();
  const root = /** @type {Document | ShadowRoot} */ (parent.getRootNode());
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, style])];
  const { all, turns } = early?.said === said ? taken(early) : made(build());
  /** @type {HTMLElement} */ (parent.querySelector(host)).replaceChildren(all);
  const stands = { said, all, turns, parent };
  standing.set(parent, stands);
  early = ahead ? stands : null;
  all.dispatchEvent(new Event("stage-ready", { bubbles: true, composed: true }));
}

/** @param {Built} built */
const made = ({ all, drawn, pause }) => ({ all, turns: new Turns(all, drawn, pause) });

/** @param {Standing} stood */
function taken(stood) {
  standing.delete(stood.parent);
  return stood;
}

/** @param {ParentNode} parent */
export function unmount(parent) {
  standing.get(parent)?.turns.destroy();
  standing.delete(parent);
}
