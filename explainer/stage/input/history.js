/**
 * The address of the page as a history of what the visitor did: each setting or edit is an entry, so that Back undoes it, and
 * Back to another page finds that page as it was left.
 *
 * Streamlit makes entries by who changed the address, not by whether somebody did something: here the first change after a
 * gesture makes one, and what follows from it (the server's answer, a correction) becomes part of it. Three of its changes
 * are nobody's: on the way to another page it first clears the address of the page that is left; on the way back it does so
 * too; and what was on its way when the visitor went back lands on the entry that they went to. So from a link's click to the
 * new page, and from Back until the server has said that it knows (`explainer/views/link.py`), the address stays as it is.
 */

/** Whether the visitor did something since the address last changed. */
let did = false;
let leaving = false;
let returning = false;
/** @type {string | null} what the server says of an entry that the visitor has left again */
let late = null;

const KNOWN = "came-back";
const BACK_AND_FORTH = 3;
const push = history.pushState.bind(history);
const replace = history.replaceState.bind(history);

/** @param {URL} to @param {unknown} [state] */
function change(to, state = {}) {
  if (to.pathname !== location.pathname) {
    did = leaving = returning = false;
    push(state, "", to);
  } else if (to.searchParams.has(KNOWN)) known(to);
  else if (late !== null && String(to.searchParams) === late) late = null;
  else if (!leaving && !returning && to.href !== location.href) {
    (did ? push : replace)(state, "", to);
    did = false;
  }
}

/** The server went back to an address, and will say it once more without this mark. @param {URL} to */
function known(to) {
  to.searchParams.delete(KNOWN);
  const asked = String(to.searchParams);
  const here = !asked || asked === String(new URLSearchParams(location.search));
  if (here) returning = false;
  late = here ? null : asked;
}

history.pushState = history.replaceState = (state, _, url) => change(new URL(url ?? location.href, document.baseURI), state);

addEventListener("popstate", () => {
  did = leaving = false;
  returning = true;
});

/** @param {Event} e */
function acted(e) {
  const { altKey, metaKey, button } = /** @type {Partial<PointerEvent & KeyboardEvent>} */ (e);
  if (altKey || metaKey || (button ?? 0) >= BACK_AND_FORTH) return;
  did = true;
  returning = false;
  late = null;
}
for (const kind of ["pointerdown", "keydown", "click", "change"]) addEventListener(kind, acted, true);

/** Within the document, since what waits for an answer before it is followed stops there (`leaving.js`). @param {MouseEvent} e */
function followed(e) {
  const link = e.composedPath().find((node) => node instanceof HTMLAnchorElement);
  const here = link && !link.target && !e.ctrlKey && !e.metaKey && !e.shiftKey;
  if (here && link.origin === location.origin && link.pathname !== location.pathname) leaving = true;
}
document.documentElement.addEventListener("click", followed, true);

/**
 * A setting that was chosen on the stage, in the address at once, as those of Streamlit's own widgets are: whoever leaves
 * before the server has answered comes back to it. @param {string} key @param {string} value empty for none
 */
export function intoAddress(key, value) {
  const to = new URL(location.href);
  if (value) to.searchParams.set(key, value);
  else to.searchParams.delete(key);
  change(to, history.state);
}
