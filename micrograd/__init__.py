"""A tiny scalar autograd engine and the network that it trains."""

from micrograd.data import Dataset, four_samples
from micrograd.engine import Value
from micrograd.nn import MLP, Layer, Module, Neuron
from micrograd.trainer import DivergenceError, Phase, Trainer

__all__ = [
    "MLP",
    "Dataset",
    "DivergenceError",
    "Layer",
    "Module",
    "Neuron",
    "Phase",
    "Trainer",
    "Value",
    "four_samples",
]
