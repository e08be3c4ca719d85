"""The lines of micrograd that are shown are those of the files, and the lit one does the work."""

from pathlib import Path

import pytest

import micrograd
from app.walking.source_code import METHODS, Excerpt, body_of, rule_source
from micrograd.operations import OPERATIONS
from micrograd.training.phases import PHASES, Phase

PROJECT = Path(micrograd.__file__).parents[1]
POWERS = ["**2", "**-1", "**0.5", "**3"]
NAMES = [*OPERATIONS, *POWERS]
WRITES = {
    Phase.FORWARD: "self.data =",
    Phase.ZERO_GRAD: "parameter.grad = 0.0",
    Phase.BACKWARD: "operand.grad +=",
    Phase.UPDATE: "parameter.data =",
}
# The source of each operation's forward and backward rule.
RULES = {
    "+": ("a + b", "(1.0, 1.0)"),
    "*": ("a * b", "(b, a)"),
    "**": ("power", "_derivative_by_exponent(out, a, b)"),
    "exp": ("exponential", "(out,)"),
    "log": ("logarithm", "1.0 / a"),
    "tanh": ("math.tanh", "1.0 - out * out"),
    "relu": ("rectifier", "out > 0"),
    "sigmoid": ("logistic", "out * (1.0 - out)"),
    "leaky-relu": ("leaky_rectifier", "1.0 if a > 0 else LEAK"),
    "elu": ("exponential_linear", "1.0 if a > 0 else out + 1.0"),
    "gelu": ("a * share_below(a)", "a * normal_density(a)"),
    "silu": ("a * logistic(a)", "_slope_of_silu(a)"),
    "softplus": ("softplus", "1.0 if a > SOFTPLUS_END else logistic(a)"),
    "sine": ("sine", "cosine(a)"),
    "abs": ("math.fabs", "_sign(a)"),
    "max": ("larger", "_share_of_maximum(a, b), _share_of_maximum(b, a)"),
    "off": ("lambda a: 0.0", "(0.0,)"),
    **dict.fromkeys(POWERS, ("power(a, exponent)", "_derivative_by_base(a, exponent)")),
}
EACH_PHASE = pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.value)
EACH_NAME = pytest.mark.parametrize("name", NAMES)
BOTH_WAYS = pytest.mark.parametrize("phase", [Phase.FORWARD, Phase.BACKWARD])


def is_as_on_disk(excerpt: Excerpt) -> None:
    """Line numbers and text agree with the file; only the indentation is taken off."""
    lines = (PROJECT / excerpt.file).read_text(encoding="utf-8").splitlines()
    on_disk = lines[excerpt.first - 1 : excerpt.first - 1 + len(excerpt.lines)]
    indent = len(on_disk[0]) - len(on_disk[0].lstrip())
    assert [line[indent:] for line in on_disk] == excerpt.lines
    assert excerpt.lit
    assert set(excerpt.lit) <= set(range(len(excerpt.lines)))


def lit_text(excerpt: Excerpt) -> str:
    return "\n".join(excerpt.lines[index].strip() for index in excerpt.lit)


def test_every_phase_has_a_method() -> None:
    assert list(METHODS) == PHASES


@EACH_PHASE
def test_the_body_of_a_phase_is_as_on_disk(phase: Phase) -> None:
    is_as_on_disk(body_of(METHODS[phase]))


@EACH_PHASE
def test_the_line_that_writes_is_lit(phase: Phase) -> None:
    excerpt = body_of(METHODS[phase])
    assert WRITES[phase] in lit_text(excerpt)
    assert sum(WRITES[phase] in line for line in excerpt.lines) == 1


@EACH_PHASE
def test_the_body_begins_after_the_docstring(phase: Phase) -> None:
    lines = body_of(METHODS[phase]).lines
    assert lines[0] == lines[0].strip()
    assert not any('"""' in line or line.startswith("def ") for line in lines)


@pytest.mark.parametrize(
    ("phase", "file"),
    [
        (Phase.FORWARD, "micrograd/engine.py"),
        (Phase.ZERO_GRAD, "micrograd/training/phases.py"),
        (Phase.BACKWARD, "micrograd/engine.py"),
        (Phase.UPDATE, "micrograd/training/phases.py"),
    ],
)
def test_a_phase_names_the_file_that_does_it(phase: Phase, file: str) -> None:
    assert body_of(METHODS[phase]).file == file


def test_the_chain_rule_is_all_there() -> None:
    text = "\n".join(body_of(METHODS[Phase.BACKWARD]).lines)
    assert "upstream, operand = self._operation.local_derivatives, self.grad, self._prev" in text
    assert "first.grad += by_first * upstream" in text
    assert "operand.grad += local_derivative * upstream" in text


def test_all_lines_that_ran_for_the_operands_are_lit_and_no_others() -> None:
    one, two = (lit_text(body_of(METHODS[Phase.BACKWARD], count)) for count in (1, 2))
    assert one.splitlines() == [
        "(local_derivative,) = rule(self.data, operand.data)",
        "operand.grad += local_derivative * upstream",
    ]
    assert two.splitlines() == [
        "first = self._prev[0]",
        "by_first, local_derivative = rule(self.data, first.data, operand.data)",
        "first.grad += by_first * upstream",
        "operand.grad += local_derivative * upstream",
    ]
    one, two = (lit_text(body_of(METHODS[Phase.FORWARD], count)) for count in (1, 2))
    assert one == "result = rule(operands[0].data)\nself.data = result"
    assert two == "result = rule(operands[0].data, operands[1].data)\nself.data = result"


def test_every_operation_is_tested() -> None:
    assert set(RULES) == set(NAMES)


@BOTH_WAYS
@EACH_NAME
def test_the_row_of_an_operation_is_as_on_disk(name: str, phase: Phase) -> None:
    excerpt = rule_source(name, phase)
    assert excerpt.file == "micrograd/operations.py"
    is_as_on_disk(excerpt)


@EACH_NAME
def test_the_row_is_that_of_the_operation_and_of_no_other(name: str) -> None:
    excerpt = rule_source(name, Phase.FORWARD)
    opening = "return Operation(" if name in POWERS else f'"{name}": Operation('
    assert excerpt.lines[0].strip() == opening
    assert sum("Operation(" in line for line in excerpt.lines) == 1
    assert excerpt.lines[-1].startswith(")")


@EACH_NAME
def test_the_rule_of_the_pass_is_lit(name: str) -> None:
    forward, backward = rule_source(name, Phase.FORWARD), rule_source(name, Phase.BACKWARD)
    assert RULES[name][0] in lit_text(forward)
    assert RULES[name][1] in lit_text(backward)
    assert max(forward.lit) < min(backward.lit)
    assert (forward.first, forward.lines) == (backward.first, backward.lines)
