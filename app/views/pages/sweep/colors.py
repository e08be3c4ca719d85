"""The colours of a sweep's curves, and the losses that are drawn apart."""

from PySide6.QtGui import QColor

from app.kit.theme import Theme, mixed

# Smaller losses count as this one, because zero has no logarithm.
SMALLEST = 1e-32
# Curves are drawn as far up as this multiple of the median first loss.
WORST = 10.0
# The colours of the smallest, the middle and the largest learning rate.
RATES = ("data_positive", "grad_positive", "data_negative")


def rate_color(theme: Theme, share: float) -> QColor:
    """The colour at a place among the learning rates, 0 to 1."""
    low, middle, high = map(theme.color, RATES)
    if share < 0.5:
        return mixed(low, middle, 2 * share)
    return mixed(middle, high, 2 * share - 1)
