/**
 * Streamlit, on the way to another page, first clears the old page's settings from the address as an entry of its own, and
 * Back then returns to that bare entry. Here the clearing replaces the entry and, when the new page follows, the settings
 * are put back first: Back returns to the state that was there.
 */
const SOON_MS = 1000;

/** @type {{url: string, at: number} | null} */
let cleared = null;
const push = history.pushState.bind(history);

history.pushState = (state, title, url) => {
  const to = new URL(url ?? location.href, document.baseURI);
  const stays = to.pathname === location.pathname;
  if (stays && !to.search && location.search) {
    cleared = { url: location.href, at: performance.now() };
    history.replaceState(state, title, url);
    return;
  }
  if (!stays && cleared && performance.now() - cleared.at < SOON_MS) history.replaceState(history.state, "", cleared.url);
  cleared = null;
  push(state, title, url);
};
