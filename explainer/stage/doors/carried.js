/**
 * What elements lose where they are moved in a document: the focus, and that a dialog is over the page. Asked before the move; what it
 * gives is to be called after it, once what covered the new place is gone.
 *
 * @param {HTMLElement} all
 */
export function carried(all) {
  const { activeElement: focus } = /** @type {Document | ShadowRoot} */ (all.getRootNode());
  const dialog = /** @type {HTMLDialogElement | null} */ (all.querySelector("dialog[open]"));
  return () => {
    if (dialog) {
      dialog.open = false;
      dialog.showModal();
    }
    if (focus instanceof HTMLElement && all.contains(focus)) focus.focus({ preventScroll: true });
  };
}
