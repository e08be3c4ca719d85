"""A machine that lacks something is told so in one line, with the packages to install."""

import os

import pytest

from app.terminal import system

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A Linux machine without a display."""
    monkeypatch.setattr(system.sys, "platform", "linux")
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def no_missing_library(linux: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    linux.setattr(system, "missing_libraries", lambda packages: [])
    return linux


def test_without_a_name_of_a_display_there_is_none(linux: pytest.MonkeyPatch) -> None:
    assert not system.has_display()


@pytest.mark.parametrize("name", DISPLAYS)
def test_a_display_is_there_where_one_is_named(linux: pytest.MonkeyPatch, name: str) -> None:
    linux.setenv(name, "x")
    assert system.has_display()
    linux.setenv(name, "")
    assert not system.has_display()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_platforms_always_have_a_display_and_no_packages(
    linux: pytest.MonkeyPatch, platform: str
) -> None:
    linux.setattr(system.sys, "platform", platform)
    linux.setattr(system, "missing_libraries", lambda packages: ["anything"])
    assert system.has_display()
    assert system.window_problem() == ""


def test_a_library_that_can_not_be_loaded_names_its_package_once() -> None:
    packages = {"libno-such.so.1": "libno", "libno-such.so.2": "libno", "libc.so.6": "libc6"}
    assert system.missing_libraries(packages) == ["libno"]


def test_missing_libraries_are_said_with_the_command_that_installs_them(
    linux: pytest.MonkeyPatch,
) -> None:
    linux.setattr(system, "PACKAGES", {"libno-such.so.1": "libno1", "libno-such.so.2": "libno2"})
    problem = system.window_problem()
    assert "apt-get install libno1 libno2" in problem
    assert "\n" not in problem


def test_nothing_is_said_where_nothing_is_missing(no_missing_library: pytest.MonkeyPatch) -> None:
    assert system.window_problem() == ""


def test_a_display_that_does_not_answer_is_named(no_missing_library: pytest.MonkeyPatch) -> None:
    no_missing_library.setenv("DISPLAY", ":7654")
    problem = system.window_problem()
    assert ":7654" in problem
    assert "--screenshot" in problem
    assert "\n" not in problem


def test_libraries_of_x11_are_asked_for_only_where_it_is_used(linux: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []
    linux.setattr(system, "missing_libraries", lambda packages: asked.append(packages) or [])
    linux.setenv("QT_QPA_PLATFORM", "offscreen")
    linux.setenv("DISPLAY", ":7654")
    assert system.window_problem() == ""
    assert asked == [system.PACKAGES]


def test_the_packages_of_this_machine_are_found_in_the_environment_as_it_is() -> None:
    problem = system.window_problem()
    assert problem == "" or "apt-get install" in problem or os.environ["DISPLAY"] in problem
