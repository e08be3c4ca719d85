"""RULES: the illnesses that the doctor knows, a row each; of several the first row is told."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from micrograd.analysis.doctor import signs
from micrograd.analysis.doctor.findings import Findings
from micrograd.analysis.doctor.remedy import Remedy
from micrograd.recipe.proposal import proposed, usual_rate
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import MAX_SEED


class Rule(NamedTuple):
    """One row.

    sign(found): what is the matter, with the evidence; "" for nothing.
    remedies(found): what may help, the best first. advice: what else helps, where none does.
    share: how far below the loss without it a copy has to come that is trained by a remedy.
    needs_proof: True where nothing is the matter unless a remedy helps, as where a loss stands
    still that can't be smaller. is_sure: True where the remedy has to help, so that none is tried.
    by_test: the test loss counts. is_of_run: True where the sign is the same at every step.
    """

    name: str
    sign: Callable[[Findings], str]
    remedies: Callable[[Findings], Iterator[Remedy]]
    advice: str = ""
    share: float = 0.9
    needs_proof: bool = False
    is_sure: bool = False
    by_test: bool = False
    is_of_run: bool = False

    @property
    def is_gradual(self) -> bool:
        """True where the sign is one of many losses, which may be there at one look only."""
        return self.needs_proof or self.by_test


def _rate(rate: float) -> dict[str, Any]:
    return {"learning_rate": float(f"{rate:.2g}")}


def _rates(recipe: Recipe, *factors: float) -> Iterator[dict[str, Any]]:
    """The rate times each factor, and the usual one where that lies on the same side."""
    usual, rate = usual_rate(recipe), recipe.learning_rate
    if (usual < rate) == (factors[0] < 1) and usual != rate:
        yield _rate(usual)
    yield from (_rate(rate * factor) for factor in factors)


def _better(recipe: Recipe) -> Iterator[dict[str, Any]]:
    """The settings that are proposed for the data, if any."""
    if values := proposed(recipe):
        yield values


def _after_explosion(found: Findings) -> Iterator[Remedy]:
    # The smallest loss may be that of the step that is shown: then there is no better one before.
    step = None if found.is_past and found.best[0] == found.step else found.best[0]
    if found.divergence and found.divergence.had_finite_loss:
        for values in _rates(found.recipe, 0.1, 0.3, 0.01, 0.001, 1e-4):
            yield Remedy(values, step)
    yield from _anew(found)


def _anew(found: Findings) -> Iterator[Remedy]:
    """Weights drawn anew: with what is proposed, and at lower rates, of the same or another seed.

    At the same rate other weights would soon come to the same end.
    """
    recipe = found.recipe
    other = {"seed": (recipe.seed + 1) % (MAX_SEED + 1)}
    for values in (*_better(recipe), *_rates(recipe, 0.1, 0.01)):
        yield Remedy(values, is_anew=True)
    for values in _rates(recipe, 0.1):
        yield Remedy({**other, **values}, is_anew=True)


def _drawn(found: Findings) -> Iterator[Remedy]:
    """Weights that differ from each other."""
    recipe = found.recipe
    is_alike = recipe.init in ("zeros", "constant")
    yield Remedy({"init": "uniform"} if is_alike else {"seed": recipe.seed}, is_anew=True)


def _thawed(found: Findings) -> Iterator[Remedy]:
    yield Remedy({"frozen": ()})


def _constant(found: Findings) -> Iterator[Remedy]:
    yield Remedy({"schedule": "constant"})


def _suited(found: Findings) -> Iterator[Remedy]:
    yield from map(Remedy, _better(found.recipe))


def _normalised(found: Findings) -> Iterator[Remedy]:
    recipe = found.recipe
    values: dict[str, Any] = {"normalise": "inputs"}
    usual = usual_rate(recipe.changed(**values))
    yield Remedy({**values, **_rate(usual)})
    yield Remedy({**values, **_rate(usual)}, is_anew=True)
    yield from map(Remedy, _better(recipe))


def _alive(found: Findings) -> Iterator[Remedy]:
    recipe = found.recipe
    for rate in ({}, *_rates(recipe, 0.1, 0.01)):
        yield Remedy({"init": "he", **rate}, is_anew=True)
    leaky = tuple("leaky-relu" if each == "relu" else each for each in recipe.activations)
    yield Remedy({"activations": leaky, "init": "he"}, is_anew=True)
    yield from (Remedy(values, is_anew=True) for values in _better(recipe))


def _lower(found: Findings) -> Iterator[Remedy]:
    yield from map(Remedy, _rates(found.recipe, 0.3, 0.1, 0.03, 0.01))


def _higher(found: Findings) -> Iterator[Remedy]:
    yield from map(Remedy, _rates(found.recipe, 10.0, 100.0, 1e3, 1e4))


def _earlier(found: Findings) -> Iterator[Remedy]:
    step = int(found.marks[found.marks[:, 1].argmin(), 0])
    for strength in (0.01, 0.001, 0.1):
        yield Remedy({"penalty": "l2", "penalty_strength": strength}, step)
    yield Remedy({}, step)


def _out_of_it(found: Findings) -> Iterator[Remedy]:
    recipe = found.recipe
    yield from map(Remedy, _rates(recipe, 3.0, 10.0))
    yield from map(Remedy, _better(recipe))
    if recipe.optimizer != "adam":
        adam = recipe.changed(optimizer="adam")
        yield Remedy({"optimizer": "adam", **_rate(usual_rate(adam))})
    suited = "he" if "relu" in recipe.activations else "xavier"
    yield Remedy({"init": suited, "init_scale": 1.0}, is_anew=True)
    yield Remedy({"seed": (recipe.seed + 1) % (MAX_SEED + 1)}, is_anew=True)


_ROWS = (
    Rule(
        "exploded",
        signs.exploded,
        _after_explosion,
        "Make the samples or the parameters smaller.",
        share=1.0,
        is_of_run=True,
    ),
    Rule("symmetric", signs.symmetric, _drawn, is_sure=True),
    Rule("frozen", signs.frozen, _thawed, is_sure=True),
    Rule("schedule-ended", signs.schedule_ended, _constant, needs_proof=True),
    Rule("targets", signs.targets, _suited, "Choose another loss, or change the targets."),
    Rule("inputs", signs.inputs, _normalised, needs_proof=True),
    Rule("dead", signs.dead, _alive, "Draw other weights."),
    Rule("saturated", signs.saturated, _anew, "Draw smaller weights.", needs_proof=True),
    Rule("rate-too-small", signs.rate_too_small, _higher, needs_proof=True),
    Rule("bouncing", signs.bouncing, _lower, share=0.7, needs_proof=True),
    Rule("overfitting", signs.overfitting, _earlier, share=1.0, by_test=True),
    Rule("plateau", signs.plateau, _out_of_it, needs_proof=True),
)
RULES = {row.name: row for row in _ROWS}
