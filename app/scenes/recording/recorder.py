"""Recorder: from its start to its stop all that the person does becomes acts of a script.

It changes nothing. Deeds are told by the session; what else may have changed is looked at after
each input of the person, before each deed, and at the end.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.scenes.acts.acts import Act, Train, TriggerAction, Turn
from app.scenes.acts.panels import Present, RaisePanel, ShowPanels
from app.scenes.acts.runs import OpenExperiment
from app.scenes.parts.reading_experiment import content_for_script
from app.scenes.playground.playground import Playground
from app.scenes.recording.acts_of_deeds import ACTS
from app.scenes.recording.beginning import beginning_of
from app.scenes.recording.cutting import scenes_of
from app.scenes.recording.hand_scrolled import HandScrolled
from app.scenes.recording.hand_typed import HandTyped
from app.scenes.recording.inputs import Inputs
from app.scenes.recording.panels import Panels, panels_between
from app.scenes.recording.standing import (
    Chosen,
    Standing,
    choices_between,
    come_to_rest,
    looks_of,
    move_to,
    shows_between,
    training_between,
    walked,
)
from app.scenes.recording.timeline import Done, Timeline
from app.scenes.recording.undo_depth import UndoDepth
from app.scenes.recording.walked import WALKS, PageWalk, operations_of
from app.scenes.script import Script, new_script
from app.session.deeds import Deed
from micrograd.files.errors import FileError

TITLE = "Recording"
# What only moves the picture: no other act tells of it.
OF_PICTURE = ("fit_loss", "fit_run", "fit_graph", "zoom_to_chosen")
MOVES = ("Cursor._turn_to", "RunList._arrive")
# Deeds that count although they leave nothing to be undone.
ALWAYS = {"RunList.set_hidden", "Session.open", "Session.plan_sweep", "Session.keep_map"}
# What no selection is: everything that is chosen is then recorded.
NOTHING_KNOWN = Chosen((-1,), None, -1)


class Recorder(QObject):
    """Records what is done in a window. clock: in seconds.

    is_recording: from `start` to `stop`. `changed` comes with either. `broke_off`: what was done
    last is too large for a file; comes with why, and nothing that follows would be played.
    """

    changed = Signal()
    broke_off = Signal(str)

    def __init__(
        self,
        playground: Playground,
        parent: QObject | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__(parent)
        self.is_recording = False
        self._playground, self._clock = playground, clock
        self._inputs = Inputs(self)
        self._timeline = Timeline(0.0)
        self._standing = Standing.of(playground.session)
        self._chosen = Chosen.of(playground.session)

    @property
    def seconds(self) -> float:
        """How long it has been recording."""
        return self._clock() - self._timeline.begin if self.is_recording else 0.0

    # From start to stop.

    def start(self) -> None:
        """Begin to record. Raises FileError for an experiment that is too large for a file."""
        window, session = self._playground.window, self._playground.session
        come_to_rest(window)
        window.walks.pause()
        panels = self._panels = Panels.of(window)
        self._begin = beginning_of(self._playground, panels.chosen)
        self._page = self._first_page = self._playground.page
        self._presented = self._begin.presented
        self._timeline, self._depth = Timeline(self._clock()), UndoDepth()
        self._since = self._timeline.begin
        self._walk, self._scrolled = PageWalk(self._playground), HandScrolled(window)
        self._typed, self._undo_changes = HandTyped(self._playground.texts), 0
        self._note_all()
        # A node that is chosen is no part of the beginning.
        self._chosen = self._chosen._replace(node=None)
        self._connect(True)
        self.is_recording = session.deeds.is_heard = True
        if panels.in_the_way:
            self._add(ShowPanels(shown=panels.shown), self._since)
        if self._begin.layout is None:
            forward = self._playground.panels.moved_forward
            self._add_all([RaisePanel(panel=name) for name in forward], self._since)
        self._look()
        self.changed.emit()

    def stop(self) -> Script:
        """End the recording, and return the script that does the same."""
        session = self._playground.session
        come_to_rest(self._playground.window)
        session.settle()
        self._look()
        self.is_recording = session.deeds.is_heard = False
        self._connect(False)
        done, begin = self._timeline.acts(), self._timeline.begin
        scenes = scenes_of(done, self._first_page, begin, self._clock())
        self.changed.emit()
        return new_script(TITLE, self._begin, scenes)

    def _connect(self, listens: bool) -> None:
        window, session = self._playground.window, self._playground.session
        self._inputs.listen(listens)
        signals: list[tuple[Any, Callable[..., None]]] = [
            (session.deeds.begun, self._begin_deed),
            (session.deeds.ended, self._end_deed),
            (session.undo_stack.changed, self._count_undo),
            (window.runner.running_changed, self._follow_running),
            (self._inputs.begun, self._scrolled.begin),
            (self._inputs.begun, self._typed.begin),
            (self._inputs.used, self._end_input),
            (self._walk.stepped, self._look),
        ]
        signals += [
            (window.actions_by_name[name].triggered, self._note_picture) for name in OF_PICTURE
        ]
        signals += [
            (panel.topLevelChanged, self._inputs.look_after_drop)
            for panel in window.panels.values()
        ]
        for signal, slot in signals:
            if listens:
                signal.connect(slot)
            else:
                signal.disconnect(slot)
        if not listens:
            self._walk.end()

    # Deeds.

    def _begin_deed(self, deed: Deed) -> None:
        # A deed amid a step has to be played at the same operation.
        self._look(is_exact=True)
        session = self._playground.session
        make = ACTS.get(deed.name)
        self._act = make(session, deed.arguments) if make else None
        self._began, self._undo_before = self._clock(), self._undo_changes
        self._count_before = session.undo_stack.count
        trainer = session.cursor.trainer
        is_walk = deed.name in WALKS
        self._left = len(trainer.next_pass) - trainer.next_pass.position if is_walk else 0

    def _end_deed(self, deed: Deed) -> None:
        if not deed.is_refused:
            if deed.name in ACTS:
                self._end_edit(deed)
            else:
                self._add_all(self._acts_of_move(deed), self._began)
        # A list of runs that came by itself comes only once in a window.
        self._add_panels()
        self._note_all()

    def _end_edit(self, deed: Deed) -> None:
        session, name = self._playground.session, deed.name
        has_changed = self._undo_changes != self._undo_before
        if not (has_changed or name in ALWAYS or Standing.of(session) != self._standing):
            return
        follows = self._act is not None
        if has_changed:
            more = session.undo_stack.count - self._count_before
            follows &= self._depth.note(name, more)
        if follows and self._act:
            self._add(self._act, self._began, deed.arguments.get("gesture", -1))
        else:
            self._open_anew()

    def _open_anew(self) -> None:
        """Record the whole experiment, where no act leads to it."""
        session = self._playground.session
        session.keep_place()
        try:
            content = content_for_script(session.experiment)
        except FileError as error:
            self.broke_off.emit(str(error))
            return
        self._depth = UndoDepth()
        self._add(OpenExperiment(content=content), self._began)
        self._add_all(choices_between(NOTHING_KNOWN, session), self._began)
        operations = session.cursor.trainer.operations_done
        if operations:
            self._add(walked(session, operations, "training"), self._began)

    def _acts_of_move(self, deed: Deed) -> list[Act]:
        session, before = self._playground.session, self._standing
        if deed.name in MOVES:
            return move_to(session, before)
        if deed.name == "Training.step":
            return [Train(steps=1)]
        if deed.name == "Training.train_on":
            return [Train(steps=0)] if session.cursor.run is not before.run else []
        operations = operations_of(session, before, self._left)
        if not operations:
            return []
        return [walked(session, operations, "page" if self._walk.is_of_training else "training")]

    def _count_undo(self) -> None:
        self._undo_changes += 1

    # What else may have changed.

    def _look(self, is_exact: bool = False) -> None:
        """Record what has changed by no deed. is_exact: also how far a run is in its step."""
        session = self._playground.session
        if session.deeds.is_under_way or not self.is_recording:
            return
        now = self._clock()
        come = Standing.of(session) if is_exact else self._standing.come_to(session)
        for trained in training_between(self._standing, come):
            self._timeline.add(Done(trained, self._since, now, self._page))
        self._since = now
        self._add_presentation(now)
        if self._page != self._playground.page:
            self._page = self._playground.page
            self._add(Turn(name=self._page), now)
        window = self._playground.window
        self._add_panels()
        looks = looks_of(window.remembered)
        shows = shows_between(self._shown, looks, self._control)
        if shows:
            # What follows from them by itself was made by no control.
            self._inputs.control = ""
        self._add_all(shows, now)
        self._add_all(self._walk.acts(), now)
        self._add_all(choices_between(self._chosen, session), now)
        for act in self._scrolled.acts():
            self._timeline.add(Done(act, now, now, self._page))
        self._note_all()
        self._standing = come

    def _end_input(self) -> None:
        """Record what an input has done."""
        self._look()
        self._add_all(self._typed.acts(self._scrolled.does_more), self._clock())
        self._scrolled.end()

    def _note_all(self) -> None:
        """Know how everything is now."""
        session = self._playground.session
        self._standing, self._chosen = Standing.of(session), Chosen.of(session)
        window = self._playground.window
        self._shown = looks_of(window.remembered)
        self._panels = Panels.of(window, self._panels)
        self._walk.note()
        self._scrolled.renew()

    def _follow_running(self) -> None:
        self._look()
        self._since = self._clock()

    def _note_picture(self) -> None:
        # What the action has brought into sight is no act of its own.
        self._shown |= self._playground.window.remembered.sights()
        self._look()
        action = self.sender()
        assert action is not None
        self._add(TriggerAction(name=action.objectName()), self._clock())

    def _add_presentation(self, now: float) -> None:
        if self._presented != self._playground.panels.presented:
            self._presented = self._playground.panels.presented
            self._add(Present(to=self._presented), now)
            if not self._presented:
                # The page from before it may be another one where it is played.
                self._page = self._playground.page
                self._add(Turn(name=self._page), now)

    def _add_panels(self) -> None:
        now = Panels.of(self._playground.window, self._panels)
        self._add_all(panels_between(self._panels, now), self._clock())

    @property
    def _control(self) -> str:
        """The control that was used last, where it is in the window."""
        name = self._inputs.control
        return name if name and self._playground.has_control(name) else ""

    # Acts.

    def _add(self, act: Act, began: float, gesture: int = -1) -> None:
        """Add an act that takes no time of its own; one of a gesture goes on with the last one."""
        self._timeline.add(Done(act, began, began, self._page, gesture))
        self._scrolled.does_more = True

    def _add_all(self, acts: Sequence[Act], began: float) -> None:
        for act in acts:
            self._add(act, began)
