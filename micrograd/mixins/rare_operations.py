"""Operations of more than two operands, and those without a row in the table."""

from typing import Any

from micrograd.operations import Operation, find_operation


class RareOperations:
    """The passes through a node whose `_operation` is None; see `Value` for its attributes."""

    __slots__ = ()

    # `self` has the slots of a `Value`, which knows this class.
    _prev: tuple[Any, ...]
    _op: str
    _operation: Operation | None

    @property
    def _row(self) -> Operation | None:
        """The row of the table that made this value; None for a leaf, and where there is none."""
        if len(self._prev) > 2 and not hasattr(self, "_made_from"):
            return find_operation(self._op)
        return self._operation

    def _forward_of_rare(self: Any) -> None:
        data = [operand.data for operand in self._prev]
        if row := self._row:
            self.data = row.forward(*data)
        elif data != getattr(self, "_made_from", data):
            told = "its operands changed, and only a row of OPERATIONS could compute it anew"
            raise ValueError(f"{self._op or 'a Value'}: {told}; make the graph anew, or add it")

    def _backward_of_rare(self: Any) -> None:
        if row := self._row:
            slopes = row.local_derivatives(self.data, *[operand.data for operand in self._prev])
            for operand, slope in zip(self._prev, slopes, strict=True):
                operand.grad += slope * self.grad
        elif self._op and self._prev:
            told = "add a row to OPERATIONS, or give the Value a _backward of its own"
            raise ValueError(f"no operation is named {self._op!r}: {told}")

    def _hold_data(self: Any) -> None:
        """Do without a row: the data are those of the operands as they are now."""
        self._operation, self._made_from = None, [operand.data for operand in self._prev]
