"""RedrawGuard: only the parts that look different are drawn again."""

from app.kit.widgets.redraw_guard import RedrawGuard


def test_every_part_is_drawn_at_first() -> None:
    assert RedrawGuard().changed(["a", "b"]) == [0, 1]


def test_a_part_that_looks_the_same_is_not_drawn_again() -> None:
    seen = RedrawGuard()
    seen.changed(["a", "b", "c"])
    assert seen.changed(["a", "x", "c"]) == [1]
    assert seen.changed(["a", "x", "c"]) == []


def test_all_parts_are_drawn_when_their_number_changes() -> None:
    seen = RedrawGuard()
    seen.changed(["a", "b"])
    assert seen.changed(["a", "b", "c"]) == [0, 1, 2]


def test_everything_is_drawn_after_an_edit() -> None:
    seen = RedrawGuard()
    seen.changed(["a"])
    seen.forget()
    assert seen.changed(["a"]) == [0]
