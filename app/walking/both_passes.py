"""Both passes of a graph of its own, as a place to walk: forward to the root and back."""

from collections.abc import Sequence

from micrograd.engine import Value
from micrograd.training.passes import BackwardPass, ForwardPass
from micrograd.training.phases import Phase, PhasePass


class BothPasses:
    """The forward pass of a graph and the backward pass after it, done to the end at first.

    order: all nodes in topological order, the root last. backward: the backward pass; None for
    the right one that adds to the gradients of leaves.
    """

    def __init__(self, order: Sequence[Value], backward: BackwardPass | None = None) -> None:
        self.forward, self.backward = ForwardPass(order), backward or BackwardPass(order)
        if not order[-1]._prev:
            order[-1].backward()  # A leaf alone: there is no operation to walk through.
        self.finish()

    def finish(self) -> None:
        """Do what is left of both."""
        self.forward.advance(len(self.forward))
        self.backward.advance(len(self.backward))

    def restart(self) -> None:
        """Go to where nothing is done yet."""
        self.stand_at(0, 0)

    def stand_at(self, forward: int, backward: int) -> None:
        """Take operations back, until so many of each pass are done."""
        self.backward.retreat(self.backward.position - backward)
        self.forward.retreat(self.forward.position - forward)

    @property
    def place(self) -> tuple[int, int]:
        """How many operations of each pass are done."""
        return self.forward.position, self.backward.position

    @property
    def phase(self) -> Phase:
        """The phase of the operation that was done last."""
        return Phase.BACKWARD if self.last is self.backward else Phase.FORWARD

    @property
    def last(self) -> PhasePass:
        """The pass of that operation."""
        return self.backward if self.backward.position else self.forward

    @property
    def next(self) -> PhasePass:
        """The pass of the next operation, or the last one."""
        return self.backward if self.forward.is_done else self.forward

    @property
    def is_done(self) -> bool:
        """True at the end of the backward pass."""
        return self.backward.is_done

    def seek(self, done: int, current: PhasePass | None = None) -> bool:
        """Go to where `done` operations of a pass are done; False for one out of reach."""
        current = current or self.last
        if current is not self.last and current is not self.next:
            return False
        current.advance(max(0, done - current.position))
        current.retreat(max(0, current.position - done))
        return True
