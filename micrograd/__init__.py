"""A tiny scalar autograd engine and the network that it trains."""

# The first: Ctrl+C may come while the others load.
from micrograd.terminal import interrupt as interrupt

# isort: split
from micrograd.analysis.dot import to_dot
from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import Value, operate
from micrograd.nn import MLP, Layer, Module, Neuron
from micrograd.operations import OPERATIONS, Operation
from micrograd.training.divergence import DivergenceError
from micrograd.training.passes import BackwardPass, ForwardPass
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer

__all__ = [
    "MLP",
    "OPERATIONS",
    "BackwardPass",
    "Dataset",
    "DivergenceError",
    "ForwardPass",
    "Layer",
    "Module",
    "Neuron",
    "Operation",
    "Phase",
    "Trainer",
    "Value",
    "four_samples",
    "operate",
    "to_dot",
]
