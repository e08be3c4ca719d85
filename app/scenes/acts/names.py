"""The names by which acts call runs and parameters."""

from app.session.session import Session
from micrograd.recipe.parts import parameter_names
from micrograd.runs.run import Run


def run_name(session: Session, run: Run) -> str:
    """The name of a run in the list; `#2` for the second one where others have its name."""
    runs = session.experiment.runs
    is_only = [each.name for each in runs].count(run.name) == 1
    return run.name if is_only else f"#{runs.index(run) + 1}"


def parameter_name(session: Session, index: int) -> str:
    """The name of a parameter, such as 1.2.w3."""
    return parameter_names(session.cursor.recipe.widths)[index]
