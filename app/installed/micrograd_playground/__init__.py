"""The window as it is installed: its packages lie in this folder, beside nobody else's."""
