/** The entry from Streamlit of home: mount it, hand it new words and what is chosen, take it down at the end. */
import "../input/history.js";
import { build } from "./build.js";
import { dressed, stand, unmount } from "./standing.js";

/**
 * @typedef {object} Component
 * @property {import("./build.js").Home & {chosen: import("./choosing.js").Chosen}} data
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {boolean} [ahead] it stands in for Streamlit's, which will take home over
 */

export async function ready() {
  await dressed();
  return { mount, unmount };
}

/** @param {Component} component */
function mount({ data, parentElement, setStateValue, ahead }) {
  const { chosen, ...home } = data;
  const { choosing } = stand(parentElement, ".map-host", JSON.stringify(home), () => build(home), ahead);
  choosing.told(chosen, ahead ? null : (said) => setStateValue("chosen", said));
}
