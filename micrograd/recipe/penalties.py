"""The table of penalties: what large weights add to the loss."""

from typing import NamedTuple


class Penalty(NamedTuple):
    """One row of the table: strength x the sum of a term for each weight; biases are spared.

    name: as it is typed and stored. operation: that of the table of operations which makes the
    term of a weight; "" for no penalty. term: the name of the term of a weight, `{}`. code: the
    same in the training loop. settings: the names of its rows in the table of settings. torch:
    the terms of many weights in PyTorch, for the exported script.
    """

    name: str
    title: str
    operation: str = ""
    term: str = ""
    code: str = ""
    settings: tuple[str, ...] = ("penalty_strength",)
    torch: str = ""


NO_PENALTY = Penalty("none", "none", settings=(), torch="torch.zeros_like")
_ROWS = (
    NO_PENALTY,
    Penalty("l1", "L1: sum of |w|", "abs", "|{}|", "abs({})", torch="torch.abs"),
    Penalty("l2", "L2: sum of w²", "**2", "{}²", "{}**2", torch="torch.square"),
)
PENALTIES = {row.name: row for row in _ROWS}
