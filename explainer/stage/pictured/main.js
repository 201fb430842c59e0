/** The entry from Streamlit of small drawings with words around them: mount them, hand them new ones, take them down at the end. */
import { dressed, stand, unmount } from "../doors/standing.js";
import "../input/history.js";
import { headerOf, tensorsOf } from "../payload.js";
import { build } from "./build.js";

/**
 * @typedef {object} Component
 * @property {Uint8Array} data
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/** As each was handed over last. @type {WeakMap<ParentNode, Component>} */
const handed = new WeakMap();

export async function ready() {
  await dressed();
  return { mount, unmount };
}

/** @param {Component} component */
function mount(component) {
  const { data, parentElement } = component;
  const header = headerOf(data);
  const tensors = tensorsOf(data, header, new Map());
  if (!tensors) return;
  handed.set(parentElement, component);
  const told = /** @type {import("./build.js").Told} */ (/** @type {unknown} */ (header.scene));
  const turn = (/** @type {string} */ view) => handed.get(parentElement)?.setTriggerValue("turned", view);
  stand(parentElement, ".pictured-host", JSON.stringify(header), () => build(told, { tensors, first: [] }, turn));
}
