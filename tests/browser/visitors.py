"""Browsers of visitors who come one after the other.

The first visit with a browser fetches and compiles everything, which takes longer than most tests. So a browser is lent to
one visitor after the other: what it has cached stays, everything that a page can remember is wiped out in between. A blank
page of the app stays open in it; with Chromium's ``--process-per-site`` the next visitor's page joins its process, which has
the app's scripts compiled, and would keep what is left of all pages before it, were that not collected.
"""

from collections import defaultdict

SIZES = {"desktop": (1280, 720), "phone": (390, 844), "projector": (1920, 1080)}
MEDIA = ("reduced_motion", "forced_colors", "contrast")
REMEMBERED = "cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems,websql"


class Visitors:
    def __init__(self, browser, url):
        self.browser = browser
        self.url = url
        self.free = defaultdict(list)
        self.here = []

    def arrive(self, size="desktop", theme="light", first=False, **options):
        """The blank page of somebody who is unknown here; who comes for the ``first`` time ever has nothing cached."""
        width, height = SIZES[size]
        media = {key: options.pop(key) for key in MEDIA if key in options}
        kind = None if first else frozenset(options.items())
        used = self.free[kind]
        context = used.pop() if used else self._new(options)
        self.here.append((kind, context))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme, **media)
        return page

    def _new(self, options):
        context = self.browser.new_context(**options)
        context.new_page().goto(f"{self.url}/stage/stage.css")
        return context

    def leave(self):
        """All who are here go."""
        while self.here:
            kind, context = self.here.pop()
            if kind is None:
                context.close()
                continue
            self._forget(context)
            self.free[kind].append(context)

    def _forget(self, context):
        context.unroute_all()
        context.clear_permissions()
        context.set_offline(False)
        blank, *pages = context.pages
        for page in pages:
            page.close()
        wipe = context.new_cdp_session(blank)
        wipe.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": REMEMBERED})
        wipe.send("HeapProfiler.collectGarbage")
        wipe.detach()
        context.clear_cookies()
