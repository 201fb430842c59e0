/** Numbers as people write them: with a comma or a point, a typographic minus, as a fraction, in percent. */
import { percent as written } from "../arithmetic/words.js";

const MINUS = /[−–—‐‑﹣－]/g;
const MIXED = /(\d)\s*([¼½¾⅐-⅞↉])/g;
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const FRACTION = /^(?:(\d+)\s+)?(\S+?)\s*[/⁄]\s*(\S+)$/;
const SHOWN = 20;

/**
 * What was written as a number, the nearest that works where it is too large, or in one sentence why it is none.
 * @param {string} said @param {number} most the largest magnitude that works
 * @returns {{value: number, why?: string} | {value?: undefined, why: string}}
 */
export function understood(said, most) {
  const text = said.replace(MIXED, "$1 $2").normalize("NFKC").replace(MINUS, "-").trim();
  const [, sign, size, percent] = /^([+-]?)\s*(.*?)\s*(%?)$/.exec(text) ?? ["", "", "", ""];
  const value = ((sign === "-" ? -1 : 1) * magnitude(size)) / (percent ? 100 : 1);
  if (Number.isNaN(value)) return { why: `“${said.trim().slice(0, SHOWN)}” is no number; −0.5, 1/9 and ${written(0.5)} are.` };
  if (Math.abs(value) <= most) return { value };
  if (!Number.isFinite(value) && /[/⁄]/.test(size)) return { why: "Nothing can be divided by zero." };
  const bound = most.toLocaleString("en-US");
  return { value: Math.sign(value) * most, why: `Numbers from −${bound} to ${bound} work.` };
}

/** @param {string} size a number without its sign */
function magnitude(size) {
  const fraction = FRACTION.exec(size);
  return fraction ? Number(fraction[1] ?? 0) + plain(fraction[2]) / plain(fraction[3]) : plain(size);
}

/** The last comma or point stands before the decimals, any of the other kind between thousands. @param {string} size */
function plain(size) {
  const [between, before] = size.lastIndexOf(",") > size.lastIndexOf(".") ? [".", ","] : [",", "."];
  const [whole, ...decimals] = size.split(before);
  const grouped = whole.includes(between);
  if (grouped && !/^\d{1,3}(?:[.,]\d{3})+$/.test(whole)) return NaN;
  const text = [whole.replaceAll(between, ""), ...decimals].join(".");
  return NUMBER.test(text) ? Number(text) : NaN;
}
