/** The one entry from Streamlit: mount a stage where there is none, hand it the new payload, take it down at the end. */
import "./bars.js";
import "./birth.js";
import "./cells.js";
import "./centring.js";
import "./colours.js";
import "./columnpaint.js";
import "./columns.js";
import "./course.js";
import "./coverage.js";
import "./curve.js";
import "./dom.js";
import "./draw.js";
import "./editing.js";
import "./entry.js";
import "./equation.js";
import "./explain.js";
import "./field.js";
import "./histogram.js";
import "./history.js";
import "./keys.js";
import "./layout.js";
import "./maps.js";
import "./numbers.js";
import "./overlay.js";
import "./panels.js";
import "./paths.js";
import "./payload.js";
import "./player.js";
import "./pointing.js";
import "./rows.js";
import { Stage } from "./stage.js";
import "./strokes.js";
import "./time.js";
import "./way.js";
import "./weights.js";
import "./words.js";

/** @type {WeakMap<ParentNode, {stage: Stage, send: any}>} */
const stages = new WeakMap();

/** @param {{data: Uint8Array, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component */
export function mount({ data, parentElement, setTriggerValue }) {
  let entry = stages.get(parentElement);
  if (!entry) {
    entry = { send: setTriggerValue, stage: /** @type {any} */ (null) };
    const held = entry;
    const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage-host"));
    held.stage = new Stage(host, (name, value) => held.send(name, value));
    stages.set(parentElement, held);
  }
  entry.send = setTriggerValue;
  entry.stage.update(data);
}

/** @param {HTMLElement} parentElement */
export function unmount(parentElement) {
  stages.get(parentElement)?.stage.destroy();
  stages.delete(parentElement);
}
