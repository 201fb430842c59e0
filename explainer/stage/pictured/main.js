/** The entry from Streamlit of small drawings with words around them: mount them, hand them new ones, take them down at the end. */
import { sheet } from "../draw/sheet.js";
import { Turns } from "../doors/turns.js";
import "../input/history.js";
import { headerOf, tensorsOf } from "../payload.js";
import { build } from "./build.js";

/**
 * @typedef {object} Component
 * @property {Uint8Array} data
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/** @type {WeakMap<ParentNode, {component: Component, said: string, turns: Turns}>} */
const standing = new WeakMap();
/** @type {CSSStyleSheet} */
let style;

export async function ready() {
  style = await sheet();
  return { mount, unmount };
}

/** @param {Component} component */
function mount(component) {
  const { data, parentElement } = component;
  const header = headerOf(data);
  const said = JSON.stringify(header);
  const was = standing.get(parentElement);
  if (was) was.component = component;
  if (was?.said === said) return was.turns.repaint();
  const tensors = tensorsOf(data, header, new Map());
  if (!tensors) return;
  was?.turns.destroy();
  const root = /** @type {Document | ShadowRoot} */ (parentElement.getRootNode());
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, style])];
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".pictured-host"));
  const told = /** @type {import("./build.js").Told} */ (/** @type {unknown} */ (header.scene));
  const { all, drawn, pause } = build(told, { tensors, first: [] }, (view) => standing.get(parentElement)?.component.setTriggerValue("turned", view));
  host.replaceChildren(all);
  standing.set(parentElement, { component, said, turns: new Turns(all, drawn, pause) });
  all.dispatchEvent(new Event("stage-ready", { bubbles: true, composed: true }));
}

/** @param {ParentNode} parentElement */
function unmount(parentElement) {
  standing.get(parentElement)?.turns.destroy();
  standing.delete(parentElement);
}
