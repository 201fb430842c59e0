/**
 * Back goes to the page before, as it was. Two habits of Streamlit's stand in the way: it pushes an entry for some changes
 * of a page's settings, and on the way to another page it first clears the old page's settings from the address. Here
 * changes on one page replace its entry, as those of its widgets do, and what was cleared for a new page is put back.
 */
const SOON_MS = 300;

/** @type {{url: string, at: number} | null} */
let before = null;
const push = history.pushState.bind(history);

history.pushState = (state, title, url) => {
  const to = new URL(url ?? location.href, document.baseURI);
  if (to.pathname === location.pathname) {
    const fewer = to.searchParams.size < new URLSearchParams(location.search).size;
    before = fewer ? { url: location.href, at: performance.now() } : null;
    history.replaceState(state, title, url);
    return;
  }
  if (before && performance.now() - before.at < SOON_MS) history.replaceState(history.state, "", before.url);
  before = null;
  push(state, title, url);
};

/**
 * A setting that was chosen on the stage, in the address at once, as those of Streamlit's own widgets are: whoever leaves
 * before the server has answered comes back to it. @param {string} key @param {string} value empty for none
 */
export function intoAddress(key, value) {
  const to = new URL(location.href);
  if (value) to.searchParams.set(key, value);
  else to.searchParams.delete(key);
  history.replaceState(history.state, "", to);
}
