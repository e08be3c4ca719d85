"""The health panel: what a step tells of each layer."""
