"""Sheets of small pictures by their names, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explainer.server.kept import Kept


def pictures(folder: str, sheets: Mapping[str, Callable[[], bytes]]) -> Route:
    """Serves what ``sheets`` make, PNG, from a folder."""
    made: dict[str, Kept] = {}

    def answer(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in sheets:
            return Response(status_code=404)
        if name not in made:
            made[name] = Kept(sheets[name](), "image/png")
        return made[name].answer(request)

    return Route(f"/{folder}/{{name}}.png", answer)
