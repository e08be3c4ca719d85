"""Acts: what a scene does in the window, a class for each; all of them stand in `any_act`."""
