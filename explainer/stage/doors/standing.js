/**
 * What stands in a component of Streamlit's and has drawings that take turns: built where what is said is new, taken down at the
 * end; what stood ahead of the framework, saying the same, is moved there.
 */
import { sheet } from "../draw/sheet.js";
import { carried } from "./carried.js";
import { Turns } from "./turns.js";

/** @typedef {{all: HTMLElement, drawn: import("./build.js").Drawn[], pause: HTMLButtonElement, end?: () => void}} Built `end` is called when it is taken down */

/** @typedef {{said: string, built: Built, turns: Turns, parent: ParentNode}} Standing */

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

/**
 * @template {Built} B
 * @param {HTMLElement | ShadowRoot} parent @param {string} host where in it, as a selector @param {string} said @param {() => B} build what says that
 * @param {boolean} [ahead] it stands in for Streamlit's own
 * @returns {B} what stands there
 */
export function stand(parent, host, said, build, ahead) {
  const was = standing.get(parent);
  if (was?.said === said) {
    was.turns.repaint();
    return /** @type {B} */ (was.built);
  }
  if (was) end(was);
  const root = /** @type {Document | ShadowRoot} */ (parent.getRootNode());
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, style])];
  const taken = early?.said === said ? early : null;
  if (taken) standing.delete(taken.parent);
  const built = /** @type {B} */ (taken?.built ?? build());
  const arrive = carried(built.all);
  /** @type {HTMLElement} */ (parent.querySelector(host)).replaceChildren(built.all);
  const stands = { said, built, turns: taken?.turns ?? new Turns(built.all, built.drawn, built.pause), parent };
  standing.set(parent, stands);
  early = ahead ? stands : null;
  built.all.dispatchEvent(new Event("stage-ready", { bubbles: true, composed: true }));
  if (taken) queueMicrotask(arrive);
  return built;
}

/** @param {Standing} one */
function end({ built, turns }) {
  turns.destroy();
  built.end?.();
}

/** @param {ParentNode} parent */
export function unmount(parent) {
  const stands = standing.get(parent);
  if (stands) end(stands);
  standing.delete(parent);
}
