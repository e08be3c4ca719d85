"""The chain rule written out: what is written is the gradient, as far as it is known by then."""

from functools import reduce
from operator import mul
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.session import cursor
from app.session.session import Session
from app.walking.chain import Chain, ChainReader, folded, products_of
from app.walking.chain_text import as_text
from app.walking.training_walk import TrainingWalk
from micrograd.data.dataset import Dataset
from micrograd.engine import Value, operate
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.parts import neuron_names
from micrograd.recipe.penalties import PENALTIES
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.phases import Phase

EVERY = 100
W3 = 6  # Layer 1, neuron 2, w3 of 3-[4, 4, 1].


@pytest.fixture
def walk(session: Session) -> TrainingWalk:
    return TrainingWalk(session)


def known_numbers(chain: Chain) -> list[float]:
    numbers = [number for term in chain.terms for number in (*term.numbers, term.product)]
    numbers.append(chain.total)
    return [number for number in numbers if number is not None]


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """A small network with samples for it, and whatever a loss can be made of."""
    layers = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    number = st.floats(-2, 2).filter(lambda x: abs(x) > 1e-3)
    rows = draw(st.integers(1, 5))
    xs = [[draw(number), draw(number)] for _ in range(rows)]
    ys = [[float(draw(st.booleans())) for _ in range(layers[-1])] for _ in range(rows)]
    chosen: dict[str, Any] = {
        "activations": tuple(draw(st.sampled_from(list(ACTIVATIONS))) for _ in layers),
        "loss": draw(st.sampled_from(list(LOSSES))),
        "penalty": draw(st.sampled_from(list(PENALTIES))),
        "penalty_strength": 0.01,
        "batch_size": draw(st.integers(0, rows)),
        "off": tuple(draw(st.sets(st.sampled_from(neuron_names((2, *layers))), max_size=1))),
        "learning_rate": 0.01,
        "seed": draw(st.integers(0, 99)),
    }
    return Recipe(layers=layers, dataset=Dataset(xs, ys), **chosen)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(recipe=recipes(), data=st.data())
def test_the_products_that_are_written_add_up_to_the_gradient(
    qapp: object, recipe: Recipe, data: st.DataObject
) -> None:
    session = Session(new_experiment(recipe))
    for _ in range(data.draw(st.integers(0, 2))):
        session.training.step()
    walk = TrainingWalk(session)
    walk.step()
    while walk.phase is not Phase.UPDATE:
        walk.finish_pass()
    reader = ChainReader(walk)
    for i, parameter in enumerate(session.cursor.trainer.parameters):
        chain = reader.read(i, EVERY)
        for term in chain.terms:
            numbers = [number for number in term.numbers if number is not None]
            assert not numbers or reduce(mul, numbers) == term.product
        added = 0.0
        for term in reversed(chain.terms):
            assert term.product is not None
            added += term.product
        assert added == pytest.approx(parameter.grad, rel=1e-9, abs=1e-12)
        assert chain.total == chain.recorded == parameter.grad
        assert chain.is_true
        assert chain.has_true_ways
        assert chain.ways_total == chain.output_grad
        ways = [way.product for way in chain.ways if way.product is not None]
        assert sum(ways) == pytest.approx(chain.output_grad, rel=1e-9, abs=1e-12)


def test_the_factors_lead_from_the_loss_to_the_parameter(walk: TrainingWalk) -> None:
    chain = ChainReader(walk).read(W3, EVERY)
    assert (chain.neuron, chain.name) == ("layer 1 · neuron 2", "w3")
    assert chain.factors == (
        ("loss", "out"),
        ("out", "sum + b"),
        ("sum + b", "w3·x3"),
        ("w3·x3", "w3"),
    )
    assert [way.neuron for way in chain.ways] == [f"neuron {i}" for i in range(1, 5)]


def test_before_the_backward_pass_only_the_slopes_are_known(walk: TrainingWalk) -> None:
    chain = ChainReader(walk).read(W3, EVERY)
    for term in chain.terms:
        assert term.numbers[0] is None
        assert term.product is None
        assert None not in term.numbers[1:]
    assert chain.total is None


def test_a_forward_pass_under_way_knows_the_slopes_of_what_it_has_computed(
    walk: TrainingWalk,
) -> None:
    walk.step()
    assert not known_numbers(ChainReader(walk).read(W3, EVERY))
    walk.run_to(walk.session.cursor.graph.index[walk.session.cursor.graph.outputs[0][0][1]])
    first, *others = ChainReader(walk).read(W3, EVERY).terms
    assert None not in first.numbers[1:]
    assert all(number is None for term in others for number in term.numbers)


def test_each_operation_of_the_backward_pass_fills_in_what_it_gives(walk: TrainingWalk) -> None:
    walk.step()
    while walk.phase is not Phase.ZERO_GRAD:
        walk.finish_pass()
    reader, known, parameter = ChainReader(walk), 0, walk.order[walk.node_of(W3)]
    walk.step()
    while walk.phase is not Phase.UPDATE:
        chain, current = reader.read(W3, EVERY), walk.last_pass
        assert current is not None
        count = len(known_numbers(chain))
        assert count >= known, "nothing that was known is forgotten"
        known = count
        used = sum(parameter in node._prev for node in current.nodes[: current.position])
        assert used == sum(term.product is not None for term in chain.terms)
        assert (chain.total is None) == (used < len(chain.terms))
        walk.step()


