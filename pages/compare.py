"""Chapter: what is said of convolutional and recurrent networks, put to the test, in six views."""

from explainer.views import runs
from explainer.views.comparing import influence, lengths, said, sizes, table, tasks
from explainer.views.comparing.show import SHOW, choose
from explainer.views.controls import Controls, now, read_link
from explainer.views.part import page

VIEWS = dict(zip(SHOW.options, (said, table, sizes, lengths, influence, tasks), strict=True))
SETTINGS = Controls([SHOW], *(of.SETTINGS for of in VIEWS.values()))


def view() -> bool:
    problems = read_link(SETTINGS)
    return VIEWS[choose()].view(problems)


def words() -> None:
    """What was to be seen there."""
    VIEWS[now(SHOW)].words()


def go_on() -> None:
    """The run that is going on, for another while, as long as its view is on show."""
    if VIEWS[now(SHOW)] is table:
        runs.go_on_with(table.RUN)
    else:
        runs.pause(table.RUN)


runs.pause(table.RUN)
page(view, words, go_on)
