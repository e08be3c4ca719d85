"""What the machine lacks to show a window, told before Qt ends the program without a word."""

import ctypes
import os
import sys

# Debian's and Ubuntu's packages with the libraries that Qt's Python packages leave out.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_PACKAGES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def has_display() -> bool:
    """True where a window can be asked for: not Linux, or a display is named."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def missing_libraries(packages: dict[str, str]) -> list[str]:
    """The Debian packages of the libraries that can't be loaded."""
    missing = []
    for library, package in packages.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return sorted(set(missing))


def window_problem() -> str:
    """Why Qt could not open a window here, in one line; empty where it can."""
    if sys.platform != "linux":
        return ""
    packages = missing_libraries(PACKAGES)
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    is_wayland = bool(os.environ.get("WAYLAND_DISPLAY")) and not platform
    if is_wayland and not _answers_wayland() and not os.environ.get("DISPLAY"):
        return _no_answer(os.environ["WAYLAND_DISPLAY"])
    has_x11 = bool(os.environ.get("DISPLAY")) and not platform
    uses_x11 = platform.startswith("xcb") or (has_x11 and not (is_wayland and _answers_wayland()))
    if uses_x11:
        packages += missing_libraries(X11_PACKAGES)
    if packages:
        return f"system libraries are missing; install them: apt-get install {' '.join(packages)}"
    if uses_x11 and not _answers_x11():
        return _no_answer(os.environ.get("DISPLAY", "of X11"))
    return ""


def _no_answer(display: str) -> str:
    return (
        f"the display {display} does not answer; "
        "start one, or draw without it: --screenshot FILE.png"
    )


def _answers_wayland() -> bool:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return os.path.exists(os.path.join(folder, os.environ["WAYLAND_DISPLAY"]))


def _answers_x11() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
