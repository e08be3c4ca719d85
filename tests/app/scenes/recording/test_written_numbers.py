"""Whatever numbers a recording writes, a file with them can be opened."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kit.dock_places import PlacedGroup, PlacedSide
from app.kit.sight_text import sight_text
from app.scenes.acts.acts import Act, Show, Train, TriggerAction, Walk
from app.scenes.acts.panels import ArrangePanels, FloatPanel
from app.scenes.parts.begin import Begin
from app.scenes.parts.layout import FARTHEST, Layout, floating_place, layout_of
from app.scenes.reading import script_bytes, script_of
from app.scenes.recording.cutting import scenes_of
from app.scenes.recording.timeline import Done
from app.scenes.script import Scene, new_script
from tests.app.scenes.scripts import VOCABULARY

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLACES = st.builds(floating_place, *[NUMBERS] * 4)
SHARES = NUMBERS | st.none()
# However busy the computer is.
patiently = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_can_be_read(*acts: Act, layout: Layout | None = None) -> None:
    check_scenes((Scene(do=acts),), layout)


def check_scenes(scenes: tuple[Scene, ...], layout: Layout | None = None) -> None:
    script = new_script("Numbers", Begin(layout=layout), scenes)
    assert script_of(script_bytes(script), VOCABULARY) == script


@patiently
@given(PLACES)
def test_a_panel_floats_where_a_script_can_say_it_however_far_away(
    place: tuple[float, float, float, float],
) -> None:
    check_can_be_read(FloatPanel(panel="loss", place=place))


def test_a_panel_within_reach_floats_where_it_is() -> None:
    assert floating_place(-0.25, FARTHEST, 0.5, 3.0) == (-0.25, FARTHEST, 0.5, 3.0)
    assert floating_place(12.0, -11.0, 0.5, 0.5) == (FARTHEST, -FARTHEST, 0.5, 0.5)


@patiently
@given(SHARES, SHARES, PLACES)
def test_panels_of_any_size_are_a_layout_that_can_be_read(
    size: float | None, share: float | None, place: tuple[float, float, float, float]
) -> None:
    side = PlacedSide(size, (PlacedGroup(("loss", "parameters"), "loss", share),))
    layout = layout_of("wide", {"left": side, "bottom": PlacedSide(size, ())}, {"runs": place})
    check_can_be_read(ArrangePanels(layout=layout), layout=layout)


@patiently
@given(st.lists(st.floats(), min_size=4, max_size=4))
def test_what_is_in_sight_is_a_text_that_can_be_read(ends: list[float]) -> None:
    check_can_be_read(Show(what="graph_sight", to=sight_text(ends)))


@patiently
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    TriggerAction(name="step"),
                    Train(steps=3),
                    Train(steps=10**9),
                    Walk(operations=-(10**6)),
                ]
            ),
            st.floats(0, 10**5),
            st.floats(0, 10**5),
        ),
        max_size=6,
    )
)
def test_acts_at_any_times_are_scenes_that_can_be_read(
    each: list[tuple[Act, float, float]],
) -> None:
    now, done = 100.0, []
    for act, pause, seconds in each:
        began = now + pause
        now = began + seconds
        done.append(Done(act, began, now, "network"))
    check_scenes(scenes_of(done, "network", 100.0, now))
