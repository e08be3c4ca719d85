"""The names that the fields of a sweep have in files."""

from micrograd.sweeps.plan import FIRST_AXES

# The fields of the axes, and the setting that each begins with.
FIELDS = dict(zip(("rates", "seeds", "shapes"), FIRST_AXES, strict=True))
# All that is typed or chosen; the setting of an axis has a name of its own.
TEXTS = (*FIELDS, *(f"{name}_setting" for name in FIELDS), "steps", "hidden", "output")
