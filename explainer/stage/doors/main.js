/** The entry from Streamlit of home's map: mount it, hand it new words, take it down at the end. */
import { sheet } from "../draw/sheet.js";
import "../input/history.js";
import { build } from "./build.js";
import { Turns } from "./turns.js";

/**
 * @typedef {object} Component
 * @property {import("./build.js").Home} data
 * @property {HTMLElement | ShadowRoot} parentElement
 */

/** @type {WeakMap<ParentNode, {said: string, turns: Turns}>} */
const maps = new WeakMap();
/** @type {CSSStyleSheet} */
let style;

export async function ready() {
  style = await sheet();
  return { mount, unmount };
}

/** @param {Component} component */
function mount(component) {
  const { data, parentElement } = component;
  const said = JSON.stringify(data);
  const was = maps.get(parentElement);
  if (was?.said === said) return was.turns.repaint();
  was?.turns.destroy();
  const root = /** @type {Document | ShadowRoot} */ (parentElement.getRootNode());
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, style])];
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".map-host"));
  const { map, doors, pause } = build(data);
  host.replaceChildren(map);
  maps.set(parentElement, { said, turns: new Turns(map, doors, pause) });
  map.dispatchEvent(new Event("stage-ready", { bubbles: true, composed: true }));
}

/** @param {ParentNode} parentElement */
function unmount(parentElement) {
  maps.get(parentElement)?.turns.destroy();
  maps.delete(parentElement);
}
