"""Player: plays a script in a window, scene after scene, by a clock that a film drives as well."""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QObject, Signal

from app.kit.playback import Playback
from app.scenes.acting import Acting
from app.scenes.acts.acts import Act
from app.scenes.captions import captions_of
from app.scenes.parts.form import ScriptError
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.conditions import lacking
from app.scenes.playground.playground import Playground
from app.scenes.script import Scene, Script
from app.scenes.timing import SHORTEST_S, acting_s, asking_s, staying_s, waits_for_key

# A hint comes when the person has tried for so many seconds.
HINT_S = 15.0
# Seconds that work begun by a solution, such as a check of all gradients, has before “Not yet” is
# said.
PATIENCE_S = 1.0
# How long the acts of one frame take on screen, in seconds: the window answers between frames.
FRAME_S = 0.05
# How often it is looked whether the task of a scene is done, in seconds.
LOOK_S = 0.2


class State(Enum):
    """What a scene is doing."""

    ASKING = "asking"  # waits for the answer to its question
    ACTING = "acting"  # does its acts
    TASK = "task"  # waits until the person has done something
    STAYING = "staying"  # has done everything, and stays to be looked at
    OVER = "over"  # was the last one, and the script is over


class Player(Playback):
    """Plays `script` in a window; `go_to(0)` begins it.

    index: of the scene that is shown. state: what that does, for `seconds` by now. clock: all
    seconds that have passed.
    is_automatic: the next scene comes by itself, else when the person asks for it. is_film: nobody
    is there, so questions and tasks are done by the script. failure: why it can't go on, or "".
    lack: what the solution of the task has not come to, or ""; a film is asked by `lacking`.

    `scene_changed` comes with another scene, `state_changed` with another state of one, `moved`
    with all that passes, `acting(act)` before an act begins.
    """

    scene_changed = Signal()
    state_changed = Signal()
    moved = Signal()
    acting = Signal(object)

    def __init__(
        self, script: Script, playground: Playground, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.script, self.playground = script, playground
        self.is_automatic = self.is_film = False
        self.index, self.state, self.seconds = -1, State.STAYING, 0.0
        self.failure = self.lack = ""
        # Why the script can't begin as it says, or "": no scene of it is then what it should be.
        self._wrong_begin = ""
        self.clock = 0.0
        # The seconds that the scene is shown, in all of its states.
        self._shown_s = 0.0
        self._acts = self._acting(())
        # The scene to begin once all before it is done, len(scenes) for the end; None for none.
        self._goal: int | None = None
        # The acts still to be done in this scene: its own, then the solution of its task.
        self._left: list[Sequence[Act]] = []

    @property
    def scene(self) -> Scene:
        """The scene that is shown."""
        return self.script.scenes[max(0, self.index)]

    @property
    def caption(self) -> str:
        """What the scene says by now."""
        at_first, with_hint, when_done = captions_of(self.scene)
        if self.state in (State.STAYING, State.OVER):
            if not self.lack:
                return when_done
            is_early = self.state is State.STAYING and self.seconds < PATIENCE_S
            return at_first if is_early else f"Not yet: {self.lack}."
        return with_hint if self.state is State.TASK and self.seconds >= HINT_S else at_first

    @property
    def point(self) -> Sequence[StoredTarget]:
        """The targets that are pointed at now: those of a task during it, none after the end."""
        task = self.scene.task
        if self.state is State.OVER:
            return ()
        return task.point if task and task.point and self.is_a_task else self.scene.point

    @property
    def is_a_task(self) -> bool:
        """True while it is the person's turn to do something in the window."""
        return self.state is State.TASK

    @property
    def is_last(self) -> bool:
        """True in the last scene."""
        return self.index == len(self.script.scenes) - 1

    @property
    def coming(self) -> tuple[Act, float] | None:
        """The next act of the scene, and the seconds until it begins."""
        act = self._acts.coming if self.state is State.ACTING else None
        return (act, act.at - self._acts.seconds) if act else None

    # Scenes.

    def turn_to(self, script: Script) -> None:
        """Begin another script in the same window."""
        self.script, self.index = script, -1
        self.go_to(0)

    def go_to(self, index: int) -> None:
        """Begin a scene, with all that comes before it done at once.

        Whatever the person did in between is left: an earlier scene begins where the script does.
        """
        if index <= self.index or self.index < 0:
            self.index, self._acts, self._left = -1, self._acting(()), []
            self._open()
        self._goal = index
        self._hurry()

    def _hurry(self) -> None:
        """Do at once what comes before the goal, as far as a frame has the time."""
        while self._goal is not None:
            if not self._finish():
                if self.state is not State.ACTING:
                    self._set_state(State.ACTING)
                return
            if self.index + 1 < self._goal:
                self._enter(self.index + 1)
            elif self._goal < len(self.script.scenes):
                goal, self._goal = self._goal, None
                self._begin(goal)
            else:
                self._goal = None
                self._set_state(State.OVER)

    def next(self) -> None:
        """Show what is asked for, or finish this scene at once and begin the next one.

        After the last scene the script begins again.
        """
        if self._goal is not None:
            return
        if self.state in (State.ASKING, State.TASK) and not self.failure:
            self.go_on()
        elif self.state is State.ACTING and self._acts.is_over and not self.failure:
            self._leave_acts()
        elif self.state is State.OVER:
            self.go_to(0)
        else:
            self.go_to(self.index + 1)

    def back(self) -> None:
        """Begin this scene again, or the one before where this has hardly begun."""
        has_begun = self.state is State.OVER or self._shown_s > SHORTEST_S
        self.go_to(self.index if has_begun else max(0, self.index - 1))

    def stop_at(self, problem: str) -> None:
        """Stop in this scene and tell why, unless it has stopped; "" is no problem."""
        if problem and not self.failure:
            place = f"scene {self.index + 1}" if self.index >= 0 else "begin"
            self.failure = f"{place}: {problem}"
            self.state_changed.emit()

    def go_on(self) -> None:
        """Go on from a question that was answered, or do the task in the place of the person."""
        self._acts = self._acting(self._left.pop(0))
        self._set_state(State.ACTING)
        self._try(lambda: self._acts.go_to(0.0, self._limit_s))
        self._end_acts()

    # Time.

    def advance(self, seconds: float) -> None:
        """Let seconds pass: acts go on, and a scene that is over gives way to the next one."""
        if self.failure or self.state is State.OVER:
            return
        self.seconds += seconds
        self._shown_s += seconds
        self.clock += seconds
        if self._goal is not None:
            self._hurry()
            self.moved.emit()
            return
        if self.lack and self.seconds % LOOK_S < seconds:
            self.lack = self.lacking()
        match self.state:
            case State.ASKING | State.TASK if self.is_film:
                if self.seconds >= asking_s(self.scene):
                    self.go_on()
            case State.TASK:
                if self.seconds % LOOK_S < seconds:
                    self._look()
            case State.ACTING:
                self._try(lambda: self._acts.go_to(self.seconds, self._limit_s))
                self._end_acts()
            case State.STAYING if self._goes_on_by_itself:
                if self.seconds >= staying_s(self.scene, self._acts.length):
                    self.next()
        self.moved.emit()

    @property
    def _goes_on_by_itself(self) -> bool:
        return self.is_film or (self.is_automatic and not waits_for_key(self.scene))

    # The parts of a scene.

    def _open(self) -> None:
        self.failure = ""
        self._try(lambda: self.playground.open(self.script.begin))
        self._wrong_begin = self.failure

    def _begin(self, index: int) -> None:
        self._enter(index)
        self._shown_s = 0.0
        self._set_state(State.ASKING if self.scene.ask else State.ACTING)
        self.scene_changed.emit()
        if not self.scene.ask:
            self.go_on()

    def _enter(self, index: int) -> None:
        self.index, self.failure, self.lack = index, self._wrong_begin, ""
        # What comes tells of its own numbers.
        self.playground.end_run_of_person()
        task = self.scene.task
        self._acts = self._acting(())
        self._left = [self.scene.do, *([task.solution] if task else [])]
        if page := self.scene.page:
            self._try(lambda: self.playground.turn_to(page))

    def _acting(self, acts: Sequence[Act]) -> Acting:
        return Acting(acts, self.playground, self.acting.emit)

    def _end_acts(self) -> None:
        # On screen the button means what the person can do.
        self.playground.lead(self._acts.steps_per_s if self.is_film else 0.0)
        if self._acts.is_over and not self.failure and self.seconds >= acting_s(self.scene):
            self._leave_acts()

    def _leave_acts(self) -> None:
        # Whoever makes a film looks at its end: a rehearsal has no numbers.
        self.lack = "" if self._left or self.is_film else self.lacking()
        self._set_state(State.TASK if self._left else State.STAYING)

    def lacking(self) -> str:
        """What keeps the condition of the task from holding by now; "" for nothing."""
        task = self.scene.task
        return lacking(task.until, self.playground) if task else ""

    def _finish(self) -> bool:
        """Do at once what the scene has left to do, and the task in the place of the person.

        Returns False where a frame has no time for all of it.
        """
        while not self.failure:
            self._try(lambda: self._acts.finish(self._limit_s))
            if not self._acts.is_over:
                return bool(self.failure)
            if not self._left:
                return True
            self._acts = self._acting(self._left.pop(0))
        return True

    @property
    def _limit_s(self) -> float | None:
        """The time of a frame on screen; None where nobody waits for the window to answer."""
        return FRAME_S if self.is_playing and not self.is_film else None

    def _look(self) -> None:
        """End the task where its condition holds by now."""
        task = self.scene.task
        # While the person has taken away what it is about, it does not hold.
        if task and not self.lacking():
            # What comes next tells of the numbers that the person has reached.
            self.playground.pause()
            self._left = []
            self._set_state(State.STAYING)

    def _set_state(self, state: State) -> None:
        self.state, self.seconds = state, 0.0
        self.state_changed.emit()

    def _try(self, do: Callable[[], object]) -> None:
        """Do something; where that can't be done, stop here and tell why."""
        try:
            do()
        except ScriptError as error:
            self.stop_at(str(error))
