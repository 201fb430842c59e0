/** What the numbers of cells stand for, where that has a name: the words of a sentence, those of a vocabulary, answers. */
import { place, quoted, shortened } from "../arithmetic/words.js";

/** @typedef {import("../payload.js").Scene} Scene */

/** What the coordinates of a tensor are called that came in from outside. */
const AXES = /** @type {[string, string][]} */ ([["o", "kernel"], ["c", "channel"], ["i", "row"], ["j", "column"]]);
const LONG = 12;

/** The words that "word 3" of a tensor means: its layer may have read another sentence. @param {Scene} scene @param {string} tensor */
const spoken = (scene, tensor) => scene.own_words?.[tensor.split(".")[0]] ?? scene.spoken;

/** The selected cell's place, as people call it. @param {import("../store.js").Store} store */
export function where({ scene, cells, selected: { tensor, at }, read }) {
  const word = scene.words?.[tensor]?.[at[0]];
  if (word) return `${scene.labels?.[tensor]} ${word}`;
  const { shape } = read(tensor);
  const axes = scene.axes?.[tensor] ?? cells[tensor]?.out ?? AXES.slice(-shape.length);
  return place(axes, at, shape, spoken(scene, tensor), scene.called);
}

/** What a term of a sum is called that stands for a word: of the sentence, where the sum goes from word to word, else of what the row it comes from counts. @param {Scene} scene @param {import("../arithmetic/declaration.js").Part[]} parts @param {import("../arithmetic/opening.js").Term} term @returns {string | undefined} */
export function wordOf(scene, parts, { part, steps, sources }) {
  const over = parts[part].over.length - 1;
  if (over >= 0 && parts[part].over[over][2] === "word") {
    const word = spoken(scene, sources[sources.length - 1].tensor)?.[steps[over]];
    return word && quoted(shortened(word, LONG));
  }
  const row = sources.find(({ tensor, at }) => at.length === 1 && scene.words?.[tensor]);
  return row && scene.words?.[row.tensor]?.[row.at[0]];
}
