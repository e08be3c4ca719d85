"""Pages that need the graph give way to a reason where the graph is too large."""

import pytest

from app.session.session import Session
from app.views.pages.small_graphs import SmallGraphs
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples

MANY = Dataset.from_rows([[i / 7, i / 11, -i / 13, 0.5] for i in range(3000)])


@pytest.fixture(autouse=True)
def trains_compiled(compiled_loop: object) -> None:
    """The engine would take minutes."""


@pytest.fixture
def large(window: MainWindow) -> MainWindow:
    window.session.edits.set_dataset(MANY, "many samples")
    return window


def page_of(window: MainWindow, name: str) -> SmallGraphs:
    return next(
        page
        for page in window.findChildren(SmallGraphs)
        if page.notice.objectName() == f"{name}_page_notice"
    )


def was_built(session: Session) -> bool:
    return session.cursor.trainer._seen.graph is not None


def test_a_large_graph_is_not_built_to_be_shown_and_fewer_samples_bring_the_page_back(
    large: MainWindow,
) -> None:
    for name in ("graph", "gradient"):
        large.stage.show_page(name)
        notice = page_of(large, name).notice
        assert notice.isVisible()
        assert "The graph of 3,000 samples has 321,042 nodes." in notice.text()
        assert not was_built(large.session)
    for name in ("gradient", "graph"):
        large.stage.show_page(name)
        large.session.edits.set_dataset(four_samples(), "four samples")
        assert not page_of(large, name).notice.isVisible()
        large.session.edits.set_dataset(MANY, "many samples")


def test_an_operation_of_a_large_graph_is_refused_with_the_reason(large: MainWindow) -> None:
    large.session.training.step()
    steps = ["step_phase", "step_operation", "step_operation_back"]
    for action in [*steps, "run_to_chosen", "play_operations"]:
        large.statusBar().message.clear()
        large.actions_by_name[action].trigger()
        assert large.session.cursor.steps == 1, action
        assert not was_built(large.session), action
        assert ("321,042 nodes" in large.statusBar().message.text()) == (action in steps), action


def test_steps_and_runs_of_a_large_graph_go_on(qtbot, large: MainWindow) -> None:
    large.actions_by_name["step"].trigger()
    assert large.session.cursor.steps == 1
    large.runner.run(20)
    qtbot.waitUntil(lambda: not large.runner.is_running)
    assert large.session.cursor.steps == len(large.session.cursor.owner.history.losses) == 21
    assert not was_built(large.session)
