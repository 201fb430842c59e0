"""One who has been reading for long: turning on takes a fraction of what a visit does, since the framework stays."""

from tests.browser.hand import Hand


class Reader:
    """The addresses say all there is on a page, but whether its question was skipped, which it was."""

    def __init__(self, visitors):
        self.visitors = visitors
        self.hand = None

    def turn(self, path):
        if not self.hand:
            self.hand = Hand(self.visitors.arrive(), self.visitors.url)
            self.hand.open(path)
            return self.hand
        self.hand.errors.clear()
        self.hand.outside.clear()
        self.hand.page.mouse.move(0, 0)
        self.hand.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        self.hand.turn(path, asked=False)
        return self.hand

    def leave(self):
        self.visitors.leave()
        self.hand = None
