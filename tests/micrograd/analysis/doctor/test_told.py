"""What the terminal says of a run that has ended, and which options would have helped."""

from typing import Any

import pytest

from micrograd.analysis.doctor.told import told_at_end
from micrograd.terminal.command_line import main


def ended(capsys: Any, *options: str) -> list[str]:
    """The lines on the error output."""
    main([*options, "--seed", "0"], told_at_end)
    lines: list[str] = capsys.readouterr().err.splitlines()
    return [line.removeprefix("python -m micrograd: ") for line in lines]


@pytest.mark.parametrize(
    ("options", "word", "flags"),
    [
        (
            ["--learning-rate", "50", "--steps", "100"],
            "stands still at a loss of 8",
            "--learning-rate",
        ),
        (["--learning-rate", "1e-7", "--steps", "80"], "far too small", "--learning-rate 0.1"),
        (["--init", "zeros"], "all the same", "--init uniform"),
        (["--frozen", "1,2,3"], "all 41 parameters are frozen", "--frozen none"),
        (
            ["--activations", "linear", "--learning-rate", "10"],
            "diverged at step 3",
            "--learning-rate",
        ),
    ],
)
def test_an_illness_is_told_with_the_options_that_help(
    capsys: Any, options: list[str], word: str, flags: str
) -> None:
    lines = ended(capsys, *options)
    assert word in " ".join(lines)
    assert f"t goes better with {flags}" in lines[-1]
    # They do help.
    better = lines[-1].partition("better with ")[2].split()
    kept = [each for each in options if each not in ("--init", "zeros", "--frozen", "1,2,3")]
    assert all("better with" not in line for line in ended(capsys, *kept, *better))


def test_a_divergence_is_told_once(capsys: Any) -> None:
    lines = ended(capsys, "--activations", "linear", "--learning-rate", "10")
    (line,) = lines
    assert line.startswith("training diverged at step 3")
    assert "; it goes better with --learning-rate 0.0" in line


def test_a_test_loss_that_rises_is_told(capsys: Any) -> None:
    options = "--data moons --samples 30 --noise 0.6 --loss binary-cross-entropy --layers 8,1"
    more = "--activations tanh,linear --test-share 0.4 --optimizer adam --learning-rate 0.1"
    lines = ended(capsys, *options.split(), *more.split(), "--steps", "200")
    assert "The test loss rises while the training loss falls" in lines[-1]


@pytest.mark.parametrize(
    "options", [[], ["--steps", "0"], ["--steps", "1000"], ["--optimizer", "adam"]]
)
def test_nothing_is_told_while_all_is_well(capsys: Any, options: list[str]) -> None:
    assert "accuracy" in ended(capsys, *options)[-1]


def test_without_somebody_who_examines_nothing_is_told(capsys: Any) -> None:
    main(["--seed", "0", "--init", "zeros"])
    assert len(capsys.readouterr().err.splitlines()) == 1
