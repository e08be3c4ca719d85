"""Functions of one value that networks end their neurons with, as methods of `Value`."""

from typing import Any


class Functions:
    """A method for each activation that is not in `Value` itself; see `operations.py` for both
    passes.
    """

    __slots__ = ()

    def _made(self, name: str) -> Any:
        """Return a value made by the operation of this name, as `Value` does it."""
        raise NotImplementedError

    def leaky_relu(self) -> Any:
        """This value where it is positive, else a hundredth of it."""
        return self._made("leaky-relu")

    def elu(self) -> Any:
        """This value where it is positive, else exp(x) - 1."""
        return self._made("elu")

    def gelu(self) -> Any:
        """x Φ(x), where Φ is the share of a standard normal distribution below x."""
        return self._made("gelu")

    def silu(self) -> Any:
        """x sigmoid(x)."""
        return self._made("silu")

    def softplus(self) -> Any:
        """log(1 + exp(x)), a relu without a corner."""
        return self._made("softplus")

    def sin(self) -> Any:
        """The sine of an angle in radians."""
        return self._made("sine")
