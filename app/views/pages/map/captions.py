"""The texts around the picture of a map: how far it is, its legend, what it does not show."""

from app.kit.numbers import counted
from app.kit.progress import duration
from app.kit.theme import Appearance
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import CENTER, ElidedLabel, named_label, thin_bar
from app.views.pages.map.developing import Drawing
from app.views.pages.map.legend import MapLegend
from micrograd.maps.axes import HIDDEN_RATE
from micrograd.maps.seen import MapChoice
from micrograd.training.measures import MEASURES

FULL = 1000
# What a map of rates does not show, and any other.
OF_RATES = (
    "What the map does not show: what one would use. Most of these rates are far beyond that, and "
    "the fine structure belongs to this one start and these samples."
)
OF_OTHERS = (
    "What the map does not show: any other experiment. Its fine structure belongs to these samples "
    "and to all settings that no axis changes."
)
RATES = {"learning-rate", HIDDEN_RATE, "output-rate"}
ENDED = "The numbers of the machine end here: closer in, neighbours would be the same run"


class MapCaptions:
    """The widgets, and what they say. hint: what stands in the place of the picture."""

    def __init__(self, appearance: Appearance) -> None:
        self.hint = named_label("map_hint", "quiet", "", CENTER, wraps=True)
        self.hint.hide()
        self.status = ElidedLabel("map_status", "quiet")
        self.progress = thin_bar("map_progress", "Share of the pixels that are trained", FULL, 4)
        kept = self.progress.sizePolicy()
        # The picture keeps its size when it is done.
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self.measure = title_label("")
        self.legend = MapLegend(appearance)
        self.caveat = named_label("map_caveat", "caption", OF_RATES, wraps=True)

    def show_choice(self, choice: MapChoice) -> None:
        """Say what the map with these axes does not show."""
        has_rates = bool(RATES & {choice.x.name, choice.y.name})
        self.caveat.setText(OF_RATES if has_rates else OF_OTHERS)

    def show_drawing(self, drawing: Drawing | None, has_ended: bool) -> None:
        """Tell of a picture, or of none. has_ended: True where one can't zoom in any more."""
        self.progress.setVisible(drawing is not None and not drawing.has_all)
        if drawing is None:
            self.legend.show_legend(())
            self.measure.setText("")
            self.status.show_text("")
            return
        self.legend.show_legend(drawing.legend)
        self.measure.setText(MEASURES[drawing.question.plan.measure].title)
        count = drawing.picture.values.size
        self.progress.setValue(round(FULL * drawing.trained / count))
        status = _status(drawing)
        self.status.show_text(f"{ENDED} · {status}" if has_ended else status)


def _status(drawing: Drawing) -> str:
    """`43 %, 12 s left · 640 × 480 runs of 500 steps`; below 10 % with a decimal."""
    plan = drawing.question.plan
    runs = f"{plan.width:,} × {plan.height:,} runs of {counted(plan.steps, 'step')}"
    if drawing.has_all:
        return runs
    percent = 100 * drawing.trained / drawing.picture.values.size
    share = f"{percent:.{0 if percent >= 10 else 1}f} %"
    left = "" if drawing.left_s is None else f", {duration(drawing.left_s)} left"
    return f"{share}{left} · {runs}"
