"""The banner that proposes settings that suit the data and each other."""

from typing import Any

from PySide6.QtWidgets import QSizePolicy

from app.kit.signals import connect_all
from app.kit.spoken import announce
from app.kit.theme import Appearance
from app.kit.throttle import READING_MS, Throttle
from app.kit.widgets.banner import Banner
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import IconButton, named_label
from app.session.session import Session
from app.views.dialogs.parts import push_button
from micrograd.data.dataset import Dataset
from micrograd.recipe.proposal import in_words, is_near, misfit, proposed, usual_rate
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.samples import has_same_origin
from micrograd.recipe.settings import SETTINGS

RATE = SETTINGS["learning_rate"]


class ProposalBanner(Banner):
    """A banner shown while the settings do not suit the data, until it is applied or put away.

    Where a run does the task with them all the same, nothing is proposed.
    """

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("proposal_banner")
        self._session = session
        self._values: dict[str, Any] = {}
        # What was put away, and the data that it was proposed for.
        self._put_away: tuple[Dataset | None, dict[str, Any]] = (None, {})
        self._gives_way = False
        self.text = named_label("proposal_text", wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.apply = push_button("proposal_apply", "Apply", "", self._apply)
        self.renew = push_button("proposal_new_weights", "New weights", "", self._renew)
        words = "proposal_dismiss", "Put the proposal away", "Keep the settings as they are"
        self.dismiss = IconButton(appearance, "remove", *words, color="quiet", is_flat=True)
        self.dismiss.clicked.connect(self._dismiss)
        self.lay_out(self.text, [self.apply, self.renew], None, self.dismiss)
        cursor = session.cursor
        # The data for which the weights of others are to be kept.
        self._kept_for: Dataset | None = None
        # The rate that the person chose, and the usual one when that was. The first rate of all is
        # nobody's choice: it is the usual one of plain descent.
        self._rate, self._usual_then = RATE.default, RATE.default
        changes = cursor.dataset_changed, cursor.network_rebuilt, cursor.settings_changed
        self._changes = *changes, session.runs.changed
        connect_all(self.show_proposal, *self._changes)
        self._now_and_then = Throttle(READING_MS, self._look_at_progress, self)
        cursor.step_taken.connect(self._now_and_then.request)
        self.show_proposal()

    def show_proposal(self) -> None:
        """Show what is proposed for the current data, or hide where there is nothing."""
        if self._session.scores.is_solved or self._session.sabotage.is_on:
            # Whatever is usual: these settings did it, or a line is wrong on purpose.
            self.hide()
            return
        recipe = self._session.cursor.recipe
        self._values = proposed(recipe, {RATE.name} if self._has_own_rate(recipe) else ())
        is_put_away = self._put_away == (recipe.dataset, self._values)
        old = self._trained_on(recipe.dataset)
        is_held_back = is_put_away or self._gives_way
        self.setVisible(bool(self._values or old) and not is_held_back)
        if self.isHidden():
            return
        self.apply.setVisible(bool(self._values))
        self.renew.setVisible(bool(old))
        words = self._words(recipe, old)
        if words != self.text.text():
            announce(self.text, words)
        self.text.setText(words)
        about = f"{effect_of(self._values)} Undo brings the old settings back."
        describe(self.apply, "proposal_apply", "Apply what is proposed", about)
        about = "Begin at step 0 with weights drawn anew"
        about += ", and apply what is proposed" if self._values else ""
        about += ". The run so far stays; Undo goes back to it."
        describe(self.renew, "proposal_new_weights", "New weights", about)

    def _look_at_progress(self) -> None:
        """Propose nothing any more once the task is done."""
        if self.isVisible() and self._session.scores.is_solved:
            self.hide()

    def _words(self, recipe: Recipe, old: str) -> str:
        """Words on what is wrong, what is better, and what becomes of the weights."""
        wrong, parts = misfit(recipe), []
        if self._values:
            parts = [f"Better {in_words(recipe, self._values)}.", effect_of(self._values)]
        if self._values and wrong:
            parts = [wrong.reason, *parts]
        if old:
            parts.append(f"The weights come from {old}.")
        return " ".join(parts)

    def _trained_on(self, dataset: Dataset) -> str:
        """What the weights were trained on, where that was replaced; else ""."""
        cursor = self._session.cursor
        before = cursor.run.dataset_before(cursor.steps)
        is_kept = dataset is self._kept_for and not self._values
        if before is None or is_kept or has_same_origin(dataset, before):
            return ""
        return before.name.partition(",")[0] or "other samples"

    def _has_own_rate(self, recipe: Recipe) -> bool:
        """True for a rate that was chosen with settings of which it can stay, however unusual."""
        usual = usual_rate(recipe)
        if recipe.learning_rate != self._rate:
            self._rate, self._usual_then = recipe.learning_rate, usual
        return is_near(self._usual_then, usual)

    def _apply(self) -> None:
        recipe = self._session.cursor.recipe
        words, self._kept_for = in_words(recipe, self._values), recipe.dataset
        self._session.edits.apply(self._values, f"apply what is better {words}")

    def _renew(self) -> None:
        words = in_words(self._session.cursor.recipe, self._values) if self._values else ""
        text = f"new weights, and what is better {words}" if words else "new weights"
        self._session.edits.new_weights(text, **self._values)

    def give_way(self, is_asked: bool) -> None:
        """Hide while something more urgent is told, which has its own advice."""
        self._gives_way = is_asked
        self.show_proposal()

    def end(self) -> None:
        """Propose nothing any more, as in a picture, where nothing can be applied."""
        for signal in self._changes:
            signal.disconnect(self.show_proposal)
        self._session.cursor.step_taken.disconnect(self._now_and_then.request)
        self.hide()

    def _dismiss(self) -> None:
        self._put_away = (self._session.cursor.dataset, self._values)
        self.show_proposal()


def effect_of(values: dict[str, Any]) -> str:
    """What becomes of the weights where these settings are applied, in a sentence."""
    if "layers" in values:
        return "Weights are drawn anew where layers change."
    return "All weights are kept."
