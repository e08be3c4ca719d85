"""Options of an export: what is typed is read, or refused with what would fit."""

import pytest

from app.export.kinds import KINDS
from app.export.options import OPTIONS, ExportOptions
from app.window.view_table import PICTURES


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("size", "1280x720", (1280, 720)),
        ("size", " 1280 × 720 ", (1280, 720)),
        ("scale", "1.5", 1.5),
        ("fps", "25", 25),
        ("seconds", "0.5", 0.5),
        ("first", "123,456", 123_456),
        ("last", "7", 7),
        ("last", " ", None),
        ("every", "10", 10),
    ],
)
def test_what_fits_is_read(option: str, text: str, value: object) -> None:
    assert OPTIONS[option].read(text) == value


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("size", "huge", "such as 1440x900"),
        ("size", "1280x", "such as 1440x900"),
        ("size", "10x720", "200 to 16,000"),
        ("size", f"720x{10**30}", "200 to 16,000"),
        ("scale", "0", "0.25 to 8"),
        ("scale", "nan", "0.25 to 8"),
        ("fps", "2.5", "a whole number from 1 to 60"),
        ("fps", "0", "1 to 60"),
        ("seconds", "inf", "0.1 to 600"),
        ("first", "-1", "from 0"),
        ("last", "end", "a whole number"),
        ("every", "0", "from 1"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(option: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        OPTIONS[option].read(text)


def test_every_option_is_taken_by_a_kind_and_every_kind_takes_some() -> None:
    taken = [option for kind in KINDS for option in kind.options]
    assert set(taken) == set(OPTIONS) == set(vars(ExportOptions())) - {"view_choices"}
    assert all(kind.options for kind in KINDS)
    assert {name for option in OPTIONS.values() for name in option.kinds} == {
        kind.name for kind in KINDS
    }


def test_what_is_chosen_at_first_can_be_typed_and_is_one_of_the_answers() -> None:
    for name, text in ExportOptions().texts().items():
        option = OPTIONS[name]
        assert option.read(text) == getattr(ExportOptions(), name)
        assert not option.answers or text in option.answers
    assert ExportOptions().view in PICTURES
