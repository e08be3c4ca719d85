"""Whether some view of the window is still on its way."""

from PySide6.QtWidgets import QWidget

from app.views.graph.camera import Camera


def is_gliding(window: QWidget) -> bool:
    """True while the camera of some graph glides to what it will show."""
    return any(camera.is_gliding for camera in window.findChildren(Camera))
