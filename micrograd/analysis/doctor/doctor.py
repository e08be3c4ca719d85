"""Doctor: which illness a run has, told once it is sure and until it is over."""

from collections.abc import Generator
from typing import NamedTuple

from micrograd.analysis.doctor.findings import Findings
from micrograd.analysis.doctor.remedy import Remedy
from micrograd.analysis.doctor.rules import RULES, Rule
from micrograd.analysis.doctor.trial import Choice, best_remedy

# After a remedy was looked for in vain, it is looked for again in a run so many times as long.
AGAIN = 2
# An illness that is told from the newest losses is over when this many looks in a row found no sign
# of it; others are with the first.
LOOKS_TO_END = 3


class Diagnosis(NamedTuple):
    """An illness. rule: the name of its row. found: what is the matter, with the evidence.
    remedy: what helps; None where no setting does. advice: what else helps then, as a sentence.
    """

    rule: str
    found: str
    remedy: Remedy | None
    advice: str = ""

    @property
    def text(self) -> str:
        """All of it in sentences."""
        return " ".join(filter(None, (self.found, self.advice)))

    def told_anew(self, found: str) -> "Diagnosis":
        """The same illness with newer evidence."""
        return self._replace(found=found)


class _Search(NamedTuple):
    """The trials of the remedies of an illness, which was told at a step in such a text."""

    rule: Rule
    text: str
    trials: Generator[None, None, Choice]
    step: int


class Doctor:
    """Looks at one run again and again; what was found stays until its sign is gone for good.

    What is the matter for certain is told at once, its remedy as soon as it is found.
    A new Doctor knows nothing: begin one whenever the run, or anything in its recipe, is another.
    """

    def __init__(self) -> None:
        self.diagnosis: Diagnosis | None = None
        self._looks_without, self._keeps_words = 0, False
        self._tried_at: dict[str, int] = {}
        self._search: _Search | None = None
        # True after a search that found nothing: there may be another illness.
        self._was_in_vain = False

    def look(
        self, found: Findings, is_in_haste: bool = False, keeps_words: bool = False
    ) -> Diagnosis | None:
        """The illness that the findings show; the first row of those that hold.

        is_in_haste: at most one remedy is tried in this look, and the next one in the next.
        keeps_words: what was told is not told in newer numbers, which would change all the time.
        """
        self._keeps_words = keeps_words
        while self._look_once(found) and not is_in_haste:
            pass
        return self.diagnosis

    @property
    def is_searching(self) -> bool:
        """True where the next look has more to do, even at the same step."""
        return self._search is not None or self._was_in_vain

    def _look_once(self, found: Findings) -> bool:
        """Look at the signs, or try one remedy; True where there is more to be done."""
        self._was_in_vain = False
        if self._search is None or self._is_urgent(found):
            self._search = None
            self._look_for_signs(found)
        elif choice := _next(self._search.trials):
            search, self._search = self._search, None
            self._decide(search.rule, search.text, choice, search.step)
        return self.is_searching

    def _is_urgent(self, found: Findings) -> bool:
        """True where something that is certain is worse than what a remedy is looked for."""
        assert self._search is not None
        rules = list(RULES.values())
        worse = rules[: rules.index(self._search.rule)]
        return any(rule.sign(found) for rule in worse if not rule.needs_proof)

    def _look_for_signs(self, found: Findings) -> None:
        for name, rule in RULES.items():
            text = rule.sign(found)
            if not text or found.step < AGAIN * self._tried_at.get(name, 0):
                continue
            self._looks_without = 0
            if self.diagnosis is None or name != self.diagnosis.rule:
                self._begin(rule, text, found)
            elif not self._keeps_words:
                self.diagnosis = self.diagnosis.told_anew(text)
            return
        self._looks_without += 1
        if self.diagnosis and self._looks_without >= _looks_to_end(RULES[self.diagnosis.rule]):
            self.diagnosis = None

    def _begin(self, rule: Rule, text: str, found: Findings) -> None:
        remedies = rule.remedies(found)
        if rule.is_sure:
            self._decide(rule, text, Choice(next(remedies), True), found.step)
        else:
            if not rule.needs_proof:
                self.diagnosis = Diagnosis(rule.name, text, None)
            trials = best_remedy(found, remedies, rule.share, rule.by_test)
            self._search = _Search(rule, text, trials, found.step)

    def _decide(self, rule: Rule, text: str, choice: Choice, step: int) -> None:
        if rule.needs_proof and not choice.is_proven:
            self._tried_at[rule.name] = max(1, step)
            self._was_in_vain = True
            return
        advice = "" if choice.remedy else rule.advice
        self.diagnosis = Diagnosis(rule.name, text, choice.remedy, advice)


def _looks_to_end(rule: Rule) -> int:
    return LOOKS_TO_END if rule.is_gradual else 1


def _next(search: Generator[None, None, Choice]) -> Choice | None:
    """Try one more remedy; return the choice where that was the last one."""
    try:
        next(search)
    except StopIteration as ended:
        choice: Choice = ended.value
        return choice
    return None
