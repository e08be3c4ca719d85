"""Maps: pictures whose every pixel is a training run."""
