"""The faults that a run was trained with."""

from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import setting_event
from micrograd.runs.run import Run, drawn_start
from micrograd.runs.sabotaged import faults_of, wrong_lines


def test_a_run_tells_all_lines_that_were_wrong_in_it() -> None:
    run = Run(1, drawn_start(Recipe()))
    assert wrong_lines(run) == ""
    run.add_event(setting_event(0, "fault", "uphill"))
    assert wrong_lines(run) == "one line wrong: Wrong sign of the update"
    run.add_event(setting_event(0, "fault", "none"))
    assert faults_of(run) == []


def test_a_branch_has_the_faults_of_its_past() -> None:
    run = Run(1, drawn_start(Recipe(fault="uphill")))
    branch = Run(2, drawn_start(Recipe(fault="no-zero-grad")), run)
    assert [fault.name for fault in faults_of(branch)] == ["uphill", "no-zero-grad"]
    assert wrong_lines(branch).startswith("lines wrong: ")
