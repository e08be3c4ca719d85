"""`python -m micrograd`: train a network in the terminal, one line per step."""

import argparse
import math
import random
import sys
from collections.abc import Callable
from typing import NoReturn

from micrograd.data.dataset import Dataset, four_samples, read_csv
from micrograd.nn import MAX_LAYERS, MAX_SEED, MAX_WIDTH, MLP
from micrograd.training.trainer import DivergenceError, Trainer


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {' '.join(message.split())}\n")


def layer_sizes(text: str) -> list[int]:
    """`4,4,1` as [4, 4, 1]."""
    try:
        sizes = [int(size) for size in text.split(",")]
    except ValueError:
        sizes = []
    if not 1 <= len(sizes) <= MAX_LAYERS or not all(1 <= size <= MAX_WIDTH for size in sizes):
        raise argparse.ArgumentTypeError(
            f"{text!r}: give 1 to {MAX_LAYERS} layer sizes of 1 to {MAX_WIDTH}, such as 4,4,1"
        )
    return sizes


def learning_rate(text: str) -> float:
    """A finite number above 0."""
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not (math.isfinite(rate) and rate > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a finite number above 0")
    return rate


def whole_number(text: str) -> int:
    """0, 1, 2, …"""
    if not text.isdecimal() or len(text) > 15:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)


def seed_number(text: str) -> int:
    """A whole number that the window's field has room for."""
    seed = whole_number(text)
    if seed > MAX_SEED:
        raise argparse.ArgumentTypeError(f"{text!r}: a seed is at most {MAX_SEED}")
    return seed


def dataset_file(text: str) -> Dataset:
    """The dataset in a CSV file."""
    try:
        return read_csv(text)
    except OSError as error:
        raise argparse.ArgumentTypeError(
            f"{text}: {error.strerror}; give the path of a CSV file that you can read"
        ) from None
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text}: {error}; each line has the inputs of a sample, then its target"
        ) from None


def add_experiment_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what is trained, shared with the window's command line."""
    parser.add_argument(
        "--layers",
        type=layer_sizes,
        metavar="4,4,1",
        help="neurons in each layer (4,4 and one per target)",
    )
    _add(parser, "--learning-rate", learning_rate, 0.1, "factor of the gradient in the update")
    _add(parser, "--seed", seed_number, None, "seed of the starting weights")
    parser.add_argument(
        "--data",
        type=dataset_file,
        metavar="FILE.csv",
        help="inputs and targets, one sample per line (the four samples)",
    )


def _add(
    parser: argparse.ArgumentParser,
    option: str,
    kind: Callable[[str], object],
    default: object,
    meaning: str,
) -> None:
    parser.add_argument(option, type=kind, default=default, metavar="N", help=meaning)


def chosen_dataset(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Dataset:
    """The dataset of the options, which the last layer must fit; sets `options.layers`."""
    dataset: Dataset = options.data or four_samples()
    if dataset.nout > MAX_WIDTH:
        parser.error(f"argument --data: {dataset.nout} targets, a layer has at most {MAX_WIDTH}")
    options.layers = options.layers or [4, 4, dataset.nout]
    if options.layers[-1] != dataset.nout:
        parser.error(
            f"argument --layers: the last layer has {options.layers[-1]} neurons, "
            f"but the data has {dataset.nout} targets"
        )
    return dataset


def main(arguments: list[str] | None = None) -> int:
    """Print `k loss` for every step k: the loss before update k, at full precision."""
    parser = OneLineParser(prog="python -m micrograd", description=__doc__)
    add_experiment_options(parser)
    _add(parser, "--steps", whole_number, 50, "how many steps to train (50)")
    options = parser.parse_args(arguments)
    dataset = chosen_dataset(parser, options)
    model = MLP(dataset.nin, options.layers, rng=random.Random(options.seed))
    trainer = Trainer(model, dataset, options.learning_rate)
    try:
        for k in range(options.steps):
            print(k, repr(trainer.step()))
    except DivergenceError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
