"""NAMED: every dataset that has a name, drawn or measured, as it is typed after --data."""

from micrograd.data.generators import GENERATORS, Generator
from micrograd.data.measured import MEASURED, Table

NAMED: dict[str, Generator | Table] = {**GENERATORS, **MEASURED}
