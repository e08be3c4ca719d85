"""Every parameter with its data and gradient."""
