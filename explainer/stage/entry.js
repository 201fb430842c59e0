/** A number on the stage that can be changed: dragged, typed or stepped with the arrow keys. */
import { colour, css, ink } from "./colours.js";
import { make } from "./dom.js";
import { allDigits, number } from "./words.js";

const PER_PIXEL = 0.01;
const STEP = 0.05;

/** One field. @param {string} kind @param {{read?: (name: string) => import("./explain.js").Tensor, on: import("./editing.js").Editing, editing: boolean}} panel whose number it is; the field's `tensor` and `flat` say which */
export function entry(kind, panel) {
  const input = /** @type {any} */ (
    make("input", { type: "text", inputmode: "decimal", role: "spinbutton", class: kind, autocomplete: "off", spellcheck: "false", "aria-valuenow": "0", "data-testid": "number" })
  );
  const value = () => panel.read(input.tensor).data[input.flat];
  const change = (/** @type {number} */ v) => panel.on.edit(input.tensor, input.flat, Math.round(v * 1e4) / 1e4);
  /** @type {{x: number, y: number, from: number, moved: boolean} | null} */
  let drag = null;
  input.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => {
    if (e.button || input.typing) return;
    drag = { x: e.clientX, y: e.clientY, from: value(), moved: false };
    input.setPointerCapture(e.pointerId);
  });
  input.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => {
    if (!drag) return;
    const far = e.clientX - drag.x + drag.y - e.clientY;
    if (!drag.moved && Math.abs(far) < 3) return;
    drag.moved = panel.editing = true;
    change(drag.from + Math.round(far) * PER_PIXEL);
  });
  const release = () => {
    const moved = drag?.moved;
    drag = null;
    panel.editing = false;
    if (moved) panel.on.commit();
    return moved;
  };
  input.addEventListener("pointerup", () => {
    if (!drag) return;
    if (release()) return input.blur();
    input.typing = true;
    input.value = allDigits(value());
    input.select();
  });
  input.addEventListener("pointercancel", release);
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
    e.stopPropagation();
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[e.key];
    if (step) {
      e.preventDefault();
      input.typing = false;
      change(value() + step * (e.shiftKey ? 10 : 1));
      panel.on.commitSoon();
    } else if (e.key === "Enter") {
      finish();
    } else if (e.key === "Escape") {
      input.typing = false;
      input.value = number(value());
    } else if (e.key.length === 1) {
      input.typing = true;
    }
  });
  const finish = () => {
    if (!input.typing) return;
    input.typing = false;
    const typed = Number(input.value.trim().replace("−", "-").replace(",", "."));
    if (input.value.trim() && Number.isFinite(typed) && Math.abs(typed) <= 1000) {
      if (typed !== value()) {
        panel.on.edit(input.tensor, input.flat, typed);
        panel.on.commit();
      }
    }
    input.value = number(value());
  };
  input.addEventListener("blur", () => {
    finish();
    panel.on.commitNow();
  });
  return input;
}

/** Its number and its colour; what is being typed stays. @param {any} input @param {number} value @param {number} limit @param {any} how */
export function showEntry(input, value, limit, how) {
  const back = colour(how.palette, "signed", limit ? value : 0, limit || 1);
  input.style.background = css(back);
  input.style.color = ink(back);
  input.setAttribute("aria-valuenow", String(value));
  input.setAttribute("aria-valuetext", number(value));
  if (input.getRootNode().activeElement === input && input.typing) return;
  const text = Math.abs(value) < 100 ? number(value) : value.toFixed(0).replace("-", "−");
  if (input.value !== text) input.value = text;
}
