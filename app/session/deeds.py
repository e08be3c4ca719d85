"""Deeds: what a person does to an experiment, told once each, whatever they call to do it."""

from collections.abc import Callable
from functools import wraps
from inspect import Signature, signature
from typing import Any, NamedTuple, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

P = ParamSpec("P")
Result = TypeVar("Result")


class Deed(NamedTuple):
    """A call of one of the methods marked by `deed`, such as `Edits.add_layer`, by its arguments.

    is_refused: the method raised an error.
    """

    name: str
    arguments: dict[str, Any]
    is_refused: bool = False


class Deeds(QObject):
    """Tells of deeds as long as somebody listens.

    is_heard: whether somebody does. settle: see `Session.settle`; called before each deed, so that
    the steps trained before it, and an edit that waits, are not taken for a part of it.
    `begun` and `ended` come before and after each deed that is no part of another one.
    """

    begun = Signal(object)
    ended = Signal(object)

    def __init__(self, settle: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_heard = self.is_under_way = False
        self._settle = settle

    def tell(self, made: Deed, do: Callable[[], Result]) -> Result:
        """Do it, and tell of it before and after."""
        self._settle()
        self.begun.emit(made)
        self.is_under_way, is_done = True, False
        try:
            result = do()
            is_done = True
            return result
        finally:
            self.is_under_way = False
            self.ended.emit(made._replace(is_refused=not is_done))


class Doer:
    """A part of the session with methods that are deeds. deeds: what they are told to."""

    deeds: Deeds | None = None


def deed(method: Callable[P, Result]) -> Callable[P, Result]:
    """Mark a method of a `Doer` as a deed."""
    known: list[Signature] = []

    @wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> Result:
        doer: Any = args[0]
        deeds = doer.deeds
        if deeds is None or not deeds.is_heard or deeds.is_under_way:
            return method(*args, **kwargs)
        if not known:
            known.append(signature(method))
        bound = known[0].bind(*args, **kwargs)
        bound.apply_defaults()
        arguments = {name: value for name, value in bound.arguments.items() if name != "self"}
        return deeds.tell(Deed(method.__qualname__, arguments), lambda: method(*args, **kwargs))

    return told
