"""Chapter: what is said of convolutional and recurrent networks, put to the test, in six views."""

from explainer.views.comparing import influence, lengths, said, sizes, table, tasks
from explainer.views.controls import Controls, Setting, now, read_link, row, switch
from explainer.views.part import page

VIEWS = {
    "Often said": said,
    "The table": table,
    "Any size": sizes,
    "Any length": lengths,
    "Influence": influence,
    "In and out": tasks,
}
SETTINGS = Controls(*(of.SETTINGS for of in VIEWS.values()))
SHOW = SETTINGS.add(Setting("compare-show", "Show", tuple(VIEWS)))


def view() -> bool:
    problems = read_link(SETTINGS)
    with row():
        show = switch(SHOW, quiet=True)
    return VIEWS[show].view(problems)


def words() -> None:
    """What was to be seen there."""
    VIEWS[now(SHOW)].words()


page(view, words)
