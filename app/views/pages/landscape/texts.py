"""What the landscape page says about a drawing."""

from app.kit.numbers import counted, significant
from app.views.pages.landscape.asking import Drawing
from micrograd.analysis.landscape.step_line import in_words


def about_plane(drawing: Drawing) -> str:
    """The variance held, the samples of the loss, and what else the plane has to say."""
    parts = [f"the loss is{of_share(drawing)}"] if of_share(drawing) else []
    if len(drawing.walk.steps) > 1:
        parts.append(f"{_percent(drawing.held)} of the path's variance lies in this plane")
    misled = int(drawing.walk.misled.sum())
    if misled:
        count = counted(misled, "step")
        # One ring is drawn for a crowd of them.
        parts.append(
            f"red rings, one where they crowd: {count} whose true loss is at least twice, or at "
            "most half, what the map shows there"
        )
    if drawing.plane.note:
        parts.append(drawing.plane.note)
    text = " · ".join(parts)
    return f"{text[:1].upper()}{text[1:]}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.9995 else "100%"


def away(distance: float) -> str:
    """How far something is from the plane, to follow on; empty in the plane."""
    return f", {significant(distance, 2)} away from the plane" if distance > 1e-6 else ""


def tense(words: str, is_to_come: bool) -> str:
    """The words about a step, in the future tense where it is to come."""
    if not is_to_come:
        return words
    for past, future in (
        ("The step went", "The step will go"),
        ("was short", "will be short"),
        ("would have been", "would be"),
    ):
        words = words.replace(past, future)
    return words


def about_batch(drawing: Drawing) -> str:
    """Which samples the numbers are of, where a step does not have all."""
    curve = drawing.curve
    if curve is None or drawing.asked.batch is None:
        return ""
    if curve.batch_losses is None:
        return "Of the loss of all samples; at rest, of the batch's as well."
    words, count = in_words(curve.best), len(drawing.asked.batch)
    of_all = f"{words[0].lower()}{words[1:]}"
    return f"That is of its {count:,} samples (dashed). Of all samples (line): {of_all}"


def of_share(drawing: Drawing) -> str:
    """The words that follow a loss of some of the samples; "" if it is of all."""
    taken, every = drawing.rows
    return f" of {taken:,} of the {every:,} samples" if taken < every else ""
