"""Hand: the pointer that a film draws: it goes where the next act happens, clicks, and rests."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

from app.scenes.acts.acts import Act, Type
from app.scenes.marks.overlay import Overlay
from app.scenes.playground.playground import Playground
from app.scenes.rehearsal import Cue

# Seconds that it is on its way to an act, and that it rests before it leaves the picture.
WAY_S, REST_S = 0.8, 2.5
# From where it comes at first, as shares of the window.
FIRST = 0.5, 0.62
# A longer text is seen in its field alone.
MOST_TYPED = 16
ENTER, ESCAPE = "Return", "Esc"


class Hand:
    """Shows the acts of a film. cues: all of them, in order. fps: the frames of a second.

    `move` comes before each frame, `show` before each act.
    """

    def __init__(
        self, overlay: Overlay, playground: Playground, cues: Sequence[Cue], fps: int
    ) -> None:
        self._overlay, self._playground = overlay, playground
        self._cues, self._fps = list(cues), fps
        self._last = QPointF(overlay.width() * FIRST[0], overlay.height() * FIRST[1])
        # The frame in which it went off, and from where; None while it goes nowhere.
        self._way: tuple[int, QPointF] | None = None
        self._rests_until = self._frame = 0

    def move(self, frame: int) -> None:
        """Be where it is in a frame."""
        self._frame = frame
        while self._cues and self._cues[0].frame < frame:
            del self._cues[0]
        cue = self._cues[0] if self._cues else None
        is_near = cue is not None and cue.frame - frame <= WAY_S * self._fps
        goal = self._place(cue.act) if cue and is_near else None
        if cue and goal is not None:
            self._go_on(cue.frame, goal.center())
            return
        self._way = None
        if frame > self._rests_until:
            self._overlay.pointer = None

    def _go_on(self, arrives: int, goal: QPointF) -> None:
        """Be on the way to a place, gently at both ends."""
        if self._way is None:
            self._way = self._frame, self._last
        begins, start = self._way
        share = (self._frame - begins) / (arrives - begins) if arrives > begins else 1.0
        eased = share * share * (3 - 2 * share)
        self._be_at(start + (goal - start) * eased)

    def _be_at(self, at: QPointF) -> None:
        self._overlay.pointer = self._last = at

    def show(self, act: Act) -> None:
        """Show that an act begins: a click, what is typed, or its keys where it is not in sight."""
        self._way = None
        place = self._place(act)
        if place is None:
            if keys := act.keys(self._playground):
                self._overlay.show_keys(keys)
            return
        self._be_at(place.center())
        self._rests_until = self._frame + round((act.seconds + REST_S) * self._fps)
        pressed = self._keys(act)
        if pressed is not None:
            self._overlay.light(place)
            for keys in pressed:
                self._overlay.show_keys(keys)
        elif act.is_click:
            self._overlay.click(place.center())

    def _keys(self, act: Act) -> Sequence[str] | None:
        """The keys that are pressed in a field; None where the pointer only clicks.

        What the field has already is not typed again.
        """
        if isinstance(act, Type):
            typed = act.text[act.kept(self._playground) :]
            return (ESCAPE,) if act.gives_up else _shown(typed)
        typed = act.typed(self._playground)
        field = act.shown_at.control if act.shown_at else ""
        if typed and field and self._playground.texts.shows(field, typed):
            return (ENTER,)
        return _shown(typed) if typed else None

    def _place(self, act: Act) -> QRectF | None:
        """The place where an act happens; None if it is not in sight."""
        places = self._playground.sight.places([act.shown_at] if act.shown_at else [])
        return places[0] if places else None


def _shown(typed: str) -> Sequence[str]:
    return typed if len(typed) <= MOST_TYPED else ()
