"""The passes of a trainer, which show what was trained, however it was trained."""

from collections.abc import Sequence

from micrograd.training.phases import Phase, StepPasses
from micrograd.training.state import LiveState, StepStart


class SeenPasses:
    """The passes of a trainer, built and brought up to date only when they are needed.

    An engine that does whole steps leaves no trace in the graph: before it is looked at, the
    passes do the last two of them once more. built: None before the first need.
    """

    def __init__(self, live: LiveState) -> None:
        self._live = live
        self.built: StepPasses | None = None
        self._unseen: list[StepStart] = []
        self._is_given_up = False

    @property
    def are_current(self) -> bool:
        """True where the graph is at hand and shows the last step."""
        return self.built is not None and not self._unseen

    def remember(self, starts: Sequence[StepStart]) -> None:
        """Remember how the last steps began, which were done without the passes."""
        # The last step can be taken back: what it overwrote is what the one before it left.
        self._unseen = [*self._unseen, *starts][-2:]
        self._is_given_up = False

    def give_up_step(self, phase: Phase) -> None:
        """Go back to the start of the step under way. phase: that of its next operation."""
        if self.built:
            passes = self.catch_up()
            if phase is Phase.UPDATE:
                passes.update.retreat(len(passes.update))
            passes.forward.restart()
        # From here on the graph belongs to the parameters as they are.
        self._is_given_up = True

    def compute(self) -> None:
        """Let a graph that was looked at hold what belongs to the parameters as they are."""
        if self.built:
            self.built.compute()

    def forget_steps(self) -> None:
        """Show nothing any more of what was trained so far."""
        self._unseen = []
        for value in self.built.graph.order if self.built else []:
            value.grad = 0.0

    def forget_graph(self) -> None:
        """Build another graph at the next need."""
        self.built, self._unseen = None, []

    def catch_up(self) -> StepPasses:
        """Let the graph hold what it would hold if the passes had done the last steps."""
        passes, unseen, self._unseen = self.built, self._unseen, []
        assert passes is not None
        if not unseen:
            return passes
        live = self._live
        now = live.start()
        for start in unseen:
            live.put(start.state, start.grads)
            live.rate = start.rate
            passes.do_step()
        # The numbers may have been changed by hand since.
        live.put(now.state, now.grads)
        live.rate = now.rate
        if self._is_given_up:
            passes.compute()
        return passes
