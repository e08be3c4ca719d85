"""Files of the disk, read and written with care; texts of others, fit to be shown."""
