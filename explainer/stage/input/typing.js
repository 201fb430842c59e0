/** A text that is being typed: where its last word ends, which words are offered, and how many keys they save. What is told here is
 * told of finished texts by explainer/data/novels.py and explainer/study/keys.py, which have the last word. */

const LETTERS = /[\p{L}\p{N}'’]*$/u;
const LETTER = /[\p{L}\p{N}'’]/u;
const SIMPLE = /[a-z']+|[,.;:!?-]/g;
const SHORT = /\b(mr|mrs|dr|st|messrs|esq)\./;

/** The part of a text whose words are finished, and the letters that follow, as they are read. @param {string} text @returns {[string, string]} */
export function finished(text) {
  const letters = LETTERS.exec(text)?.[0] ?? "";
  return [text.slice(0, text.length - letters.length), letters.toLowerCase().replaceAll("’", "'")];
}

/** The words and marks by which a finished text became a longer one; null where it did not, or where that has more in it than letters, spaces and plain marks. @param {string} before @param {string} after */
export function added(before, after) {
  const [from, closes] = [before.trimEnd(), after.startsWith(before) || !LETTER.test(after[before.trimEnd().length] ?? "")];
  return after.startsWith(from) && closes ? tokens(after.slice(from.length), from) : null;
}

/** @param {string} more @param {string} before */
function tokens(more, before) {
  const read = more.toLowerCase().replaceAll("’", "'");
  if (SHORT.test((before + read).slice(-more.length - 8)) || read.includes("--") || read.replace(SIMPLE, "").trim() || /(^|[^a-z])'|'([^a-z]|$)/.test(read)) return null;
  return read.match(SIMPLE) ?? [];
}

/**
 * The words that begin so, the likeliest first, of equals the more frequent, as many as are wanted.
 * @param {Float32Array} shares @param {string[]} names @param {{marks: Record<string, number>, barred: number}} how @param {string} letters @param {number} [most]
 */
export function ranked(shares, names, { marks, barred }, letters, most = names.length) {
  const found = [];
  const signs = new Set(Object.values(marks));
  for (let k = barred; k < names.length; k++) if (names[k].startsWith(letters) && !signs.has(k)) found.push(k);
  return found.sort((a, b) => shares[b] - shares[a] || a - b).slice(0, most);
}

/** The keys of a word that is taken as soon as it is among three. @param {string} word @param {number} full @param {number[]} ranked all words, the likeliest first @param {string[]} names */
export function spent(word, full, ranked, names) {
  const own = ranked.findIndex((k) => names[k] === word);
  if (own < 0) return full;
  const before = ranked.slice(0, own).map((k) => names[k]);
  for (let letters = 0; letters < word.length; letters++)
    if (before.filter((other) => other.startsWith(word.slice(0, letters))).length < 3) return letters + 1;
  return full;
}
