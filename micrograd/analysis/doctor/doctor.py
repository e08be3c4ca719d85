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
    """An illness. rule: the name of its row. text: what is the matter, with the evidence, and what
    else helps, as sentences. remedy: what helps; None where no setting does.
    """

    rule: str
    text: str
    remedy: Remedy | None


class Doctor:
    """Looks at one run again and again; what was found stays until its sign is gone for good.

    What is the matter for certain is told at once, its remedy as soon as it is found.
    A new Doctor knows nothing: begin one whenever the run, or anything in its recipe, is another.
    """

    def __init__(self) -> None:
        self.diagnosis: Diagnosis | None = None
        self._looks_without = 0
        self._tried_at: dict[str, int] = {}
        # The illness whose remedy is looked for, its text, and the search.
        self._search: tuple[Rule, str, Generator[None, None, Choice]] | None = None

    def look(self, found: Findings, is_in_haste: bool = False) -> Diagnosis | None:
        """The illness that the findings show; the first row of those that hold.

        is_in_haste: at most one remedy is tried in this look, and the next one in the next.
        """
        while self._look_once(found) and not is_in_haste:
            pass
        return self.diagnosis

    @property
    def is_searching(self) -> bool:
        """True where the next look goes on to look for a remedy."""
        return self._search is not None

    def _look_once(self, found: Findings) -> bool:
        """Look at the signs, or try one remedy; True where there is more to be tried."""
        if self._search is None:
            self._look_for_signs(found)
        elif choice := _next(self._search[2]):
            (rule, text, _), self._search = self._search, None
            self._decide(rule, text, choice, found.step)
        return self._search is not None

    def _look_for_signs(self, found: Findings) -> None:
        present = self.diagnosis.rule if self.diagnosis else ""
        for name, rule in RULES.items():
            text = rule.sign(found)
            if not text or found.step < AGAIN * self._tried_at.get(name, 0):
                continue
            self._looks_without = 0
            if name != present:
                self._begin(rule, text, found)
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
            self._search = rule, text, best_remedy(found, remedies, rule.share, rule.by_test)

    def _decide(self, rule: Rule, text: str, choice: Choice, step: int) -> None:
        if rule.needs_proof and not choice.is_proven:
            self._tried_at[rule.name] = max(1, step)
            return
        advice = "" if choice.remedy else rule.advice
        self.diagnosis = Diagnosis(rule.name, " ".join(filter(None, (text, advice))), choice.remedy)


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
