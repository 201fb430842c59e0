"""A component's inline JavaScript: it loads the browser's modules, which a mount of the app serves and the browser caches."""

from __future__ import annotations

import json


def loader(module: str, host: str, what: str, *given: object) -> str:
    """Mounts the component that ``module`` makes ``ready``, which is ``given`` these, in the element of class ``host``; ``what`` it
    is called where it does not come."""
    return f"""
const ready = import(new URL("stage/{module}", document.baseURI).href).then((own) => own.ready(...{json.dumps(given)}));
export default function (component) {{
  ready.then(
    (own) => own.mount(component),
    () => {{
      const host = component.parentElement.querySelector(".{host}");
      host.textContent = "{what} could not be loaded. Please reload the page.";
    }},
  );
  return () => ready.then((own) => own.unmount(component.parentElement));
}}
"""
