"""Everything that can be chosen for an export, one row each.

The fields of the dialog, the flags of the command line, how they are read and which kinds of file
take them follow from the rows. An option is added by a row here and the writer that uses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from app.export.option import Answer, Option, option, typed
from app.export.readers import last_step, magnification, number, pixels, size
from micrograd.data.typed import whole
from micrograd.recipe.settings import MAX_STEPS

# The least and the largest size of text, as `app.kit.text_size` has them in percent.
TEXT_SCALES = 0.8, 2.5
DRAWN, FILM, TABLE, SCRIPT = ("picture", "film"), ("film",), ("table",), ("script",)
MAP = ("map",)
# The films of an experiment, by what goes by in them; of these the films that show a run; and the
# film of a script, whose scenes go by.
OF_EXPERIMENT, OF_RUN, SCENES = ("steps", "layers", "zoom"), ("steps", "layers"), "scenes"
# The view of a picture that is nothing but the map: each pixel of the file is a run.
MAP_VIEW = "map"


@dataclass(frozen=True)
class ExportOptions:
    """The choices of an export, in the order of the form; each kind of file takes its own.

    size: width and height in pixels before `scale` multiplies them. last: None for the last step.
    view_choices: what is chosen in the views, see `app.window.remembered`.
    """

    view: str = option(
        "window",
        DRAWN,
        "of a drawing",
        "VIEW",
        "What is drawn",
        "Which part of the window is drawn",
        "View",
        films=OF_RUN,
    )
    size: tuple[int, int] = option(
        (1280, 720),
        DRAWN,
        title="Size",
        tooltip="Width x height in pixels, such as 1280x720",
        caption="Size",
        read=size,
    )
    scale: float = option(
        1.0,
        DRAWN,
        "pixels of the file for each of --size (1)",
        "2",
        "Scale",
        "Pixels in the file for each pixel of the size",
        before="at scale",
        read=number(0.25, 8),
        width=48,
    )
    theme: Literal["dark", "light"] = option(
        "dark",
        DRAWN,
        caption="Theme",
        answers={
            "dark": Answer("Dark", "Light text on a dark background"),
            "light": Answer("Light", "Dark text on a light background"),
        },
    )
    text_scale: float = option(
        1.0,
        DRAWN,
        title="Size of text",
        tooltip="How many times larger than usual all text is; the diagrams and their space follow",
        caption="Text",
        after="times as large as usual",
        read=number(*TEXT_SCALES),
        width=48,
        flag="--text-scale",
    )
    content: Literal["losses", "scores", "parameters", "map"] = option(
        "losses",
        TABLE,
        "of a table (losses)",
        caption="Content",
        answers={
            "losses": Answer("Losses", "The loss of every step, a column for each run"),
            "scores": Answer(
                "Losses and scores",
                "Beside each loss how well the task is done: an accuracy, or R²",
            ),
            "parameters": Answer(
                "Parameters",
                "Data and gradient of every parameter of the current run",
            ),
            "map": Answer("Map", "What every pixel of the map came to, as the page shows it"),
        },
    )
    pixels: tuple[int, int] = option(
        (1024, 1024),
        TABLE + MAP,
        "of the map in a table or as numbers (1024x1024)",
        "1024x1024",
        "Pixels",
        "How many runs of a map stand side by side, and above each other",
        caption="Pixels",
        after="of a map",
        read=pixels,
        width=104,
    )
    seconds: float = option(
        10.0,
        FILM,
        "length of a film (10)",
        "10",
        "Seconds",
        "How long the film is",
        "Length",
        after="seconds",
        read=number(0.1, 600),
        width=56,
        films=OF_EXPERIMENT,
    )
    fps: int = option(
        25,
        FILM,
        "frames a second of a film (25)",
        "25",
        "Frames per second",
        "Frames shown in a second",
        "Frames",
        after="per second",
        read=whole(1, 60),
        width=48,
    )
    along: Literal["steps", "layers", "zoom"] = option(
        "steps",
        FILM,
        "of a film: the steps of the run go by (steps), or at the last of them the layers, in a "
        "film of the representation (layers), or it zooms into the map (zoom)",
        caption="Along",
        answers={
            "steps": Answer("Steps", "The run is seen learning"),
            "layers": Answer(
                "Layers",
                "At one step, the last of the film, the representation moves from the inputs "
                "through the layers to the output",
            ),
            "zoom": Answer(
                "Zoom",
                "The map is zoomed into; each frame is drawn from maps with a run for every pixel, "
                "the next one half as wide",
            ),
        },
        films=OF_EXPERIMENT,
    )
    captions: Literal["both", "picture", "file"] = option(
        "both",
        FILM,
        "of a film of a script: in the picture (picture), in an .srt file beside the film (file), "
        "or in both (both)",
        caption="Captions",
        answers={
            "both": Answer(
                "Picture and file",
                "The words of each scene stand in the picture, and in an .srt file beside the film",
            ),
            "picture": Answer("Picture", "The words of each scene stand in the picture alone"),
            "file": Answer(
                "File",
                "The words of each scene stand in an .srt file beside the film alone, which "
                "players show; the picture has their room",
            ),
        },
        films=(SCENES,),
    )
    route: Literal["pilot", "views"] = option(
        "pilot",
        FILM,
        "of a film that zooms: from the present view of the map to where its boundary is richest "
        "(pilot), or through the views that were seen to the present one (views)",
        caption="Way",
        answers={
            "pilot": Answer(
                "Automatic pilot",
                "From the present view of the map to wherever its boundary is richest",
            ),
            "views": Answer(
                "Views visited",
                "Through the views of the map that lead to the present one",
            ),
        },
        films=("zoom",),
    )
    magnify: float | None = option(
        None,
        FILM,
        "of a film with the pilot: how many times it magnifies in all (until the numbers of the "
        "machine end)",
        "1e6",
        "Magnification",
        "How many times the pilot magnifies in all; empty: until neighbouring pixels would be the "
        "same number. Each doubling takes a map to be trained",
        before="magnified",
        after="times",
        read=magnification,
        width=96,
        empty="to the end",
        films=("zoom",),
    )
    pace: Literal["even", "early"] = option(
        "even",
        FILM,
        "of a film: all steps alike (even), or most frames for the first steps (early)",
        caption="Pace",
        answers={
            "even": Answer("Even", "The same number of frames for every step"),
            "early": Answer(
                "Early steps slowly",
                "Most frames go to the first steps, where most is learned; "
                "later frames skip more and more steps",
            ),
        },
        films=("steps",),
    )
    first: int = option(
        0,
        FILM + TABLE,
        "first step of a film or table (0)",
        "K",
        "First step",
        "The first step in the file",
        "Steps",
        read=whole(0, MAX_STEPS),
        width=104,
        flag="--from-step",
        is_of_run=True,
        films=("steps",),
    )
    last: int | None = option(
        None,
        FILM + TABLE + SCRIPT,
        "last step of a film or table (the last)",
        "K",
        "Last step",
        "The last step in the file; empty: the last one of the run",
        before="to",
        read=last_step,
        width=104,
        empty="last",
        flag="--to-step",
        is_of_run=True,
        films=OF_RUN,
    )
    every: int = option(
        1,
        TABLE,
        "write every Nth step of a table (1)",
        "N",
        "Distance of the steps",
        "1 writes every step, 10 every tenth",
        "Every",
        after="steps",
        read=whole(1, MAX_STEPS),
        width=88,
    )
    library: Literal["micrograd", "none", "torch"] = option(
        "micrograd",
        SCRIPT,
        "of a script (micrograd)",
        caption="Needs only",
        answers={
            "micrograd": Answer(
                "micrograd",
                "Needs only the package micrograd; prints the same losses, to the last bit",
            ),
            "none": Answer(
                "Python",
                "Needs nothing installed: a small engine stands in the file itself; prints the "
                "same losses, to the last bit",
            ),
            "torch": Answer("PyTorch", "Needs only PyTorch; prints the same losses within 1e-9"),
        },
    )
    view_choices: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Every option as a person would type it."""
        return {name: typed(getattr(self, name)) for name in OPTIONS}


OPTIONS: dict[str, Option] = {
    each.name: row._replace(flag=row.flag or f"--{each.name}")
    for each in fields(ExportOptions)
    if (row := each.metadata.get("option"))
}
