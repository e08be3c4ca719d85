"""Only what looks different is drawn again."""

from app.kit.widgets.redraw_guard import RedrawGuard


def test_at_first_every_part_is_drawn() -> None:
    assert RedrawGuard().changed(["a", "b"]) == [0, 1]


def test_what_looks_the_same_is_not_drawn_again() -> None:
    seen = RedrawGuard()
    seen.changed(["a", "b", "c"])
    assert seen.changed(["a", "x", "c"]) == [1]
    assert seen.changed(["a", "x", "c"]) == []


def test_another_number_of_parts_is_drawn_whole() -> None:
    seen = RedrawGuard()
    seen.changed(["a", "b"])
    assert seen.changed(["a", "b", "c"]) == [0, 1, 2]


def test_after_an_edit_everything_is_drawn() -> None:
    seen = RedrawGuard()
    seen.changed(["a"])
    seen.forget()
    assert seen.changed(["a"]) == [0]
