"""What networks answer over a plane of their inputs: drawn live, and anywhere."""
