"""What networks answer over a plane of their inputs: computed beside the window, drawn anywhere."""
