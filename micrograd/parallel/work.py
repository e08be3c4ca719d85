"""Work in pieces that do not depend on each other, and the workers that do it."""

from collections.abc import Generator, Iterable
from typing import Protocol, TypeVar

from micrograd.compiled.many import StopFlag

Piece = TypeVar("Piece")
Result = TypeVar("Result")
_Piece = TypeVar("_Piece", contravariant=True)
_Result = TypeVar("_Result", covariant=True)


class Work(Protocol[_Piece, _Result]):
    """The work on each piece. It is pickled, as are pieces and results, for other machines.

    A piece should take about two million training steps: handing one out then costs little.
    """

    def do(self, piece: _Piece, stop: StopFlag) -> _Result | None:
        """The result of a piece, to the last bit the same wherever it is done; None if stopped.

        Called in several threads at a time.
        """


class Workers(Protocol[Piece, _Result]):
    """Who does the pieces of one work: threads of this process, or machines of a cluster."""

    def hand_out(self, pieces: Iterable[Piece]) -> Generator[tuple[Piece, _Result]]:
        """Yield each piece and its result as soon as that is there, in no order.

        Pieces are drawn as they are needed, in the thread that draws from here. Ends early after
        `cancel`, and when it is closed. It hands out once.
        """

    def cancel(self) -> None:
        """Let `hand_out`, in whatever thread, end soon; what is in work is dropped."""
