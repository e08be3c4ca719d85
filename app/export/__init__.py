"""Taking an experiment out of the window: as data, pictures, scripts and films."""
