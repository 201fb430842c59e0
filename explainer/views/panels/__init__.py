"""What stands on a stage, kind by kind: one frozen record for each kind of panel.

A new kind is one record here and ``stage/panels/<kind>.js`` and ``.css`` there; the browser dispatches on ``kind``.
"""

from explainer.views.panels.along import Bands, Carry, Copied, Keys, Line, Logo, Roll, Strand, Timeline, Track, Wave
from explainer.views.panels.columns import (
    Answer,
    Columns,
    Group,
    Lanes,
    Legend,
    Level,
    Paths,
    Picture,
    Strip,
    Threads,
    Weights,
)
from explainer.views.panels.panel import Panel, Plus, Refused, Scale, Table, Veil
from explainer.views.panels.pictures import Bars, Curve, Draw, Given, Histogram, Kernel, Map, Scores, Sheet
from explainer.views.panels.words import Choices, Likely, Row, Typing

__all__ = [
    "Answer",
    "Bands",
    "Bars",
    "Carry",
    "Choices",
    "Columns",
    "Copied",
    "Curve",
    "Draw",
    "Given",
    "Group",
    "Histogram",
    "Kernel",
    "Keys",
    "Lanes",
    "Legend",
    "Level",
    "Likely",
    "Line",
    "Logo",
    "Map",
    "Panel",
    "Paths",
    "Picture",
    "Plus",
    "Refused",
    "Roll",
    "Row",
    "Scale",
    "Scores",
    "Sheet",
    "Strand",
    "Strip",
    "Table",
    "Threads",
    "Timeline",
    "Track",
    "Typing",
    "Veil",
    "Wave",
    "Weights",
]
