"""Which samples of a surface are drawn."""

from app.views.surface.marks import drawn_rows


def test_few_samples_are_all_drawn() -> None:
    assert drawn_rows(7, 3, 7) == list(range(7))


def test_of_many_samples_a_share_is_drawn_with_the_chosen_one_in_it() -> None:
    usual = drawn_rows(5000, drawn_rows(5000, 0)[1])
    for chosen in (0, 1, 2, 4999):
        rows = drawn_rows(5000, chosen)
        assert chosen in rows
        assert (len(rows), rows) == (2000, sorted(set(rows)))
        assert len(set(usual) - set(rows)) <= 2
