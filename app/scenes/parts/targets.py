"""Targets: what a scene points at, or what is chosen in it."""

from re import fullmatch
from typing import Annotated

from msgspec import Meta

from app.scenes.parts.form import MistakeError, Part
from app.views.target import Target

PARAMETER = r"^[1-9]\d?\.[1-9]\d?\.(w[1-9]\d*|b)$"
NEURON = r"^[1-9]\d?\.[1-9]\d?$"


class StoredTarget(Part):
    """One thing in the window: exactly one of these fields is given."""

    control: Annotated[str, Meta(description="A widget, by its object name.")] = ""
    neuron: Annotated[str, Meta(description="Layer and neuron, such as 1.2.")] = ""
    parameter: Annotated[str, Meta(description="Such as 1.2.w3, or 1.2.b for a bias.")] = ""
    operation: Annotated[
        int, Meta(ge=0, description="The place of an operation in its pass; 0 for none.")
    ] = 0
    sample: Annotated[int, Meta(ge=0, description="Counted from 1; 0 for none.")] = 0
    node: Annotated[str, Meta(description="A node of the expression, by its name.")] = ""
    line: Annotated[str, Meta(description="A line of the training loop that has this text.")] = ""

    @property
    def kind(self) -> str:
        """The name of the field that is given."""
        return self._given[0]

    @property
    def value(self) -> str | int:
        """The one field that is given."""
        value: str | int = getattr(self, self.kind)
        return value

    @property
    def _given(self) -> list[str]:
        return [name for name in self.__struct_fields__ if getattr(self, name)]

    @property
    def target(self) -> Target:
        """It as the views know it."""
        return Target(self.kind, self.value)

    def check(self, place: str) -> None:
        """Raise MistakeError where it is not exactly one thing."""
        if len(self._given) != 1:
            names = ", ".join(self.__struct_fields__)
            raise MistakeError(place, f"give exactly one of {names}")
        forms = {"neuron": NEURON, "parameter": PARAMETER}
        if self.kind in forms and not fullmatch(forms[self.kind], str(self.value)):
            example = "1.2.w3 or 1.2.b" if self.kind == "parameter" else "1.2"
            raise MistakeError(f"{place}.{self.kind}", f"“{self.value}” is none; write {example}")
