"""Walks many operations at once, with the same end as one by one."""

from collections.abc import Iterable
from typing import Any

from app.session.session import Session
from app.walking.walk import Walk
from micrograd.training.phases import Phase, PhasePass

# At most this many operations are done one by one, so that each is seen.
FEW = 30


class ManyOperations:
    """The operations of `walk`, or with None those of training, whatever the page is.

    The first and the last operation of a pass are done by themselves, since another phase or step
    begins there; all between in one go.
    """

    def __init__(self, session: Session, walk: Walk | None) -> None:
        self._session, self._walk = session, walk
        # Both have a `seek`, by the same words.
        self._seek: Any = walk.seek if walk else session.training.seek
        # The operations of a step; 0 before they are known.
        self._of_a_step = 0

    def do(self, count: int) -> None:
        """Do so many, as far as there are any."""
        while count > 0 and (self._walk is None or self._walk.can_step):
            if self._of_a_step and self._is_between_steps:
                count -= self._train(count)
            if not count:
                return
            if self._walk:
                self._walk.step()
            else:
                self._session.training.step_operation()
            count -= 1
            self._measure_step()
            current = self._next_pass
            here, more = current.position, min(count, len(current) - current.position - 1)
            if here and more > 1 and count > FEW:
                self._seek(here + more, current)
                self._choose_sample(current, range(here + more, here, -1))
                count -= more

    def take_back(self, count: int) -> None:
        """Take so many back, as far as there are any."""
        while count > 0 and self._can_take_back:
            if self._walk:
                self._walk.step_back()
            else:
                self._session.training.take_back()
            count -= 1
            current = self._next_pass
            here, less = current.position, min(count, current.position - 1)
            if less > 1 and count > FEW:
                self._seek(here - less, current)
                self._choose_sample(current, range(here - less, here))
                count -= less

    @property
    def _is_between_steps(self) -> bool:
        """Whether whole steps can follow, all with as many operations."""
        trainer = self._session.cursor.trainer
        are_alike = len(trainer.rows_of(trainer.steps)) == len(trainer.all_rows())
        return self._next_pass is trainer.next_pass and trainer.is_between_steps and are_alike

    def _measure_step(self) -> None:
        """Note in its last phase how many operations a step has."""
        trainer = self._session.cursor.trainer
        current = trainer.last_pass
        if current and trainer.phase is Phase.UPDATE and not trainer.is_between_steps:
            self._of_a_step = trainer.operations_done - current.position + len(current)

    def _train(self, count: int) -> int:
        """Train the whole steps in `count` operations, but for the end of it, which is shown.

        Returns how many were done; all where training diverged.
        """
        cursor, steps = self._session.cursor, (count - 1) // self._of_a_step
        if steps < 1 or not cursor.is_at_the_end:
            return 0
        self._session.training.train(steps)
        return count if cursor.divergence else steps * self._of_a_step

    @property
    def _next_pass(self) -> PhasePass:
        return (self._walk or self._session.cursor.trainer).next_pass

    @property
    def _can_take_back(self) -> bool:
        if self._walk:
            return self._walk.can_step_back
        return self._session.cursor.trainer.can_retreat

    def _choose_sample(self, current: PhasePass, places: Iterable[int]) -> None:
        """Choose the sample of the first operation that has one, as single operations do.

        places: of operations of the pass, counted from 1, from the last one that was done on.
        """
        cursor = self._session.cursor
        if current is not cursor.trainer.next_pass or current.node is None:
            return
        graph = cursor.graph
        samples = (graph.addresses[graph.index[current.nodes[i - 1]]].sample for i in places)
        sample = next((each for each in samples if each is not None), None)
        if sample is not None:
            self._session.selection.choose_sample(sample)
