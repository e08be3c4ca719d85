"""What a `Value` answers to Python itself: `pickle`, `copy`, `float()`, `if`, `<`."""
