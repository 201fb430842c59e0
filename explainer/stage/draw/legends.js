/**
 * What the ends of a scale mean, in the header of a panel.
 *
 * @typedef {object} Legend
 * @property {import("./colours.js").Scale | "above"} scale above: of what is never below zero
 * @property {string} low
 * @property {string} high
 */
import { css } from "./colours.js";
import { keep, make, parts, say } from "./dom.js";

export const legends = () => make("span", { class: "legends", "aria-hidden": "true" });

/** @param {HTMLElement} element @param {Legend[]} legend @param {import("./colours.js").Look} look */
export function paintLegends(element, legend, { palette: { below, zero, above, hue } }) {
  keep(element, legend.length, () => make("span", { class: "legend" }, make("span"), make("i"), make("span"))).forEach((one, k) => {
    const { scale, low, high } = legend[k];
    const [left, bar, right] = parts(one);
    const stops = scale === "probability" ? [zero, hue] : scale === "above" ? [zero, above] : [below, zero, above];
    bar.style.background = `linear-gradient(90deg, ${stops.map(css).join(", ")})`;
    say(left, low);
    say(right, high);
  });
}
