"""Target: one thing that a view shows, by its name, such as a parameter or a sample."""

from dataclasses import dataclass

# What a target can be, with an example of its value.
KINDS: dict[str, str | int] = {
    "control": "graph_scope",
    "neuron": "1.2",
    "parameter": "1.2.w3",
    "operation": 294,
    "sample": 1,
    "node": "a",
    "line": "loss.backward()",
}


@dataclass(frozen=True)
class Target:
    """One thing of one kind.

    kind: a key of KINDS. value: the object name of a control; the name of a neuron or a parameter,
    as in `micrograd.recipe.parts`; the place of an operation in its pass, or of a sample in the
    dataset, counted from 1; the name of a node of the expression; or a text that a line of code
    has. Raises ValueError for another kind, or a value of another type.
    """

    kind: str
    value: str | int

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a target is one of {', '.join(KINDS)}, not “{self.kind}”")
        if type(self.value) is not type(KINDS[self.kind]):
            raise ValueError(f"“{self.value}” is no {self.kind}; one is {KINDS[self.kind]}")