def test_the_terms_that_are_not_written_are_counted_and_added(walk: TrainingWalk) -> None:
    walk.session.training.step()
    walk.session.selection.choose_sample(3)
    whole, short = (ChainReader(walk).read(W3, most) for most in (EVERY, 3))
    assert [term.sample for term in short.terms] == [2, 3]
    assert short.others == 2
    assert short.rest == pytest.approx(sum(term.product or 0.0 for term in whole.terms[:2]))
    assert short.total == whole.total


def test_a_graph_that_is_too_large_has_the_share_of_the_sample(
    walk: TrainingWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ChainReader(walk)
    walk.session.training.step()
    terms = whole.read(W3, EVERY).terms
    assert all(term.product is not None for term in terms)
    monkeypatch.setattr(cursor, "MOST_NODES", 100)
    alone = TrainingWalk(walk.session)
    chain = ChainReader(alone).read(W3, EVERY)
    (term,) = chain.terms
    assert term.sample == walk.session.selection.sample
    assert chain.total == chain.recorded == term.product


def test_a_gradient_that_is_not_that_of_the_chain_is_told(
    walk: TrainingWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.session.training.step()
    parameter = walk.session.cursor.trainer.parameters[W3]
    parameter.grad = 2 * parameter.grad
    chain = ChainReader(walk).read(W3, EVERY)
    assert not chain.is_true
    assert "The gradient in the graph is another one" in as_text(chain)


@pytest.mark.parametrize("fault", ["no-zero-grad", "overwritten-grad", "no-upstream"])
def test_a_fault_of_the_backward_pass_makes_it_another_number(
    walk: TrainingWalk, fault: str
) -> None:
    walk.session.edits.change_setting("fault", fault)
    for _ in range(2):
        walk.session.training.step()
    chain = ChainReader(walk).read(W3, EVERY)
    assert chain.recorded == walk.session.cursor.trainer.parameters[W3].grad
    assert not chain.is_true


def test_a_fault_of_the_way_on_makes_the_gradient_of_the_output_another_number(
    walk: TrainingWalk,
) -> None:
    walk.session.edits.change_setting("fault", "updated-weight")
    walk.session.training.step()
    chain = ChainReader(walk).read(W3, EVERY)
    assert chain.is_true
    assert not chain.has_true_ways
    ways = [way.product for way in chain.ways if way.product is not None]
    assert chain.ways_total == pytest.approx(sum(ways))
    *_, written, told = as_text(chain).split("\n")
    assert float(written.removeprefix("sum: ").strip("()")) == chain.ways_total
    assert told.startswith("The gradient in the graph is another one: ")
    assert float(told.split(": ")[1].strip("()")) == chain.output_grad


def test_an_activation_of_several_operations_is_one_factor(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swish(value: Value) -> Value:
        return value.sigmoid() * value

    def plain_swish(x: float) -> float:
        return operate("sigmoid", x) * x

    monkeypatch.setitem(ACTIVATIONS, "own", (swish, plain_swish))
    recipe = Recipe(layers=(2, 1), dataset=Dataset([[0.5, -0.25]], [[1.0]]))
    session = Session(new_experiment(recipe.changed(activations=("own", "own"))))
    walk = TrainingWalk(session)
    session.training.step()
    chain = ChainReader(walk).read(0, EVERY)
    assert chain.factors[1] == ("out", "sum + b")
    assert chain.is_true
    assert chain.total == pytest.approx(chain.recorded)


def test_a_folded_chain_has_the_same_products(walk: TrainingWalk) -> None:
    walk.session.training.step()
    chain = ChainReader(walk).read(W3, EVERY)
    short = folded(chain)
    assert short.factors == (("loss", "out"), ("out", "w3"))
    for term, before in zip(short.terms, chain.terms, strict=True):
        upstream, slope = term.numbers
        assert upstream is not None
        assert slope is not None
        assert upstream * slope == pytest.approx(before.product)
    assert [term.product for term in products_of(chain).terms] == [
        term.product for term in chain.terms
    ]


def test_the_text_can_be_computed_again_with_all_digits(walk: TrainingWalk) -> None:
    walk.session.training.step()
    gradient = walk.session.cursor.trainer.parameters[W3].grad
    head, formula, *lines = as_text(ChainReader(walk).read(W3, EVERY)).split("\n")
    assert head == "layer 1 · neuron 2 · w3"
    assert formula.startswith("∂loss/∂w3 = ∂loss/∂out · ∂out/∂(sum + b) · ∂(sum + b)/∂(w3·x3) · ")
    samples = [line for line in lines if line.startswith("sample ")]
    products = [eval(line.split(": ")[1].split(" = ")[0].replace("·", "*")) for line in samples]
    added = 0.0
    for product in reversed(products):
        added += product
    assert added == gradient


def test_what_is_not_known_yet_is_a_gap_in_the_text(walk: TrainingWalk) -> None:
    lines = as_text(ChainReader(walk).read(W3, EVERY)).split("\n")
    assert lines[2].startswith("sample 1: … · ")
    assert lines[2].endswith("= …")


def test_reading_a_chain_changes_nothing(walk: TrainingWalk) -> None:
    walk.session.training.step()
    before = [(value.data.hex(), value.grad.hex()) for value in walk.order]
    for parameter in range(len(walk.session.cursor.trainer.parameters)):
        ChainReader(walk).read(parameter, EVERY)
    assert [(value.data.hex(), value.grad.hex()) for value in walk.order] == before
