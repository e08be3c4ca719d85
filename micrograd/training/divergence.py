"""DivergenceError: training stopped being possible."""


class DivergenceError(ArithmeticError):
    """The loss or a number of the state stopped being finite.

    step: the step it happened at. name: "loss", or the label of the first parameter that
    was not finite. value: what it became. had_finite_loss: False where not even the first loss
    since the last edit was finite, so that no learning rate would help.
    """

    def __init__(self, step: int, name: str, value: float, had_finite_loss: bool = True) -> None:
        advice = (
            "the last finite parameters are kept, try a smaller learning rate"
            if had_finite_loss
            else "samples or parameters are too large for any learning rate"
        )
        super().__init__(f"training diverged at step {step}: {name} became {value}; {advice}")
        self.step, self.name, self.value = step, name, value
        self.had_finite_loss = had_finite_loss
