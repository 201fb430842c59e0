/** The words above columns: a chip for each, as broad as its column or, where columns are slim, upright. */
import { keep, make, parts, say } from "./dom.js";
import { WORDS } from "./rows.js";

/** Narrower than this a chip's type is smaller. */
const SMALLER = 100;
/** How far apart words can be read: where they stand closer some go unwritten, never the one that is meant. */
const WRITTEN = 10.5;
/** Words stand upright on slim columns narrower than this. */
const UPRIGHT = 58;
const HEADS = { level: 34, upright: 52 };

/** A chip for each word: what does not fit on it ends in an ellipsis, and is its title. @param {{words: HTMLElement, count: number, spec: {words: string[], unknown?: number[], marked?: number[]}}} panel */
export function chips({ words, count, spec }) {
  keep(words, count, () => make("span", { class: "column-word", dir: "auto" })).forEach((chip, t) => {
    say(chip, spec.words[t]);
    chip.title = spec.words[t];
    chip.classList.toggle("unknown", !!spec.unknown?.includes(t));
    chip.classList.toggle("marked", !!spec.marked?.includes(t));
    chip.classList.remove("now");
  });
}

/** As broad as their columns. Gives back how much height they take. @param {{words: HTMLElement, pitch: number, apart: number, unit: number}} panel @param {(t: number) => number} left where a column begins on the sheet */
export function broad({ words, pitch, apart, unit }, left) {
  words.classList.remove("upright");
  words.classList.toggle("slim", pitch < SMALLER * unit);
  words.style.height = "";
  for (const [t, chip] of parts(words).entries()) {
    chip.style.left = `${left(t)}px`;
    chip.style.width = `${pitch - apart}px`;
    chip.classList.remove("unwritten");
  }
  return WORDS * unit;
}

/** Upright where columns are narrow. Gives back how much height they take. @param {{words: HTMLElement, pitch: number, unit: number}} panel @param {number} meant a word that is written in any case @param {(t: number) => number} left where a column begins on the sheet */
export function slim({ words, pitch, unit }, meant, left) {
  const upright = pitch < UPRIGHT * unit;
  words.classList.add("slim");
  words.classList.toggle("upright", upright);
  const every = Math.ceil((WRITTEN * unit) / pitch);
  const head = (upright ? HEADS.upright : HEADS.level) * unit;
  words.style.height = `${head}px`;
  for (const [t, chip] of parts(words).entries()) {
    chip.style.left = `${left(t) + (upright ? pitch / 2 : 2 * unit)}px`;
    chip.style.width = upright ? "" : `${pitch - 4 * unit}px`;
    chip.classList.toggle("unwritten", (t - meant) % every !== 0);
  }
  return head;
}
