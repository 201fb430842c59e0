"""Home: how the fields lie within each other, a door to every chapter, and which family suits what the visitor has."""

from explainer.views import home
from explainer.views.home import After, Area, Family
from explainer.views.part import part


@part
def all_of_it() -> None:
    home.show(
        "Walk in by any door: each is a network at work. Or begin below with what you have.",
        ("CNN or RNN: what really differs?", "compare"),
        (
            Area(
                "Artificial intelligence",
                "machines that do what seems to need thought",
                "also here: rules written by hand, search, chess by counting ahead",
            ),
            Area(
                "Machine learning",
                "the rules come from examples",
                "with labels: “this is a 3” · without: what belongs together · from itself: guess the hidden word",
            ),
            Area(
                "Deep learning",
                "layer upon layer, each learned together with the others",
                "also here: the plain network, every input wired to every unit",
            ),
        ),
        (
            Family(
                "Networks that look",
                "convolutional, CNN",
                "One small question, asked at every place. For what is near in space.",
            ),
            Family(
                "Networks that remember",
                "recurrent, RNN",
                "One small step, taken at every word. For what comes before in time.",
            ),
        ),
        After(
            "Attention",
            "what came after",
            "Every word looks at all the others. Language models of today are made of it.",
            ("translation",),
        ),
        "More doors",
        "Pick one: the family, the reason, what to beat first, and code to start from.",
    )


all_of_it()
