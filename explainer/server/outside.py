"""The server asks nobody outside.

Streamlit looks its own address up at a public host: for its welcome, and in the event loop at every websocket handshake
whose origin it does not know, again and again while the host does not answer (2 s each, in which every visitor waits). The
answer would let a page served from that address connect; who needs that names it in ``server.corsAllowedOrigins``. So the
lookup is taken out. The welcome comes before anything of ours is loaded: ``.streamlit/config.toml`` silences it, and it is
said here, once the server answers.
"""

from __future__ import annotations

from streamlit import config, net_util
from streamlit.web import bootstrap


def _unknown() -> None:
    """This machine's address as the world sees it: not asked for."""


def ask_nobody() -> None:
    """From now on no public host is asked for this machine's address."""
    net_util.get_external_ip = _unknown


def say_address() -> None:
    """Print where the app can be opened: here, and from elsewhere in the same network.

    Only ``streamlit run`` knows the port; any other server says its own.
    """
    if config._server_mode == "starlette-app":
        config.set_option("logger.hideWelcomeMessage", False)
        bootstrap._print_url(is_running_hello=False)
