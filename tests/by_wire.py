"""A visitor without a browser: opens a page over Streamlit's websocket and moves its controls, as the browser does.

For what takes more visitors than there is room for browsers. Nothing is drawn and no file is fetched; what is sent and in
which order was read off a browser.
"""

from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect


def _key(widget):
    """What a widget is called in the app: the end of its id."""
    return widget.split("-", 2)[2]


class Visitor:
    """Somebody at ``url``, from the moment of ``async with``."""

    def __init__(self, url):
        self.url = url
        self.page = self.hash = ""
        self.fragments = {}  # the fragment in which each group of buttons stands, by its id
        self.controls = {}  # what those stand at that have a value
        self.options = {}  # what may be chosen, by key
        self.link = {}
        self.received = 0
        self.failed = []

    async def __aenter__(self):
        address = f"ws://{urlsplit(self.url).netloc}/_stcore/stream"
        self.line = await connect(address, origin=self.url, subprotocols=["streamlit"], max_size=None)
        return self

    async def __aexit__(self, *exc):
        await self.line.close()

    async def open(self, page):
        """Open a page, or go on to another, and wait until it stands."""
        self.page, self.hash, self.link = page, "", {}
        self.fragments, self.controls, self.options = {}, {}, {}
        await self._run(page_name=page)

    async def move(self, key, value):
        """Choose another value of a group of buttons, and wait until the answer to it is whole."""
        widget = next(widget for widget in self.fragments if _key(widget) == key)
        self.controls[widget] = [value]
        self.link[key] = value
        await self._run(page_script_hash=self.hash, fragment_id=self.fragments[widget])

    async def _run(self, **how):
        message = BackMsg()
        asked = message.rerun_script
        for name, value in how.items():
            setattr(asked, name, value)
        asked.query_string = "&".join(f"{key}={value}" for key, value in self.link.items())
        asked.context_info.url = f"{self.url}/{self.page}"
        asked.context_info.timezone = "UTC"
        asked.context_info.locale = "en-US"
        asked.context_info.color_scheme = "light"
        asked.widget_states.SetInParent()
        for widget, values in self.controls.items():
            state = asked.widget_states.widgets.add(id=widget)
            state.string_array_value.data.extend(values)
        await self.line.send(message.SerializeToString())
        while not self._heard(await self.line.recv()):
            pass

    def _heard(self, data):
        """Take a message in; whether the run is over with it."""
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.hash = message.new_session.page_script_hash
        elif kind == "delta":
            self._drawn(message.delta)
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _drawn(self, delta):
        element = delta.new_element
        drawn = element.WhichOneof("type")
        if drawn == "exception":
            self.failed.append(f"{element.exception.type}: {element.exception.message}")
        elif drawn == "button_group":
            group = element.button_group
            self.fragments[group.id] = delta.fragment_id
            self.options[_key(group.id)] = [option.content for option in group.options]
            if group.default:
                self.controls.setdefault(group.id, [group.options[k].content for k in group.default])
