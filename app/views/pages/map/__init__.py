"""The map page: every pixel is a training run."""
