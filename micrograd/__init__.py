"""A tiny scalar autograd engine and the network that it trains."""

from micrograd.data import Dataset, four_samples
from micrograd.dot import to_dot
from micrograd.engine import Value
from micrograd.nn import MLP, Layer, Module, Neuron
from micrograd.phases import Phase
from micrograd.trace import BackwardPass, ForwardPass
from micrograd.trainer import DivergenceError, Trainer

__all__ = [
    "MLP",
    "BackwardPass",
    "Dataset",
    "DivergenceError",
    "ForwardPass",
    "Layer",
    "Module",
    "Neuron",
    "Phase",
    "Trainer",
    "Value",
    "four_samples",
    "to_dot",
]
