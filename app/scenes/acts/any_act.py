"""Any act: the union of all classes of acts.

A new act is a class in one of these files and its name here; the format of scripts and the player
follow.
"""

from typing import Any

from app.scenes.acts import acts
from app.scenes.acts import choosing as choosing_acts
from app.scenes.acts import data as data_acts
from app.scenes.acts import edits as edit_acts
from app.scenes.acts import panels as panel_acts
from app.scenes.acts import runs as run_acts

AnyAct: Any = (
    acts.TriggerAction
    | acts.UseControl
    | acts.Type
    | acts.TypeIntoCell
    | acts.Train
    | acts.Walk
    | acts.Show
    | acts.Scroll
    | panel_acts.Present
    | panel_acts.ShowPanels
    | panel_acts.RaisePanel
    | panel_acts.FloatPanel
    | panel_acts.DockPanel
    | panel_acts.ArrangePanels
    | acts.Turn
    | choosing_acts.Choose
    | choosing_acts.ChooseParameters
    | choosing_acts.ChooseNode
    | edit_acts.ChangeSetting
    | edit_acts.ChangeSettings
    | edit_acts.BeginAgain
    | edit_acts.HideFault
    | edit_acts.ChangeParameter
    | edit_acts.ChangeParameters
    | data_acts.ChangeSample
    | data_acts.AddSample
    | data_acts.RemoveSample
    | data_acts.UseSamples
    | data_acts.ChangeData
    | edit_acts.ChangeLayer
    | edit_acts.RemoveLayer
    | edit_acts.Undo
    | edit_acts.Redo
    | run_acts.GoTo
    | run_acts.RenameRun
    | run_acts.HideRuns
    | run_acts.DuplicateRun
    | run_acts.OpenRun
    | run_acts.DeleteRuns
    | run_acts.PlanSweep
    | run_acts.KeepMap
    | run_acts.OpenExperiment
)
