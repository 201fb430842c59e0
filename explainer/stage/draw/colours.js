/**
 * Values: blue below zero, orange above, the page's own background at zero. Pictures: grey. Probabilities: one hue.
 *
 * @typedef {{dark: boolean, zero: number[], above: number[], below: number[], hue: number[]}} Palette
 * @typedef {"signed" | "grey" | "probability"} Scale as explainer/views/panels names them
 * @typedef {Scale | "red" | "green" | "blue"} ScaleName
 * @typedef {{palette: Palette, line: string, muted: string, ink: string, accent: string, soft: string, background: string, font: string}} Look colours and type of the theme
 */

import { make } from "./dom.js";

/** @type {Partial<Record<ScaleName, number[]>>} */
const LIGHTS = { red: [240, 80, 72], green: [84, 196, 106], blue: [92, 138, 245] };

/** @param {string} css a computed `rgb(…)` or hexadecimal colour @returns {number[]} */
function parse(css) {
  if (css.startsWith("#")) return [1, 3, 5].map((k) => parseInt(css.slice(k, k + 2), 16));
  return (css.match(/[\d.]+/g) ?? ["255", "255", "255"]).slice(0, 3).map(Number);
}

/** The palette for the theme the stage stands in. @param {Element} element @returns {Palette} */
function paletteOf(element) {
  const zero = parse(getComputedStyle(element).getPropertyValue("--st-background-color").trim() || "#ffffff");
  const dark = luminance(zero) < 0.2;
  return dark
    ? { dark, zero, above: [253, 141, 60], below: [88, 166, 255], hue: [232, 234, 237] }
    : { dark, zero, above: [217, 95, 14], below: [33, 102, 172], hue: [29, 33, 41] };
}

/** Relative luminance, WCAG 2. @param {number[]} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {number[]} a @param {number[]} b @param {number} t */
const mix = (a, b, t) => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];

/**
 * @param {Palette} p @param {ScaleName} scale @param {number} value @param {number} limit the value of full colour
 * @returns {number[]}
 */
export function colour(p, scale, value, limit) {
  if (scale === "grey") {
    const v = 255 * Math.min(1, Math.max(0, value || 0));
    return [v, v, v];
  }
  const light = LIGHTS[scale];
  if (light) return mix([0, 0, 0], light, Math.min(1, Math.max(0, value || 0)));
  const t = Math.min(1, Math.abs(value) / (limit || 1)) || 0;
  if (scale === "probability") return mix(p.zero, p.hue, t);
  return mix(p.zero, value < 0 ? p.below : p.above, t);
}

/** @param {number[]} rgb */
export const css = (rgb) => `rgb(${rgb.map(Math.round).join(",")})`;

/** What the theme says, or where few colours are forced the visitor, and on what ground. @param {Element} element @returns {Look} */
export function lookOf(element) {
  const palette = paletteOf(element);
  element.classList.toggle("dark", palette.dark);
  for (const end of /** @type {const} */ (["above", "below"])) /** @type {HTMLElement} */ (element).style.setProperty(`--${end}`, css(palette[end]));
  const probe = make("i", { style: "forced-color-adjust: none" });
  element.append(probe);
  const [line, muted, own, accent, soft] = ["line", "muted", "ink", "accent", "soft"].map((name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return { palette, line, muted, ink: own, accent, soft, background: css(palette.zero), font: getComputedStyle(element).fontFamily };
}

/** A colour's ground and the ink that reads best on it. @param {HTMLElement} element @param {number[]} rgb */
export function fill(element, rgb) {
  element.style.background = css(rgb);
  element.style.color = ink(rgb);
}

/** Black or white, whichever reads better on a colour. @param {number[]} rgb */
export const ink = (rgb) => (luminance(rgb) > 0.179 ? "#000" : "#fff");

/** The largest magnitude of a stretch of values, for a scale centred on zero. @param {ArrayLike<number>} data @param {number} [from] @param {number} [to] */
export function limitOf(data, from = 0, to = data.length) {
  let limit = 0;
  for (let k = from; k < to; k++) if (Number.isFinite(data[k])) limit = Math.max(limit, Math.abs(data[k]));
  return limit;
}
