"""One who has been reading for long: turning on takes a fraction of what a visit does, since the framework stays."""

from tests.browser.hand import Hand
from tests.browser.visitors import SIZES

WIDTH, HEIGHT = SIZES["desktop"]


class Reader:
    """The addresses say all there is on a page, but whether its question is open: it was skipped, unless it is to be ``asked``.
    Window, light and motion are those of a new visitor, whatever a test before made of them."""

    def __init__(self, visitors):
        self.visitors = visitors
        self.hand = None

    def turn(self, path, asked=False):
        if not self.hand:
            self.hand = Hand(self.visitors.arrive(), self.visitors.url)
            self.hand.open(path, asked)
            return self.hand
        self.hand.errors.clear()
        self.hand.outside.clear()
        self.hand.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self.hand.page.emulate_media(color_scheme="light", reduced_motion="null")
        self.hand.page.mouse.move(0, 0)
        self.hand.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        self.hand.turn(path, asked)
        if asked:
            self.hand.ask()
        return self.hand

    def leave(self):
        self.visitors.leave()
        self.hand = None
