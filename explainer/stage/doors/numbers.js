/**
 * A door's numbers: the tensors of its chapter's first trace that it draws, fetched once and kept for as long as the app is open.
 *
 * @typedef {import("../arithmetic/declaration.js").Tensor} Tensor
 * @typedef {{tensors: Map<string, Tensor>, first: number[]}} Numbers `first` is the place of the cell that the chapter opens on
 */
import { headerOf, tensorsOf } from "../payload.js";

/** @type {Map<string, Promise<Numbers>>} */
const kept = new Map();

/** @param {string} url of a chapter @param {import("./parts.js").Drawing} drawing @returns {Promise<Numbers>} */
export function numbers(url, drawing) {
  const found = kept.get(url) ?? load(url);
  kept.set(url, found);
  found.catch(() => kept.delete(url));
  return found;
}

/** @param {string} url @returns {Promise<Numbers>} */
async function load(url) {
  const reply = await fetch(new URL(`./${url}.bin`, import.meta.url));
  if (!reply.ok) throw new Error(`The numbers of ${url} did not come: ${reply.status}`);
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const header = /** @type {import("../payload.js").Header & {first: string}} */ (headerOf(bytes));
  const tensors = tensorsOf(bytes, header, new Map());
  if (!tensors) throw new Error(`Of the numbers of ${url} some are missing`);
  return { tensors, first: (/\[([\d,]*)\]/.exec(header.first)?.[1] ?? "").split(",").map(Number) };
}
