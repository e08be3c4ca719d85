"""Fault: the form of a row in the table of faults."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.recipe.fault_effects import WithoutEffect, always_acts

NOTHING = "none"
Slopes = tuple[float, ...]


class Use(NamedTuple):
    """One operation of a backward pass, as a wrong rule sees it.

    name: of the operation. out, operands: their data. slopes: the right local derivatives.
    upstream: the gradient of the result. weight_grad: the gradient that the first operand has so
    far, where that is a parameter; else None. rate: the learning rate.
    """

    name: str
    out: float
    operands: tuple[float, ...]
    slopes: Slopes
    upstream: float
    weight_grad: float | None
    rate: float


class Edit(NamedTuple):
    """Writes wrong lines in the place of right ones. pattern, replacement: see `re.sub`."""

    pattern: str
    replacement: str


class Fault(NamedTuple):
    """One row of the table. All that is not given is right.

    name: as it is typed and stored. title: as it is shown. words: what is wrong. effect: what
    comes of it. right, wrong: the line as it should be and as it is. where: what it acts in, the
    name of a phase, `samples`, `loss` or `start`.
    loop, source: the wrong line in the code of the training loop, and in the lines of micrograd
    that do an operation; of several edits the first counts whose pattern is found.
    method: the name of the method of `Value` whose lines have it, where that is not the one of the
    phase.
    without_effect(recipe): why it changes nothing there; "" where it changes something.

    Hooks of the passes: skips_zero_grad; is_reversed, the backward pass goes from the leaves to
    the root; overwrites, a gradient takes the place of the one before; drops_upstream, the local
    derivative alone is added; slopes(use), other local derivatives. operations: of which operations
    the last two are, empty for all. formula: what stands in a formula of a local derivative, and
    what wrongly does.
    update(update): another function that moves a parameter, see `Optimizer.update`.
    Hooks of the samples: targets(dataset), the samples of a step with other targets; takes_tests,
    a step trains on the samples that are held out, too.
    swaps_mean: a mean is a sum, and a sum is a mean. zero_start: all parameters begin with 0.
    """

    name: str
    title: str
    words: str = ""
    effect: str = ""
    right: str = ""
    wrong: str = ""
    where: str = ""
    loop: tuple[Edit, ...] = ()
    source: tuple[Edit, ...] = ()
    method: str = ""
    without_effect: WithoutEffect = always_acts
    skips_zero_grad: bool = False
    is_reversed: bool = False
    overwrites: bool = False
    drops_upstream: bool = False
    slopes: Callable[[Use], Slopes] | None = None
    operations: frozenset[str] = frozenset()
    formula: tuple[str, str] = ("", "")
    update: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None
    targets: Callable[[Dataset], Dataset] | None = None
    takes_tests: bool = False
    swaps_mean: bool = False
    zero_start: bool = False

    @property
    def is_any(self) -> bool:
        """True for every row but the one without a fault."""
        return self.name != NOTHING

    @property
    def is_of_backward(self) -> bool:
        """True where the backward pass itself is another one."""
        return self.is_reversed or self.overwrites or self.drops_upstream or bool(self.slopes)

    @property
    def is_of_samples(self) -> bool:
        """True where a step trains on other samples or targets."""
        return self.takes_tests or self.targets is not None

    @property
    def told(self) -> str:
        """One line about it, for a file that a run is written to."""
        return f"One line is wrong on purpose: {self.words} ({self.wrong!r} for {self.right!r})"

    def acts_on(self, operation: str) -> bool:
        """True where the backward rule of this operation is another one."""
        return not self.operations or operation in self.operations

    def slopes_of(self, use: Use) -> Slopes:
        """The local derivatives that the backward pass works with."""
        return self.slopes(use) if self.slopes and self.acts_on(use.name) else use.slopes

    def gradient(self, use: Use, before: float, slope: float) -> float:
        """The gradient of an operand after the operation, from the one before."""
        drops = self.drops_upstream and self.acts_on(use.name)
        part = slope if drops else slope * use.upstream
        return part if self.overwrites else before + part

    def order(self, nodes: Sequence[Any]) -> list[Any]:
        """The nodes of a backward pass, given from the root on, in the order that it goes."""
        return [*reversed(nodes)] if self.is_reversed else [*nodes]
