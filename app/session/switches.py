"""Switches: parameters that are frozen, neurons that are switched off."""

from collections.abc import Callable, Iterable

from app.kit.numbers import counted
from app.session.cursor import Cursor
from app.session.edits import Edits
from app.session.selection import Selection
from micrograd.recipe.parts import (
    Widths,
    fewest,
    in_words,
    members,
    parameter_names,
    parameters_in,
    without_effect,
)

# What can be frozen at once, by the number of pieces that its name has.
LAYER, NEURON, PARAMETER = 1, 2, 3
NOTHING_CHOSEN = "Choose a parameter first: click an edge or a neuron of the network."
# The most parts that are named one by one.
MOST_NAMED = 3


class Switches:
    """Freezes parameters and switches neurons off: edits like any other.

    They act on the chosen parameters, and on the neurons and layers that these belong to.
    """

    def __init__(
        self,
        cursor: Cursor,
        edits: Edits,
        selection: Selection,
        announce: Callable[[str], None],
    ) -> None:
        self._cursor, self._edits = cursor, edits
        self._selection, self._announce = selection, announce

    @property
    def frozen(self) -> frozenset[int]:
        """The indices of the frozen parameters."""
        return parameters_in(self._cursor.trainer.setting("frozen"), self._widths)

    @property
    def off(self) -> frozenset[int]:
        """The indices of the parameters whose neurons are switched off."""
        return parameters_in(self._cursor.trainer.setting("off"), self._widths)

    @property
    def without_effect(self) -> frozenset[int]:
        """Those, and the weights that the outputs of these neurons go through."""
        return without_effect(self._cursor.trainer.setting("off"), self._widths)

    @property
    def neurons_off(self) -> int:
        """The number of neurons that are switched off."""
        return len(_owners(self.off, self._names, NEURON))

    def chosen(self, size: int) -> tuple[str, ...]:
        """The names of the chosen parameters, or of the neurons or layers that they belong to."""
        return _owners(self._selection.parameters, self._names, size)

    def are_frozen(self, size: int) -> bool:
        """True where something is chosen, and all of it is frozen."""
        parts = self.chosen(size)
        return bool(parts) and self.frozen.issuperset(members(parts, self._names))

    @property
    def are_off(self) -> bool:
        """True where something is chosen, and all neurons that it belongs to are switched off."""
        parts = self.chosen(NEURON)
        return bool(parts) and self.off.issuperset(members(parts, self._names))

    def toggle_frozen(self, size: int = PARAMETER) -> None:
        """Freeze what is chosen; unfreeze it where all of it is frozen."""
        are_frozen = self.are_frozen(size)
        words = ("unfreeze", "trained again") if are_frozen else ("freeze", "frozen")
        self._toggle("frozen", self.frozen, self.chosen(size), are_frozen, *words)

    def toggle_off(self) -> None:
        """Switch the neurons of what is chosen off; on where all of them are off."""
        words = ("switch on", "on again") if self.are_off else ("switch off", "off")
        self._toggle("off", self.off, self.chosen(NEURON), self.are_off, *words)

    def unfreeze_all(self) -> None:
        """Let every parameter be trained again."""
        self._change("frozen", frozenset(), "unfreeze all parameters")
        self._announce("No parameter is frozen.")

    def switch_all_on(self) -> None:
        """Switch every neuron on again."""
        self._change("off", frozenset(), "switch all neurons on")
        self._announce("All neurons are on.")

    @property
    def _widths(self) -> Widths:
        # The recipe of a step would be made anew in every frame.
        return self._cursor.model.nin, *self._cursor.model.nouts

    @property
    def _names(self) -> tuple[str, ...]:
        return parameter_names(self._widths)

    def _toggle(
        self,
        name: str,
        before: frozenset[int],
        parts: tuple[str, ...],
        are_in: bool,
        verb: str,
        result: str,
    ) -> None:
        if not parts:
            self._announce(NOTHING_CHOSEN)
            return
        inside = members(parts, self._names)
        told = told_of(parts)
        self._change(name, before - inside if are_in else before | inside, f"{verb} {told}")
        self._announce(f"{told} {'is' if len(parts) == 1 else 'are'} {result}.")

    def _change(self, name: str, parameters: frozenset[int], text: str) -> None:
        self._edits.change_setting(name, fewest(parameters, self._names), text=text)


def told_of(parts: tuple[str, ...]) -> str:
    """Parts of one size in words: `layer 1 · neuron 2`, `5 parameters`."""
    if not parts:
        return "what is chosen"
    if len(parts) <= MOST_NAMED:
        return ", ".join(map(in_words, parts))
    return counted(len(parts), ("layer", "neuron", "parameter")[parts[0].count(".")])


def _owners(parameters: Iterable[int], names: tuple[str, ...], size: int) -> tuple[str, ...]:
    pieces = (names[i].split(".")[:size] for i in sorted(parameters))
    return tuple(dict.fromkeys(map(".".join, pieces)))
