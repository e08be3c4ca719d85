"""Maps of neurons: what each neuron makes of the plane of the inputs, in levels of colour."""

import numpy as np
import pytest

from app.kit.even_colors import NO_NUMBER
from app.session.session import Session
from app.views.pages.network.maps import (
    CURVE,
    FINEST,
    LEAST_SIDE,
    SIDE,
    ZERO,
    ColumnMaps,
    NeuronMaps,
    side_of,
)
from micrograd.compiled import library
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment


def session_of(rows: list[list[float]], layers: tuple[int, ...], *activations: str) -> Session:
    recipe = Recipe(
        dataset=Dataset.from_rows(rows), layers=layers, activations=activations or "tanh"
    )
    return Session(new_experiment(recipe))


CORNERS = [[-1.0, -1.0, 1.0], [1.0, 1.0, 1.0], [1.0, -1.0, -1.0], [-1.0, 1.0, -1.0]]


@pytest.fixture
def plane_session() -> Session:
    library.load()
    return session_of(CORNERS, (3, 1))


def set_neuron(session: Session, layer: int, neuron: int, *numbers: float) -> None:
    """Give a neuron its weights and its bias."""
    made = session.cursor.model.layers[layer].neurons[neuron]
    for parameter, number in zip([*made.w, made.b], numbers, strict=True):
        parameter.data = number


def test_inputs_show_their_own_gradient(plane_session: Session) -> None:
    inputs = NeuronMaps(plane_session).look()[0].levels.astype(int)
    first, second = inputs
    assert (np.diff(first, axis=1) >= 0).all()
    assert (np.diff(first, axis=0) == 0).all()
    assert first[0, 0] < ZERO < first[0, -1]
    assert np.array_equal(second, first.T)


def test_a_neuron_shows_where_its_output_is_above_zero(plane_session: Session) -> None:
    # 100 (x1 + x2 - 0.3) is above zero on one side of a line.
    set_neuron(plane_session, 0, 1, 100.0, 100.0, -30.0)
    maps = NeuronMaps(plane_session)
    levels = maps.look()[1].levels[1].astype(int)
    (low, high), _ = maps.plane.ranges
    places = np.linspace(low, high, len(levels))
    sums = places[None, :] + places[:, None] - 0.3
    clear = np.abs(sums) > 0.1
    assert np.array_equal((levels > ZERO)[clear], (sums > 0)[clear])
    assert levels[0, 0] == ZERO - FINEST
    assert levels[-1, -1] == ZERO + FINEST


def test_levels_follow_the_bits_of_the_network(plane_session: Session) -> None:
    maps = NeuronMaps(plane_session)
    output = maps.look()[2].levels[0].astype(int)
    (low, high), _ = maps.plane.ranges
    answer = plane_session.cursor.model.plain()([low, high])[-1][0]
    assert output[-1, 0] == ZERO + round(answer * FINEST)


def test_the_next_look_sees_other_parameters(plane_session: Session) -> None:
    maps = NeuronMaps(plane_session)
    before = maps.look()
    plane_session.training.step()
    after = maps.look()
    assert np.array_equal(before[0].levels, after[0].levels)
    assert not np.array_equal(before[2].levels, after[2].levels)


def test_one_scale_holds_for_a_layer_and_it_is_round(plane_session: Session) -> None:
    session = session_of(CORNERS, (2, 1), "relu", "linear")
    set_neuron(session, 0, 0, 1.0, 0.0, 0.0)
    set_neuron(session, 0, 1, 0.1, 0.0, 0.0)
    layer = NeuronMaps(session).look()[1]
    assert layer.ends == ((-1.5, 1.5),) * 2
    assert layer.told == "±1.5"
    strong, weak = layer.levels.astype(int).max(axis=(1, 2)) - ZERO
    assert strong > 0.8 * FINEST
    assert weak == pytest.approx(strong / 10, abs=1)


def test_bounded_activations_have_their_bound_as_scale(plane_session: Session) -> None:
    session = session_of(CORNERS, (2, 1), "sigmoid", "tanh")
    assert [column.told for column in NeuronMaps(session).look()[1:]] == ["±1", "±1"]


def test_an_output_that_answers_a_class_has_the_colours_of_the_surface() -> None:
    rows = [[*row[:2], max(0.0, row[2])] for row in CORNERS]
    session = session_of(rows, (2, 1), "tanh", "sigmoid")
    set_neuron(session, 1, 0, 0.0, 0.0, 0.0)
    output = NeuronMaps(session).look()[2]
    assert output.told == "0 to 1"
    # Half a chance of both classes is in the middle.
    assert np.unique(output.levels).tolist() == [ZERO]


def test_along_a_single_input_there_is_a_curve() -> None:
    session = session_of([[-1.0, 0.5], [1.0, -0.5]], (3, 1))
    shapes = [column.levels.shape for column in NeuronMaps(session).look()]
    assert shapes == [(1, 1, CURVE), (3, 1, CURVE), (1, 1, CURVE)]


def test_of_more_inputs_the_others_are_held() -> None:
    session = session_of([[-1.0, 0.5, 2.0, 1.0], [1.0, -0.5, 3.0, -1.0]], (2, 1))
    inputs = NeuronMaps(session).look()[0].levels
    assert len(np.unique(inputs[2])) == 1
    assert inputs[2, 0, 0] > ZERO


def test_a_neuron_that_is_switched_off_is_seen_to_be_zero(plane_session: Session) -> None:
    maps = NeuronMaps(plane_session)
    assert len(np.unique(maps.look()[1].levels[0])) > 1
    plane_session.selection.choose([0])
    plane_session.switches.toggle_off()
    assert np.unique(maps.look()[1].levels[0]).tolist() == [ZERO]


def test_another_network_and_other_samples_are_looked_at_anew(plane_session: Session) -> None:
    maps = NeuronMaps(plane_session)
    maps.look()
    plane_session.edits.resize_layer(0, 5)
    assert [len(column.levels) for column in maps.look()] == [2, 5, 1]
    plane_session.open(new_experiment(Recipe(layers=(2, 1))))
    assert [len(column.levels) for column in maps.look()] == [3, 2, 1]


def test_numbers_that_are_none_have_a_level_of_their_own(plane_session: Session) -> None:
    set_neuron(plane_session, 0, 0, float("nan"), 0.0, 0.0)
    columns: list[ColumnMaps] = NeuronMaps(plane_session).look()
    assert np.unique(columns[1].levels[0]).tolist() == [NO_NUMBER]


def test_a_larger_network_has_coarser_maps_and_so_has_the_engine() -> None:
    assert side_of(7, 41, is_compiled=True) == SIDE
    assert side_of(64, 600, is_compiled=True) == 24
    assert LEAST_SIDE < side_of(256, 8000, is_compiled=True) < 24
    assert LEAST_SIDE < side_of(7, 41, is_compiled=False) < SIDE
    assert side_of(256, 8000, is_compiled=False) == LEAST_SIDE


def test_maps_lie_in_the_plane_that_all_views_share() -> None:
    session = session_of([[-1.0, 0.5, 2.0, 1.0], [1.0, -0.5, 3.0, -1.0]], (2, 1))
    maps = NeuronMaps(session)
    before = maps.look()[1].levels
    session.plane.choose_axes((2, 0))
    assert maps.plane.axes == (2, 0)
    assert not np.array_equal(maps.look()[1].levels, before)
    session.plane.hold_sample(True)
    session.selection.choose_sample(1)
    assert maps.plane.held == (1.0, -0.5, 3.0)
