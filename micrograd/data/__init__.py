"""Datasets: samples, their CSV files, generators."""
