"""Show: a script in a window: its player, the strip with its captions, and what it points at."""

from typing import Any

from PySide6.QtCore import QObject, QRectF

from app.kit.signals import connect_all
from app.scenes.asking.answers import Answers, key_of
from app.scenes.asking.asking import Asking
from app.scenes.captions import captions_of
from app.scenes.lessons.catalogue import Ending
from app.scenes.marks.caption_strip import CaptionStrip
from app.scenes.marks.overlay import Overlay
from app.scenes.marks.spots import joined
from app.scenes.player import Player, State
from app.scenes.playground.playground import Playground
from app.scenes.script import Script

# Places of what is pointed at that differ by less are the same, in pixels.
STILL_PX = 0.5
# Looking where things are takes up to 3 ms: it is done 20 times a second, not at each frame.
FOLLOW_S = 0.05
# What the button that goes on is called.
NEXT_TEXTS = {
    State.ASKING: "Show me",
    State.TASK: "Do it for me",
    State.ACTING: "Next",
    State.STAYING: "Next",
    State.OVER: "Again",
}


class Show(QObject):
    """A script in `window`. Everything moves by `advance` alone, so that a film is the same.

    has_clock: time passes by itself, as it does on screen. is_over: the window has closed.
    """

    def __init__(self, window: Any, script: Script, has_clock: bool = True) -> None:
        super().__init__(window)
        self.is_over = False
        self.playground = Playground(window)
        self.player = Player(script, self.playground, self)
        self._answers = Answers()
        self.asking = Asking(self.playground, self, self._answers)
        self.overlay: Overlay = window.overlay
        self.overlay.has_clock = has_clock
        self.strip: CaptionStrip = window.captions
        # How the lesson ended that is over; None before, and for what is no lesson.
        self._ending: Ending | None = None
        self._spots: list[QRectF] = []
        self._caption = ""
        self._has_new_words = False
        self._followed_at = 0.0
        player = self.player
        player.state_changed.connect(self._note_end)
        player.state_changed.connect(self._look_for_targets)
        connect_all(self._show, player.scene_changed, player.state_changed)
        player.state_changed.connect(self._focus)
        player.moved.connect(self._follow_in_time)
        # Once all that is pointed at has come into sight.
        self.asking.follow(player)
        self.strip.back_asked.connect(player.back)
        self.strip.next_asked.connect(self._go_on)
        self.strip.again_asked.connect(lambda: player.go_to(0))
        self.strip.play_asked.connect(self._play_by_itself)

    @property
    def is_all_there_is(self) -> bool:
        """True while the window has the experiment of the script, and no other one."""
        return self.playground.session.experiment is self.playground.experiment

    def begin(self, scene: int = 0) -> None:
        """Begin with a scene; on screen the clock runs from now on."""
        self._call()
        self.player.go_to(scene)
        if self.overlay.has_clock:
            self.player.play()

    def advance(self, seconds: float) -> None:
        """Let seconds pass for the script and for all marks."""
        self.player.advance(seconds)
        self.overlay.advance(seconds)

    def end(self) -> None:
        """Stop, and take everything away."""
        self.is_over = True
        self.player.pause()
        self.asking.end()
        self.overlay.clear()
        self.overlay.hide()
        self.strip.end()

    def turn_to(self, script: Script) -> None:
        """Play another script in the place of this one, from its first scene on."""
        self.asking.observe(script)
        self.player.turn_to(script)
        self._call()

    def _call(self) -> None:
        script = self.player.script
        self.playground.window.document.call(script.title)
        self.strip.expect(words for scene in script.scenes for words in captions_of(scene))

    def _go_on(self) -> None:
        if self._ending and self._ending.following:
            self.turn_to(self._ending.following)
        else:
            self.player.next()

    def _note_end(self) -> None:
        """Keep that a lesson is over, and learn what comes after it."""
        player = self.player
        self._ending = None
        if player.state is State.OVER and not player.is_film:
            self._ending = self.playground.window.scripts.ending_of(player.script)
            if self._ending:
                self._answers.note_done(key_of(player.script))

    def _look_for_targets(self) -> None:
        """Stop where a scene that has acted points at nothing, as a name may be wrong.

        What the person takes away in a task ends nothing.
        """
        player = self.player
        has_acted = player.is_a_task or (player.state is State.STAYING and not player.scene.task)
        if has_acted:
            player.stop_at(self.playground.sight.missing(player.point))

    def _play_by_itself(self) -> None:
        player = self.player
        player.is_automatic = not player.is_automatic
        if player.is_automatic and player.state is State.STAYING and not player.is_last:
            player.next()
        self._show()

    # State to screen.

    @property
    def _words(self) -> str:
        """What the strip says by now."""
        if self.player.failure:
            return f"The script can't go on: {self.player.failure}"
        return self._ending.words if self._ending else self.player.caption

    def _show(self) -> None:
        player = self.player
        self._caption = self._words
        count = len(player.script.scenes)
        next_text = "Next" if player.failure else NEXT_TEXTS[player.state]
        self.strip.show_refusal(bool(player.failure))
        self.strip.show_scene(self._caption, max(0, player.index), count, next_text)
        self.strip.show_playing(player.is_automatic)
        if self._ending and self._ending.following:
            self.strip.offer(self._ending.following.title)
        self.playground.sight.bring(player.point)
        # The acts may have written other words beside what is pointed at.
        self._has_new_words = True
        self._follow()

    def _follow_in_time(self) -> None:
        if self.player.clock - self._followed_at >= FOLLOW_S:
            self._follow()

    def _focus(self) -> None:
        """Let the person do a task at once: with the keyboard on Next, Enter would give it away."""
        task, window = self.player.scene.task, self.playground.window
        if self.player.is_a_task and task and not self.player.is_film:
            shown = [act.shown_at for act in task.solution]
            used = [each.control for each in shown if each and each.control]
            self.playground.sight.focus(self.player.point, used)
            first = window.view(self.playground.page).first_focus
            if window.focusWidget() in (None, window, self.strip.next):
                (first or window).setFocus()

    def _follow(self) -> None:
        """Point at where things are by now: cameras glide, tables scroll; a hint may have come."""
        player = self.player
        if self._caption != self._words:
            self._show()
            return
        self._followed_at = player.clock
        spots = joined(self.playground.sight.places(player.point, with_captions=True))
        # Whatever is dimmed looks as if it could not be used.
        dims = not player.is_a_task
        is_same = _are_alike(spots, self._spots) and dims == self.overlay.dims
        if self._has_new_words or not is_same:
            self._spots, self._has_new_words = spots, False
            self.overlay.point_at(spots, player.scene.caption, dims)


def _are_alike(some: list[QRectF], others: list[QRectF]) -> bool:
    if len(some) != len(others):
        return False
    pairs = zip(some, others, strict=True)
    return all(_distance(one, other) < STILL_PX for one, other in pairs)


def _distance(one: QRectF, other: QRectF) -> float:
    ways = one.topLeft() - other.topLeft(), one.bottomRight() - other.bottomRight()
    return max(way.manhattanLength() for way in ways)
