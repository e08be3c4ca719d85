"""Every file that the window draws with is found, is used, and is what it claims to be."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

import resources
from app.window.actions.action_table import ACTIONS

ROOT = Path(resources.__file__).parent
ICONS = sorted((ROOT / "icons").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}svg"


def test_a_resource_is_found_by_its_name() -> None:
    assert resources.path("styles/app.qss").is_file()


@pytest.mark.parametrize("name", ["icons/no_such.svg", "icons", "", "../no_such"])
def test_a_resource_that_is_missing_is_named_in_the_error(name: str) -> None:
    with pytest.raises(FileNotFoundError, match="no resource is named"):
        resources.path(name)


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_is_a_square_picture(icon: Path) -> None:
    root = ElementTree.parse(icon).getroot()
    assert root.tag == SVG
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == height > 0


@pytest.fixture(scope="module")
def sources() -> list[str]:
    """The text of every file of the window, and its style sheet."""
    files = [*(ROOT.parent / "app").rglob("*.py"), ROOT / "styles" / "app.qss"]
    return [file.read_text(encoding="utf-8") for file in files]


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_is_used_somewhere(icon: Path, sources: list[str]) -> None:
    assert any(
        f'"{icon.stem}"' in text or f"icons{between}{icon.name}" in text
        for between in "/:"
        for text in sources
    )


@pytest.mark.parametrize("name", sorted({spec.icon for spec in ACTIONS if spec.icon}))
def test_every_icon_of_the_table_of_actions_exists(name: str) -> None:
    assert resources.path(f"icons/{name}.svg").is_file()


def test_resources_hold_only_what_the_window_shows_and_the_entry_of_the_menu() -> None:
    kinds = {file.suffix for file in ROOT.rglob("*") if file.is_file()} - {".pyc"}
    assert kinds == {
        *(".svg", ".png", ".qss", ".py", ".json", ".md"),
        *(".desktop", ".xml", ".txt"),
    }
