"""What can be chosen for an export; each kind takes from it what concerns it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class ExportOptions:
    """All choices of all kinds of export.

    view: of a picture or film: window, network, graph, gradient, expression, loss, history, runs.
    size: width and height in pixels before `scale` multiplies them. fps, seconds: of a film.
    pace: how its frames are shared out: alike, or most of them to the first steps.
    first, last: the steps that a film shows, or that data is written of; None is the last one.
    content: what a CSV file holds. every: of how many steps of it one is written.
    library: what a script needs. looks: what is chosen in the views, see `app.window.remembered`.
    """

    view: str = "window"
    size: tuple[int, int] = (1280, 720)
    scale: float = 1.0
    theme: Literal["dark", "light"] = "dark"
    fps: int = 25
    seconds: float = 10.0
    pace: Literal["even", "early"] = "even"
    first: int = 0
    last: int | None = None
    content: Literal["losses", "parameters"] = "losses"
    every: int = 1
    library: Literal["micrograd", "torch"] = "micrograd"
    looks: Mapping[str, str] = field(default_factory=dict)
