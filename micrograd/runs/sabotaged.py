"""The faults that a run was trained with: whoever writes its numbers down says so."""

from micrograd.recipe.fault import Fault
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of


def faults_of(run: Run) -> list[Fault]:
    """The faults of a run and its past, each once; also one that has trained nothing yet."""
    found: dict[str, Fault] = {}
    for segment in segments_of(run):
        own, start = segment.run, segment.run.start
        events = own.events[: own.events_until(segment.last)]
        recipes = [start.recipe, *(own.recipe_at(event.step) for event in events)]
        found |= {recipe.fault: recipe.sabotage for recipe in recipes if recipe.sabotage.is_any}
    return list(found.values())


def wrong_lines(run: Run) -> str:
    """`one line wrong: = for +=`, with the titles of all faults of a run; empty without any.

    While somebody is to find the fault, it has no title.
    """
    found = ["?" if run.hides_fault else fault.title for fault in faults_of(run)]
    return f"{'one line' if len(found) == 1 else 'lines'} wrong: {', '.join(found)}" * bool(found)
