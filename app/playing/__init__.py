"""Training that goes on by itself: running, recomputing the past, sweeping. No widgets."""
