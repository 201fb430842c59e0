"""The line between a browser and its server, which a test can hold and let go, message by message, each way."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class HeldLine:
    """Lay it before the page opens: ``HeldLine(page)``. ``up`` goes to the server, ``down`` comes from it."""

    def __init__(self, page):
        self.page = page
        self.up, self.down = Way(), Way()
        page.route_web_socket("**/_stcore/stream", self._connected)

    def _connected(self, near):
        far = near.connect_to_server()
        near.on_message(self.up.to(far.send))
        far.on_message(self.down.to(near.send))

    def answered(self):
        """Wait until the whole answer to what was asked is held on its way down."""
        self._until(lambda: any(_is_last(message) for _, message in self.down.waiting))

    def asked(self, times):
        """Wait until so many things are held on their way up."""
        self._until(lambda: len(self.up.waiting) >= times)

    def _until(self, true):
        while not true():
            frames(self.page)


def _is_last(message):
    """Whether it is the last of an answer."""
    found = ForwardMsg()
    found.ParseFromString(message)
    return found.WhichOneof("type") == "script_finished"


def frames(page, count=1):
    """Let so many frames be painted, in which what must not change would have changed."""
    page.evaluate("async n => { for (; n; n--) await new Promise(requestAnimationFrame); }", count)


class Way:
    def __init__(self):
        self.held = False
        self.waiting = []

    def to(self, send):
        def passed(message):
            if self.held:
                self.waiting.append((send, message))
            else:
                send(message)

        return passed

    def hold(self):
        self.held = True

    def deliver(self):
        """What waits by now goes on its way; what comes after it still waits."""
        waiting, self.waiting = self.waiting, []
        for send, message in waiting:
            send(message)

    def let_go(self):
        self.held = False
        self.deliver()
