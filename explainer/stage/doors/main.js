/** The entry from Streamlit of home's map: mount it, hand it new words, take it down at the end. */
import "../input/history.js";
import { build } from "./build.js";
import { dressed, stand, unmount } from "./standing.js";

/** @typedef {{data: import("./build.js").Home, parentElement: HTMLElement | ShadowRoot, ahead?: boolean}} Component */

export async function ready() {
  await dressed();
  return { mount, unmount };
}

/** @param {Component} component */
function mount({ data, parentElement, ahead }) {
  stand(parentElement, ".map-host", JSON.stringify(data), () => build(data), ahead);
}
