"""What a script takes along of this library runs there, with all that it needs."""

import math

import pytest

from micrograd import operations
from micrograd.export import small_engine
from micrograd.export.sources import Sources, apart
from micrograd.operations import OPERATIONS, operation_named
from micrograd.recipe import losses, optimizers, schedules
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.schedules import SCHEDULES


def run(sources: Sources) -> dict[str, object]:
    """The names that the text of it defines."""
    names: dict[str, object] = {"Operation": small_engine.Operation}
    text = "\n".join([*sources.imports(), *apart(sources.definitions)])
    exec(compile(text, "script.py", "exec"), names)
    return names


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=lambda row: row.name)
def test_a_function_comes_with_what_it_needs(schedule):
    sources = Sources()
    name = sources.add(schedule.factor)
    function = run(sources)[name]
    assert [function(t / 7) for t in range(20)] == [schedule.factor(t / 7) for t in range(20)]


def test_nothing_comes_twice():
    sources = Sources()
    for row in [*OPTIMIZERS.values(), *OPTIMIZERS.values()]:
        sources.add(row.update)
        sources.add(row.factors)
    assert len(sources.definitions) == len(set(sources.definitions))
    assert list(sources.imports()) == [
        "import math",
        "from typing import Any",
    ]


def test_a_type_of_python_itself_needs_nothing():
    sources = Sources()
    assert sources.add(float) == "float"
    assert sources.definitions == []


def test_what_came_first_stands_for_what_has_the_same_name():
    sources = Sources()
    sources.add_all(small_engine.__name__)
    sources.add(LOSSES["huber"].terms)
    assert sum("class Value" in text for text in sources.definitions) == 1
    assert sum("def operate" in text for text in sources.definitions) == 1


def test_only_what_the_small_engine_replaces_has_a_name_twice():
    modules = [operations, losses, optimizers, schedules, small_engine]
    names = [
        name
        for module in modules
        for name, function in vars(module).items()
        if getattr(function, "__module__", "") == module.__name__
    ]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == {"Operation", "Loss", "Optimizer"}


@pytest.mark.parametrize("name", [*OPERATIONS, "**2"])
def test_the_rules_of_an_operation_come_with_what_they_need(name):
    sources = Sources()
    text = sources.add_operation(name)
    forward, derivatives = eval(text, run(sources))[:2]
    operands = (0.75, 0.5) if name in {"+", "*", "**", "max"} else (0.75,)
    row = operation_named(name)
    assert forward(*operands) == row.forward(*operands)
    out = row.forward(*operands)
    assert derivatives(out, *operands) == row.local_derivatives(out, *operands)
    assert all(map(math.isfinite, derivatives(out, *operands)))


def test_imports_are_sorted_as_ruff_sorts_them():
    sources = Sources()
    sources.imported("random")
    sources.add(OPTIMIZERS["adam"].update)
    assert list(sources.imports()) == ["import math", "import random", "from typing import Any"]


def test_what_is_no_constant_has_two_empty_lines_around_it():
    texts = ["A = 1", "B = 2", "def f():\n    return A", "C = 3"]
    assert "\n".join(apart(texts)) == ("A = 1\nB = 2\n\n\ndef f():\n    return A\n\n\nC = 3")
