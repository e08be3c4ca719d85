"""What became of a run: learned, got stuck, got worse or diverged, whatever its loss is."""

import math

import pytest

from micrograd.training.outcomes import ORDER, OUTCOMES, outcome_of


@pytest.mark.parametrize(
    ("first", "loss", "score", "has_diverged", "outcome"),
    [
        (8.0, 3.0, 1.0, False, "learned"),
        (8.0, 9.0, 0.99, False, "learned"),
        (8.0, 0.08, None, False, "learned"),
        (8.0, 0.081, 0.98, False, "got-stuck"),
        (8.0, 8.0, None, False, "got-stuck"),
        (1e-9, 9e-10, 0.5, False, "got-stuck"),
        (8.0, 8.001, 0.75, False, "got-worse"),
        (8.0, 0.0, 1.0, True, "diverged"),
        (8.0, math.inf, None, True, "diverged"),
    ],
)
def test_a_run_has_the_outcome_of_its_definition(
    first: float, loss: float, score: float | None, has_diverged: bool, outcome: str
) -> None:
    assert outcome_of(first, loss, score, has_diverged).name == outcome


def test_a_loss_that_began_at_nothing_is_learned_while_it_stays_there() -> None:
    assert outcome_of(0.0, 0.0, None, False).name == "learned"
    assert outcome_of(0.0, 0.1, None, False).name == "got-worse"


def test_every_outcome_has_a_sign_words_and_a_colour_of_its_own() -> None:
    assert [*OUTCOMES] == ["learned", "got-stuck", "got-worse", "diverged"]
    for kind in ("sign", "words", "color", "meaning"):
        assert len({getattr(row, kind) for row in ORDER}) == len(ORDER)
