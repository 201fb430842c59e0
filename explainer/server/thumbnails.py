"""The sheets of small pictures that choices are shown by, each made when it is first asked for."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explainer.server.kept import Kept
from explainer.views.thumbnails import SHEETS, png


@cache
def _sheet(name: str) -> Kept:
    return Kept(png(SHEETS[name]()), "image/png")


def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    return _sheet(name).answer(request) if name in SHEETS else Response(status_code=404)


routes = [Route("/thumbnails/{name}.png", _answer)]
