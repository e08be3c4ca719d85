"""Asking: the questions of a script, which a player waits for, on a card over the window."""

from PySide6.QtCore import QEvent, QObject

from app.kit.signals import connect_all
from app.scenes.asking.answers import Answers, key_of
from app.scenes.asking.card import QuestionCard
from app.scenes.asking.fields import FIELDS, Asked
from app.scenes.asking.observed import Observed
from app.scenes.parts.form import ScriptError
from app.scenes.parts.targets import StoredTarget
from app.scenes.player import Player, State
from app.scenes.playground.playground import Playground
from app.scenes.playground.quantities import quantity
from app.scenes.script import Script


class Asking(QObject):
    """Asks before the acts of a scene, and shows what came of the answer after them.

    card: above all in the window, in one of its corners. answers: where scores are kept.
    """

    def __init__(
        self, playground: Playground, parent: QObject, answers: Answers | None = None
    ) -> None:
        super().__init__(parent)
        self._playground, self._window = playground, playground.window
        self._answers = answers or Answers()
        self.card = QuestionCard(self._window.appearance, self._window)
        self._window.overlay.keep(self.card)
        for each in (self._window, self._window.statusBar()):
            each.installEventFilter(self)
        self._player: Player | None = None
        # The scene whose question is on the card, and the state of it that is shown; else None.
        self._scene: int | None = None
        self._shown: State | None = None
        # None until the person answers.
        self._answer: object = None
        self.card.answered.connect(self._take)
        self.card.skipped.connect(self._go_on)
        self.card.forgotten.connect(self._forget)

    def follow(self, player: Player) -> None:
        """Ask what the scenes of this player ask, from now on."""
        self._player = player
        self.observe(player.script)
        connect_all(self._turn, player.scene_changed, player.state_changed)
        player.moved.connect(self._watch)

    def observe(self, script: Script) -> None:
        """Note from now on what the questions of this script are about."""
        self.end()
        asked = [scene.ask for scene in script.scenes if scene.ask]
        names = [each.of.strip() for each in asked if each.kind == "curve"]
        self._observed = Observed(self._playground, names)

    # Its place.

    def place(self) -> None:
        """Put the card between the controls and the status line, beside all that it is about."""
        window = self._window
        room, controls = window.contentsRect(), window.controls.geometry()
        room.setBottom(min(room.bottom(), window.statusBar().y() - 1))
        if window.controls.isVisible() and controls.bottom() < room.center().y():
            # Step and loss are what questions are about.
            room.setTop(max(room.top(), controls.bottom() + 1))
        self.card.place(room, self._playground.sight.places(self._about()))

    def _about(self) -> list[StoredTarget]:
        """What the scene points at, and where what it asks for is read."""
        if not self._player:
            return []
        question = self._player.scene.ask
        seen = quantity(question.of, "of").seen_at if question else None
        return [*self._player.point, *([seen] if seen else [])]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self._shown:
            self.place()
        return False

    # What the player does.

    def _turn(self) -> None:
        player = self._player
        assert player
        self._observed.note()
        if player.failure or player.index != self._scene:
            self.end()
        if player.failure:
            return
        if player.state is State.ASKING:
            # Its signals come twice with a new scene.
            if self._shown is not State.ASKING:
                self._ask(player)
            return
        if self._shown is State.ASKING:
            self._wait()
        if self._shown is State.ACTING and player.state is not State.ACTING:
            self._reveal(player)

    def _ask(self, player: Player) -> None:
        question = player.scene.ask
        assert question
        appearance, is_film = self._window.appearance, player.is_film
        asked = Asked(question, self._playground, self._observed, appearance, is_film)
        self._scene, self._shown, self._answer = player.index, State.ASKING, None
        scores = None if is_film else self._answers.scores(*self._key)
        self.card.ask(question.text, FIELDS[question.kind](asked), scores, is_film)
        self.place()

    def _wait(self) -> None:
        self._shown = State.ACTING
        self.card.wait(self._answer)

    def _reveal(self, player: Player) -> None:
        assert self.card.field
        try:
            outcome = self.card.field.outcome(self._answer)
        except ScriptError:
            # The acts have taken away what was asked for.
            self.end()
            return
        self._shown = State.STAYING
        scores = None
        if not player.is_film:
            if outcome.score is not None:
                self._answers.note(*self._key, outcome.score)
            scores = self._answers.scores(*self._key)
        self.card.reveal(outcome, scores)
        # The acts may have brought what is pointed at under the card.
        self.place()
        is_at_rest = self._window.focusWidget() is self._window
        if is_at_rest and not (player.is_film or player.is_a_task):
            # Nobody has used the keyboard since the answer: Enter goes on.
            self._window.captions.next.setFocus()

    def _watch(self) -> None:
        if self._player and self._player.state is State.ACTING:
            self._observed.note()
            if self.card.field and self._shown is State.ACTING:
                self.card.field.follow()

    def end(self) -> None:
        """Take the question away."""
        self._scene = self._shown = self._answer = None
        self.card.clear()

    # What the person does.

    @property
    def _key(self) -> tuple[str, int]:
        assert self._player
        return key_of(self._player.script), self._player.index + 1

    def _take(self, answer: object) -> None:
        self._answer = answer
        self._go_on()

    def _go_on(self) -> None:
        if self._player and self._player.state is State.ASKING:
            self._player.go_on()

    def _forget(self) -> None:
        self._answers.forget(self._key[0])
        self.card.show_scores(None)
