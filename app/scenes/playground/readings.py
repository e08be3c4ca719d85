"""Readings: what a script reads off its window for conditions and questions.

All of them raise ScriptError where there is nothing to read.
"""

from app.scenes.parts.form import ScriptError
from app.scenes.playground.playground import Playground
from micrograd.recipe.parts import parameter_names
from micrograd.training.score import ACCURACY


def chosen(playground: Playground) -> str:
    """The name of the chosen parameter; empty where none is."""
    session = playground.session
    index = session.selection.current
    names = parameter_names(session.cursor.recipe.widths)
    return "" if index is None else names[index]


def method(playground: Playground) -> str:
    """The method of Value that is shown as called for the expression, such as __rmul__."""
    call = playground.window.view("expression").calls.call
    return str(call.method).rpartition(".")[2] if call else ""


def test_loss(playground: Playground) -> float:
    """The loss of the samples held out."""
    loss = playground.session.scores.now.test_loss
    if loss is None:
        raise ScriptError("no samples are held out: there is no test loss")
    return loss


def wrong_gradients(playground: Playground) -> int:
    """How many gradients the check of all has found wrong; 0 until it is done."""
    wrong: int = playground.window.view("gradient").check.wrong
    return wrong


def accuracy(playground: Playground) -> float:
    """The share of the samples trained on whose class is answered."""
    score = playground.session.scores.now.score
    if score.name != ACCURACY or score.value is None:
        raise ScriptError("the targets are no classes: there is no accuracy")
    return score.value


def operations_done(playground: Playground) -> int:
    """How many operations of the pass under way are done on the page that is shown."""
    current = playground.page_walk.last_pass
    return current.position if current else 0


def phase(playground: Playground) -> str:
    """The first word of the phase under way on the page that is shown, or nothing."""
    current = playground.page_walk.phase
    return current.value.split()[0] if current else ""
