/** The one entry from Streamlit: mount a stage where there is none, hand it the new payload, take it down at the end. */
import { sheet } from "./draw/sheet.js";
import "./input/history.js";
import { load } from "./panels/registry.js";
import { onPaper } from "./parts/paper.js";
import { Stage } from "./stage.js";

/**
 * @typedef {object} Component
 * @property {Uint8Array} data
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {boolean} [ahead] it stands in for Streamlit's, which will take the stage over
 */

/** @typedef {{stage: Stage, component: Component, end: () => void}} Entry `end` is called when it is taken down */

/** @type {WeakMap<ParentNode, Entry>} */
const stages = new WeakMap();
/** @type {Entry | null} a stage that stands before its framework has come */
let ahead = null;
/** @type {CSSStyleSheet} */
let style;

/** Everything that a stage is made of, so that from then on it stands at once, dressed. @param {string[]} kinds of panels */
export async function ready(kinds) {
  [style] = await Promise.all([sheet(), load(kinds)]);
  return { mount, unmount };
}

/** @param {Component} component */
function mount(component) {
  const { data, parentElement } = component;
  let entry = stages.get(parentElement);
  if (!entry) {
    const root = /** @type {Document | ShadowRoot} */ (parentElement.getRootNode());
    root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, style])];
    const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage-host"));
    entry = ahead ? movedTo(host, ahead) : made(host, component);
    ahead = component.ahead ? entry : null;
    stages.set(parentElement, entry);
  }
  entry.component = component;
  entry.stage.update(data);
}

/** @param {HTMLElement} host @param {Component} component @returns {Entry} */
function made(host, component) {
  /** @type {Entry} */
  const entry = {
    component,
    stage: new Stage(host, (said) => entry.component.setStateValue("said", said)),
    end: () => {},
  };
  entry.end = onPaper(entry.stage.root, () => entry.stage.update(entry.component.data));
  return entry;
}

/** @param {HTMLElement} host @param {Entry} entry */
function movedTo(host, entry) {
  stages.delete(entry.component.parentElement);
  entry.stage.moveTo(host);
  return entry;
}

/** @param {ParentNode} parentElement */
function unmount(parentElement) {
  const entry = stages.get(parentElement);
  entry?.end();
  entry?.stage.destroy();
  stages.delete(parentElement);
}
