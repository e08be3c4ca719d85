"""What the README promises is what the project does."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    section = README.split("## Test it")[1]
    found = re.search(r"```sh\n(.+)\n```", section)
    assert found is not None
    assert found[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_file_that_the_readme_names_exists() -> None:
    links = re.findall(r"\]\(([^)h][^)]*)\)", README)
    paths = re.findall(r"`((?:app|micrograd|tests|resources|\.ci)/[\w./]*)`", README)
    missing = [name for name in links + paths if not (ROOT / name).exists()]
    assert not missing
    assert len(links) + len(paths) >= 5


def test_the_losses_in_the_readme_are_those_of_the_engine() -> None:
    import random

    from micrograd import MLP, Trainer, four_samples

    shown = re.findall(r"^\d (\d+\.\d{10,})$", README, re.MULTILINE)
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    assert shown == [repr(loss) for loss in trainer.run(3)]
