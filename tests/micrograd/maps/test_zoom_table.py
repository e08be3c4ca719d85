"""What the pilot sees, as `python -m micrograd map --zooms` prints it."""

import pytest

from micrograd.maps.command import main

AXES = ("--x", "hidden-rate:0.001:1e6:log", "--y", "output-rate:0.001:1e6:log")
SMALL = (*AXES, "--pixels", "24x24", "--steps", "30")

pytestmark = pytest.mark.usefixtures("run_loop")


def test_each_zoom_has_a_line_with_its_dimension(capsys):
    assert main([*SMALL, "--zooms", "3", "--zoom-factor", "10"]) == 0
    head, *zooms, x, y, dimension, slopes = capsys.readouterr().out.splitlines()
    assert " ".join(head.split()) == "zoom width of x width of y learned % dimension"
    widths = [line.split()[1:5] for line in zooms]
    assert widths == [[w, "decades", w, "decades"] for w in ("9", "0.9", "0.09")]
    assert x.startswith("last x  hidden-rate:")
    assert y.startswith("last y  output-rate:")
    found = [float(line.split()[-1]) for line in zooms]
    middle = sorted(found)[1]
    assert dimension == (
        f"dimension of 3 zooms: {min(found):.2f} to {max(found):.2f}, median {middle:.2f}"
    )
    assert 0 < float(slopes.split(": ")[1]) < 2


def test_the_last_line_of_a_zoom_that_ends_early_says_why(capsys):
    assert main([*SMALL, "--x", "hidden-rate:1:1.00000000000002:log", "--zooms", "5"]) == 0
    assert "the numbers of the machine end here" in capsys.readouterr().out


def test_without_a_boundary_there_is_no_dimension(capsys):
    few = ["--x", "hidden-rate:1e-9:2e-9", "--y", "output-rate:1e-9:2e-9", "--pixels", "8x8"]
    assert main([*few, "--steps", "3", "--zooms", "2"]) == 0
    told = capsys.readouterr().out
    assert "there is no boundary in view" in told
    assert "dimension of" not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--zooms", "0"], "argument --zooms: '0'"),
        (["--zooms", "2", "--zoom-factor", "1"], "argument --zoom-factor: 1 is not"),
        (["--zooms", "2", "--out", "map.npz"], "argument --out: --zooms writes no file"),
        (["--zooms", "2", "--resume"], "argument --resume: --zooms writes no file"),
        (["--zoom-factor", "3", "--out", "map.npz"], "argument --zoom-factor: goes with --zooms"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_one_line(typed, told, capsys):
    with pytest.raises(SystemExit) as exit_:
        main([*SMALL, *typed])
    assert exit_.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"python -m micrograd map: error: {told}")
