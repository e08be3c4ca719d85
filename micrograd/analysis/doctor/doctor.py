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
    """The trials of the remedies of an illness, and what was told of it."""

    rule: Rule
    text: str
    trials: Generator[None, None, Choice]
    found: Findings


class Doctor:
    """Looks at one run again and again; what was found stays until its sign is gone for good.

    What is the matter for certain is told at once, its remedy as soon as it is found. At an earlier
    step, what turned out to be an illness of the run is told at once, too.
    A new Doctor knows nothing: begin one whenever the run, or anything in its recipe, is another.
    """

    def __init__(self) -> None:
        self.diagnosis: Diagnosis | None = None
        self._looks_without, self._keeps_words = 0, False
        self._tried_at: dict[str, int] = {}
        self._search: _Search | None = None
        # The remedies that were proven to help, by the illness.
        self._proven: dict[str, Remedy] = {}
        # The step that was looked at last, and whether the run has later ones.
        self._seen: tuple[int, bool] | None = None
        # True where that was not a step on the way to this one.
        self._came = False

    def examine(self, found: Findings) -> Diagnosis | None:
        """The illness that the findings show, the first row of those that hold, with its remedy."""
        self.look(found)
        while self.is_searching:
            self.search_on()
        return self.diagnosis

    def look(self, found: Findings, keeps_words: bool = False) -> Diagnosis | None:
        """The illness, as far as it is known by now: `search_on` while `is_searching`.

        keeps_words: what was told is not told in newer numbers, which would change all the time.
        """
        self._keeps_words = keeps_words
        here = found.step, found.is_past
        self._came = self._seen not in (None, here) and (found.is_past or self._seen[1])
        self._seen = here
        if self._came:
            # What was found elsewhere holds no more.
            self._search, self._looks_without = None, LOOKS_TO_END
        if self._search is None or self._is_urgent(found):
            self._search = None
            self._look_for_signs(found)
        return self.diagnosis

    @property
    def is_searching(self) -> bool:
        """True while remedies are tried."""
        return self._search is not None

    def search_on(self) -> None:
        """Do a slice of trying the remedies, some milliseconds; tell what came out at the end."""
        search = self._search
        if search and (choice := _next(search.trials)):
            self._search = None
            if not self._decide(search.rule, search.text, choice, search.found.step):
                # There may be another illness.
                self._look_for_signs(search.found)

    def _is_urgent(self, found: Findings) -> bool:
        """True where something that is certain is worse than what a remedy is looked for."""
        assert self._search is not None
        rules = list(RULES.values())
        worse = rules[: rules.index(self._search.rule)]
        return any(rule.sign(found) for rule in worse if not rule.needs_proof)

    def _look_for_signs(self, found: Findings) -> None:
        for name, rule in RULES.items():
            text = _told(rule, found)
            if not text or found.step < AGAIN * self._tried_at.get(name, 0):
                continue
            self._looks_without = 0
            known = self.diagnosis
            if known is None or name != known.rule or (self._came and not _is_anew(known.remedy)):
                self._begin(rule, text, found)
            elif self._came or not self._keeps_words:
                self.diagnosis = known.told_anew(text)
            return
        self._looks_without += 1
        if self.diagnosis and self._looks_without >= _looks_to_end(RULES[self.diagnosis.rule]):
            self.diagnosis = None

    def _begin(self, rule: Rule, text: str, found: Findings) -> None:
        remedies = rule.remedies(found)
        if rule.is_sure:
            self._decide(rule, text, Choice(next(remedies), True), found.step)
            return
        proven = self._proven.get(rule.name) if self._came else None
        if proven or not rule.needs_proof:
            self.diagnosis = Diagnosis(rule.name, text, proven if _is_anew(proven) else None)
        elif self._came:
            self.diagnosis = None
        if _is_anew(proven):
            return
        trials = best_remedy(found, remedies, rule.share, rule.by_test)
        self._search = _Search(rule, text, trials, found)

    def _decide(self, rule: Rule, text: str, choice: Choice, step: int) -> bool:
        """Tell an illness with what helps; False where nothing helps, so that it is none."""
        if rule.needs_proof and not choice.is_proven:
            self._tried_at[rule.name] = max(1, step)
            return False
        if choice.is_proven and choice.remedy:
            self._proven[rule.name] = choice.remedy
        advice = "" if choice.remedy else rule.advice
        self.diagnosis = Diagnosis(rule.name, text, choice.remedy, advice)
        return True


def _told(rule: Rule, found: Findings) -> str:
    """The sign of an illness; of the past with its step, where the sign is one of that step."""
    text = rule.sign(found)
    if text and found.is_past and not rule.is_of_run:
        return f"At step {found.step:,}, {text[0].lower()}{text[1:]}"
    return text


def _is_anew(remedy: Remedy | None) -> bool:
    """True where a remedy helps at every step of the run, since it begins anew."""
    return remedy is not None and remedy.is_anew


def _looks_to_end(rule: Rule) -> int:
    return LOOKS_TO_END if rule.is_gradual else 1


def _next(search: Generator[None, None, Choice]) -> Choice | None:
    """Do a slice of the trials; return the choice where that was the last one."""
    try:
        next(search)
    except StopIteration as ended:
        choice: Choice = ended.value
        return choice
    return None
