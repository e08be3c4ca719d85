"""The dataset panel: the samples, edited in place."""
