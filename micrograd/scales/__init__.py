"""The colours of many runs: two scales, which meet at the boundary of what can be trained."""
