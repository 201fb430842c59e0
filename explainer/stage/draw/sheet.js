/**
 * The stage's style: every sheet stands beside the module whose elements it dresses and has its name; the server sends all of
 * them as one (explainer/server/stage_files.py), fetched once and shared by every stage, which shows nothing before it is there.
 */

/** @type {Promise<CSSStyleSheet> | undefined} */
let fetched;

/** @returns {Promise<CSSStyleSheet>} */
export function sheet() {
  return (fetched ??= load().catch((error) => {
    fetched = undefined;
    throw error;
  }));
}

/** @returns {Promise<CSSStyleSheet>} */
async function load() {
  const url = new URL("../all.css", import.meta.url).href;
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return new CSSStyleSheet({ baseURL: url }).replace(await reply.text());
}
