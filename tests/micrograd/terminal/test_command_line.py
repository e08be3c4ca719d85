"""`python -m micrograd`: one line per step, and one line where something is wrong."""

import random
import re

import pytest

from micrograd.compiled.engine import CompiledEngine
from micrograd.data.csv_samples import csv_text
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.initialisers import INITIALISERS
from micrograd.recipe.kinds import Choice
from micrograd.recipe.network import draw_network
from micrograd.recipe.presets import PRESETS
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import OWNED, SETTINGS
from micrograd.terminal import engines
from micrograd.terminal.command_line import main
from micrograd.terminal.engines import engine_for
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

# All that is told beside the losses where nothing is to be said of options and data.
SCORE = re.compile(r"python -m micrograd: step \d+: (accuracy \d+ of \d+|R² \S+)\n")
TOO_LARGE_A_RATE = ("--learning-rate", "1e308")


def lines_of_a_trainer(
    layers=(4, 4, 1), rate=0.1, steps=50, seed=0, dataset=None, activations="tanh"
):
    """The lines that the command should print."""
    dataset = dataset or four_samples()
    model = MLP(dataset.nin, list(layers), activations, rng=random.Random(seed))
    losses = Trainer(model, dataset, rate).run(steps)
    return [f"{k} {loss!r}" for k, loss in enumerate(losses)]


@pytest.fixture
def printed(capsys):
    """The lines that the command prints, where it ends well; of a file it tells its samples."""

    def run(*arguments):
        assert main(list(arguments)) == 0
        streams = capsys.readouterr()
        *told, score = streams.err.splitlines(keepends=True)
        assert SCORE.fullmatch(score)
        assert bool(told) == ("--data" in arguments)
        return streams.out.splitlines()

    return run


@pytest.fixture
def refusal(capsys):
    """The one line of the error, where the command refuses its options."""

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main(list(arguments))
        streams = capsys.readouterr()
        assert exit_.value.code == 2
        assert streams.out == ""
        assert streams.err.endswith("\n")
        lines = streams.err.splitlines()
        assert len(lines) == 1
        return lines[0]

    return run


@pytest.fixture
def file_with(tmp_path):
    """The name of a CSV file with this text."""

    def write(text):
        path = tmp_path / "samples.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


# Training


def test_without_options_it_prints_fifty_lines(printed):
    words = [line.split(" ") for line in printed()]
    assert [k for k, _ in words] == [str(k) for k in range(50)]
    assert all(repr(float(loss)) == loss for _, loss in words)


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_a_seed_prints_the_losses_of_the_trainer_to_the_last_bit(printed, seed):
    assert printed("--seed", str(seed)) == lines_of_a_trainer(seed=seed)


def test_the_losses_are_those_of_the_reference(printed, reference_case):
    lines = printed("--seed", str(reference_case["random_seed"]))
    losses = [float(line.split()[1]) for line in lines]
    assert losses == pytest.approx(reference_case["losses"], rel=1e-9, abs=0)


def test_the_same_seed_prints_the_same_lines(printed):
    assert printed("--seed", "7") == printed("--seed", "7") != printed("--seed", "8")


def test_the_seed_does_not_depend_on_what_was_drawn_before(printed):
    first = printed("--seed", "7", "--steps", "3")
    random.random()
    assert printed("--seed", "7", "--steps", "3") == first


def test_the_layers_are_those_asked_for(printed):
    lines = printed("--seed", "0", "--steps", "5", "--layers", "2,3,1")
    assert lines == lines_of_a_trainer((2, 3, 1), steps=5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_one_activation_is_that_of_all_layers(printed, name):
    lines = printed("--seed", "0", "--steps", "5", "--activations", name, "--learning-rate", "1e-3")
    assert lines == lines_of_a_trainer(rate=1e-3, steps=5, activations=name)


def test_each_layer_may_have_an_activation_of_its_own(printed):
    names = ["gelu", "leaky-relu", "linear"]
    lines = printed("--seed", "0", "--steps", "5", "--activations", "gelu, leaky-relu,linear")
    assert lines == lines_of_a_trainer(steps=5, activations=names)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--activations", "relu,linear"], "2, but there are 3 layers"),
        (["--activations", "relu,linear", "--layers", "1"], "2, but there is 1 layer"),
        (["--activations", "leaky_relu"], "there is no 'leaky_relu', but tanh, relu, "),
        (["--activations", "relu,,linear"], "there is no '', but tanh, "),
    ],
)
def test_activations_that_do_not_fit_are_refused_by_their_option(refusal, options, reason):
    said = refusal(*options)
    assert "argument --activations: " in said
    assert reason in said


@pytest.mark.parametrize("name", INITIALISERS)
def test_starting_weights_are_drawn_as_asked_for(printed, name):
    lines = printed("--seed", "3", "--steps", "5", "--init", name, "--init-scale", "0.5")
    recipe = Recipe(seed=3, init=name, init_scale=0.5)
    losses = Trainer(draw_network(recipe), four_samples()).run(5)
    assert lines == [f"{k} {loss!r}" for k, loss in enumerate(losses)]


def test_a_scale_of_0_is_refused(refusal):
    assert "argument --init-scale: 0 is not a finite number above 0" in refusal("--init-scale", "0")


def test_the_learning_rate_is_that_asked_for(printed):
    lines = printed("--seed", "0", "--steps", "5", "--learning-rate", "0.025")
    assert lines == lines_of_a_trainer(rate=0.025, steps=5)


@pytest.mark.parametrize("steps", ["0.002", "0,002"])
def test_no_number_of_steps_has_decimals(capsys, steps):
    with pytest.raises(SystemExit):
        main(["--steps", steps])
    assert f"'{steps}': give a whole number from 0 to 1,0" in capsys.readouterr().err


@pytest.mark.parametrize("steps", [0, 1, 7])
def test_it_takes_as_many_steps_as_asked_for(printed, steps):
    assert printed("--seed", "0", "--steps", str(steps)) == lines_of_a_trainer(steps=steps)


def test_it_trains_on_the_data_of_a_file(printed, file_with):
    path = file_with("x1,x2,y\n1,2,0.5\n-1,0.5,-0.5\n")
    dataset = Dataset([[1.0, 2.0], [-1.0, 0.5]], [0.5, -0.5])
    lines = printed("--seed", "0", "--steps", "5", "--data", path)
    assert lines == lines_of_a_trainer(steps=5, dataset=dataset)


def test_a_line_says_what_was_understood_of_a_file(capsys, file_with):
    path = file_with("id;size;kind\n1;0,5;setosa\n2;1,5;virginica\n3;?;setosa\n")
    options = ["--loss", "mean-squared", "--steps", "0", "--gaps", "leave-out"]
    assert main(["--data", path, *options]) == 0
    told = (
        "2 rows; semicolon, decimal comma, header; input: size; class label: kind (0 is setosa, "
        "1 is virginica); left out: id (row numbers); 1 row with gaps left out"
    )
    line = capsys.readouterr().err.splitlines()[0]
    assert line == f"python -m micrograd: samples.csv: {told}"


@pytest.mark.parametrize(
    ("text", "options", "xs", "ys"),
    [
        ("1;2\n3;4\n", ["--separator", ";"], [[1], [3]], [2, 4]),
        ("1;2\n3;4\n", ["--separator", "semicolon"], [[1], [3]], [2, 4]),
        ("1,5;2\n", ["--decimal", "comma"], [[1.5]], [2]),
        ("é;y\n1;2\n", ["--encoding", "latin-1"], [[1]], [2]),
        ("0,1\n3,4\n", ["--header", "yes"], [[3]], [4]),
        ("0,1\n3,4\n", ["--header", "no"], [[0], [3]], [1, 4]),
        ("% a\n1,2\n", ["--comment", "%"], [[1]], [2]),
        ("x,y\n1,2\n?,3\n", ["--gaps", "leave-out"], [[1]], [2]),
        ("a,b,c\n1,2,3\n", ["--columns", "c", "--targets", "a"], [[3]], [1]),
        ("a,b,c\n1,2,3\n", ["--columns", "3,2", "--targets", "a"], [[2, 3]], [1]),
        ('"a, b",c,d\n1,2,3\n', ["--leave-out", '"a, b"'], [[2]], [3]),
        ("a,b\n1,7\n2,9\n", ["--label", "b"], [[1], [2]], [0, 1]),
        ("1,7,2\n2,8,4\n3,9,6\n", ["--leave-out", "none"], [[1, 7], [2, 8], [3, 9]], [2, 4, 6]),
    ],
)
def test_options_say_how_a_file_is_read(capsys, file_with, text, options, xs, ys):
    assert main(["--seed", "0", "--steps", "2", "--data", file_with(text), *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == lines_of_a_trainer(steps=2, dataset=Dataset(xs, ys))


def test_how_a_file_is_read_goes_with_a_file(refusal):
    for data in ([], ["--data", "moons"], ["--data", "iris"]):
        line = refusal("--gaps", "refuse", *data)
        assert line.endswith("argument --gaps: goes with --data FILE.csv")


def test_what_is_not_sure_in_a_file_is_asked_about_with_the_options(refusal, file_with):
    line = refusal("--data", file_with("0,1,2\n3.5,1,4\n"))
    assert line.endswith("; say --header yes or --header no")
    line = refusal("--data", file_with("x,y\n1,2\n"), "--separator", "colon")
    assert "there is no 'colon', but comma, semicolon, tab, bar, blanks" in line


def test_the_four_samples_from_a_file_train_like_the_built_in_ones(printed, tmp_path):
    path = tmp_path / "four.csv"
    path.write_bytes(csv_text(four_samples()).encode())
    assert printed("--seed", "0", "--data", str(path)) == printed("--seed", "0")


def test_the_last_layer_follows_the_targets_unless_layers_are_given(printed, file_with):
    path = file_with("x,y1,y2\n1,0.5,-0.5\n2,0.25,0.75\n")
    dataset = Dataset([[1.0], [2.0]], [[0.5, -0.5], [0.25, 0.75]])
    lines = printed("--seed", "0", "--steps", "5", "--data", path)
    assert lines == lines_of_a_trainer((4, 4, 2), steps=5, dataset=dataset)


# Samples that are drawn


def test_it_trains_on_samples_that_are_drawn_and_says_which(capsys):
    assert main(["--seed", "0", "--steps", "3", "--learning-rate", "0.001", "--data", "moons"]) == 0
    streams = capsys.readouterr()
    moons = GENERATORS["moons"].dataset()
    assert streams.out.splitlines() == lines_of_a_trainer(rate=0.001, steps=3, dataset=moons)
    line = streams.err.splitlines()[0]
    drawn = "moons, 100 samples, noise 0.1, seed 0: 2 inputs, 1 target, two classes"
    assert line == f"python -m micrograd: {drawn}"


def test_their_number_noise_and_seed_can_be_chosen(capsys):
    drawing = ["--samples", "30", "--noise", "0,25", "--data-seed", "7"]
    training = ["--seed", "0", "--steps", "3", "--learning-rate", "0.001"]
    assert main([*drawing, *training, "--data", "blobs"]) == 0
    streams = capsys.readouterr()
    blobs = GENERATORS["blobs"].dataset(30, 0.25, 7)
    assert streams.out.splitlines() == lines_of_a_trainer(
        (4, 4, 3), rate=0.001, steps=3, dataset=blobs
    )
    assert (
        "blobs, 3 classes, 30 samples, noise 0.25, seed 7: 2 inputs, 3 targets, 3 classes"
        in streams.err
    )


def test_blobs_have_as_many_classes_as_are_asked_for(capsys):
    assert main(["--seed", "0", "--steps", "1", "--data", "blobs", "--classes", "5"]) == 0
    streams = capsys.readouterr()
    blobs = GENERATORS["blobs"].dataset(classes=5)
    assert blobs.nout == 5
    assert streams.out.splitlines() == lines_of_a_trainer((4, 4, 5), steps=1, dataset=blobs)
    told = "blobs, 5 classes, 150 samples, noise 0.25, seed 0: 2 inputs, 5 targets, 5 classes"
    assert streams.err.splitlines()[0] == f"python -m micrograd: {told}"


def test_a_formula_makes_the_samples(capsys):
    more = ["--inputs", "3", "--low", "-2", "--high", "0,5", "--samples", "40"]
    told = "formula x1 > x3, 3 inputs from -2 to 0.5, 40 samples, noise 0, seed 0"
    for named in ([], ["--data", "formula"]):
        options = [*named, "--formula", "x1 > x3", *more, "--seed", "0", "--steps", "1"]
        assert main(options) == 0
        streams = capsys.readouterr()
        dataset = GENERATORS["formula"].dataset(40, formula="x1 > x3", inputs=3, low=-2.0, high=0.5)
        assert streams.out.splitlines() == lines_of_a_trainer(steps=1, dataset=dataset)
        line = streams.err.splitlines()[0]
        assert line == f"python -m micrograd: {told}: 3 inputs, 1 target, two classes"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--formula", "x3 > 0"], "argument --formula: “x3” is no column; there are x1, x2"),
        (["--formula", " "], "argument --formula: there is nothing here yet"),
        (["--formula", "log(x1)"], "argument --formula: log("),
        (["--data", "moons", "--formula", "x1"], "--formula: goes with --data formula"),
        (["--inputs", "3"], "argument --inputs: goes with --data formula"),
    ],
)
def test_a_formula_that_makes_no_samples_is_told(refusal, options, message):
    assert message in refusal(*options)


def test_other_rules_have_classes_of_their_own(refusal):
    line = refusal("--data", "moons", "--classes", "3")
    assert line.endswith("argument --classes: goes with --data blobs")


@pytest.mark.parametrize("name", list(NAMED))
def test_each_dataset_has_its_name_on_the_command_line(capsys, name):
    assert main(["--steps", "1", "--data", name]) == 0
    assert capsys.readouterr().err.startswith(f"python -m micrograd: {name}")


def test_a_table_that_was_measured_is_told_too(capsys):
    assert main(["--steps", "0", "--data", "iris"]) == 0
    told = "python -m micrograd: iris: 4 inputs, 3 targets, 3 classes\n"
    assert capsys.readouterr().err.startswith(told)


def test_options_that_suit_the_data_are_told_and_taken(capsys):
    clouds = ["--seed", "0", "--data", "two-gaussians", "--samples", "20"]
    assert main([*clouds, "--steps", "1"]) == 0
    advice = capsys.readouterr().err.splitlines()[1]
    prefix = "python -m micrograd: these data are trained better with "
    options = advice.removeprefix(prefix)
    loss = "--loss binary-cross-entropy --learning-rate 0.5"
    assert options == f"{loss} --activations tanh,tanh,linear"
    assert main([*clouds, *options.split(), "--steps", "100"]) == 0
    streams = capsys.readouterr()
    assert len(streams.err.splitlines()) == 2
    first, *_, last = [float(line.split()[1]) for line in streams.out.splitlines()]
    assert last < 0.2 * first


def test_a_preset_has_all_settings_and_its_own_seed_and_others_change_it(printed):
    def losses(recipe):
        trainer = Trainer(draw_network(recipe), recipe.dataset, loss=recipe.loss, **recipe.training)
        return [f"{k} {loss!r}" for k, loss in enumerate(trainer.run(2))]

    preset = ["--preset", "micrograd-demo", "--steps", "2"]
    recipe = PRESETS["micrograd-demo"].recipe()
    assert printed(*preset) == losses(recipe)
    changed = recipe.changed(seed=5, learning_rate=0.5)
    assert printed(*preset, "--seed", "5", "--learning-rate", "0.5") == losses(changed)


def test_a_preset_that_there_is_not_is_answered_with_those_that_there_are(refusal):
    told = f"there is no 'demo', but {', '.join(PRESETS)}"
    assert refusal("--preset", "demo").endswith(told)


def test_a_loss_that_is_asked_for_gets_no_advice_but_its_rate(capsys):
    chosen = ["--data", "moons", "--loss", "sum-squared", "--steps", "1"]
    assert main([*chosen, "--learning-rate", "0.1"]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert main(chosen) == 0
    advice = capsys.readouterr().err.splitlines()[1]
    assert advice.endswith(": gradient-descent trains better with --learning-rate 0.004")


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (("--optimizer", "adam"), "adam trains better with --learning-rate 0.01"),
        (("--optimizer", "adam", "--learning-rate", "0.1"), ""),
        (("--loss", "hinge"), "these data are trained better with --activations tanh,tanh,linear"),
        (("--loss", "hinge", "--activations", "relu"), ""),
    ],
)
def test_what_was_chosen_is_told_what_belongs_to_it(capsys, given, advice):
    assert main(["--steps", "0", *given]) == 0
    told, *_ = capsys.readouterr().err.splitlines()
    assert told.removeprefix("python -m micrograd: ").startswith(advice or "step 0")


def test_targets_that_the_loss_does_not_take_are_warned_of_and_trained(capsys, file_with):
    path = file_with("x,y\n1,1\n2,5\n")
    assert main(["--data", path, "--loss", "binary-cross-entropy", "--steps", "2"]) == 0
    streams = capsys.readouterr()
    told = (
        "python -m micrograd: warning: Binary cross-entropy takes targets from 0 to 1, or −1 and 1;"
    )
    assert streams.err.splitlines()[1].startswith(f"{told} sample 2 has the target 5. Choose mean")
    assert len(streams.out.splitlines()) == 2


def test_a_file_that_is_called_like_a_generator_is_named_with_its_folder(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "moons").write_text("x,y\n1,0.5\n2,0.25\n", encoding="utf-8")
    assert main(["--steps", "1", "--data", "moons"]) == 0
    line = capsys.readouterr().err.splitlines()[0]
    assert line.endswith("; the file of that name is ./moons")
    assert main(["--seed", "0", "--steps", "1", "--data", "./moons"]) == 0
    assert capsys.readouterr().out.splitlines() == lines_of_a_trainer(
        steps=1, dataset=Dataset([[1.0], [2.0]], [0.5, 0.25])
    )


def test_divergence_is_told_in_one_line_after_the_losses(capsys):
    code = main(["--seed", "0", "--layers", "1", *TOO_LARGE_A_RATE])
    streams = capsys.readouterr()
    assert code != 0
    (line,) = streams.err.splitlines()
    assert "step 0" in line
    assert "layer 1 · neuron 1 · w1" in line


# The engine


def test_every_engine_prints_the_same_losses_to_the_last_bit(capsys, compiled_loop, monkeypatch):
    monkeypatch.setattr(engines, "WORTH_LOADING_S", 0.0)
    options = ["--data", "moons", "--samples", "20", "--test-share", "0.2", "--batch-size", "3"]
    more = ["--loss", "binary-cross-entropy", "--activations", "tanh,tanh,linear", "--seed", "0"]
    told = []
    for engine in ("compiled", "readable"):
        assert main([*options, *more, "--engine", engine]) == 0
        told.append(capsys.readouterr())
    assert len(told[0].out.splitlines()) == 50
    assert told[0] == told[1]


def test_a_divergence_in_the_compiled_loop_follows_the_same_losses(
    capsys, compiled_loop, monkeypatch
):
    monkeypatch.setattr(engines, "WORTH_LOADING_S", 0.0)
    told = []
    for engine in ("compiled", "readable"):
        options = ["--seed", "0", "--activations", "linear", "--learning-rate", "10"]
        assert main([*options, "--engine", engine]) == 1
        told.append(capsys.readouterr())
    assert len(told[0].out.splitlines()) == 3
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("name", "steps", "kind"),
    [
        ("compiled", 50, StepEngine),
        ("compiled", 50_000, CompiledEngine),
        ("readable", 50_000, StepEngine),
    ],
)
def test_long_work_is_that_of_the_compiled_loop(name, steps, kind, compiled_loop):
    assert type(engine_for(name, Recipe(), steps)) is kind


# The score


@pytest.mark.parametrize(
    ("options", "score"),
    [
        (["--steps", "0"], "step 0: accuracy 2 of 4"),
        (["--steps", "50"], "step 50: accuracy 4 of 4"),
        (["--preset", "micrograd-demo", "--steps", "0"], "of 100"),
        (["--data", "sine", "--steps", "0", "--loss", "mean-squared"], "step 0: R² -"),
        (["--data", "iris", "--steps", "0", "--loss", "cross-entropy"], "of 150"),
    ],
)
def test_how_well_the_task_is_done_is_told_after_the_last_step(capsys, options, score):
    assert main(["--seed", "0", *options]) == 0
    assert score in capsys.readouterr().err.splitlines()[-1]


# Wrong options


@pytest.mark.parametrize(
    "text",
    ["", ",", "4,4,", "a", "4,b,1", "4.5,1", "0", "4,0,1", "-4,1", "-1", "4;4;1", "9" * 5000],
)
def test_layers_that_are_no_sizes_are_refused(refusal, text):
    assert "--layers" in refusal("--layers", text)


@pytest.mark.parametrize("text", ["", "abc", "0", "-0.1", "nan", "inf", "-inf", "1e999", "1,234"])
def test_a_learning_rate_that_is_not_finite_and_positive_is_refused(refusal, text):
    assert "--learning-rate" in refusal("--learning-rate", text)


def test_a_decimal_comma_is_understood(printed):
    decimals = printed("--seed", "3", "--steps", "2", "--learning-rate", "0,05")
    assert decimals == printed("--seed", "3", "--steps", "2", "--learning-rate", "0.05")


def test_an_error_acts_neither_on_the_terminal_nor_on_the_reader(refusal):
    line = refusal("--data", "a\x1b[31m\u202egnp.csv")
    assert "a\\x1b[31m\\u202egnp.csv" in line
    assert line.isprintable()


@pytest.mark.parametrize("option", ["--steps", "--seed"])
@pytest.mark.parametrize("text", ["", "-1", "1.5", "abc", "²", "1e3"])
def test_a_number_that_is_not_whole_is_refused(refusal, option, text):
    assert option in refusal(option, text)


@pytest.mark.parametrize("option", ["--layers", "--learning-rate", "--steps", "--seed", "--data"])
def test_an_option_without_its_value_is_refused(refusal, option):
    assert option in refusal(option)


def test_an_unknown_option_is_refused(refusal):
    assert "--epochs" in refusal("--epochs", "3")


def test_a_stray_word_is_refused(refusal):
    assert "hello" in refusal("hello")


@pytest.mark.parametrize("name", sorted(OWNED))
def test_a_setting_that_would_not_act_is_refused_with_what_it_goes_with(refusal, capsys, name):
    row = SETTINGS[name]
    (choice,) = (
        each
        for each in SETTINGS.values()
        if isinstance(each.kind, Choice)
        and any(name in each.kind.settings_of(value) for value in each.kind.names)
    )
    options = [row.flag, row.text(row.default), "--steps", "0"]
    for value in choice.kind.names:
        given = [*options, choice.flag, value]
        if name in choice.kind.settings_of(value):
            assert main(given) == 0
            capsys.readouterr()
        else:
            said = refusal(*given)
            assert f"argument {row.flag}: goes with {choice.flag} " in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--momentum", "0.5"], "--momentum: goes with --optimizer momentum or nesterov"),
        (["--beta1", "0.5", "--optimizer", "rmsprop"], "goes with --optimizer adam or adamw"),
        (["--penalty-strength", "1"], "--penalty-strength: goes with --penalty l1 or l2"),
        (
            ["--schedule-steps", "9", "--schedule", "constant"],
            "goes with --schedule linear or step or exponential or cosine",
        ),
        (
            ["--preset", "micrograd-demo", "--penalty", "none", "--penalty-strength", "1"],
            "goes with --penalty l1 or l2",
        ),
    ],
)
def test_an_option_that_would_be_ignored_names_what_to_add(refusal, options, said):
    assert refusal(*options).endswith(said)


@pytest.mark.parametrize("option", ["--samples", "--noise", "--data-seed"])
def test_what_samples_are_drawn_with_goes_with_a_generator(refusal, file_with, option):
    path = file_with("x,y\n1,2\n")
    for data in ([], ["--data", path], ["--data", "iris"]):
        line = refusal(option, "3", *data)
        assert f"argument {option}: goes with --data" in line
        assert "moons" in line


@pytest.mark.parametrize(
    ("option", "text"),
    [
        *[("--samples", text) for text in ("0", "-1", "1.5", "x", "100001")],
        *[("--noise", text) for text in ("-0.1", "nan", "inf", "x", "1000")],
        *[("--classes", text) for text in ("1", "11", "x", "2.5")],
        *[("--data-seed", text) for text in ("-1", "0.5", "x", "99999999999")],
    ],
)
def test_what_no_samples_are_drawn_with_is_refused(refusal, option, text):
    assert f"argument {option}: " in refusal("--data", "moons", option, text)


def test_an_unknown_name_is_answered_with_those_that_there_are(refusal):
    line = refusal("--data", "moon")
    assert "argument --data: moon: No such file" in line
    assert all(name in line for name in NAMED)


def test_a_file_that_is_not_there_is_named(refusal, tmp_path):
    path = str(tmp_path / "nowhere.csv")
    assert path in refusal("--data", path)


def test_a_folder_is_no_data(refusal, tmp_path):
    assert str(tmp_path) in refusal("--data", str(tmp_path))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x,y\n1,2\n3,abc\n", "line 3, column 2"),
        ("x,y\n1,\n", "line 2, column 2"),
        ("x,y\nnan,1\n", "line 2, column 1"),
        ("x,y\n1,2,3\n", "line 2"),
        ("", "no row"),
        ('x,y\n1,"2\n3"\n', "column 2"),
    ],
)
def test_a_bad_file_is_refused_naming_file_and_place(refusal, file_with, text, reason):
    path = file_with(text)
    line = refusal("--data", path)
    assert path in line
    assert reason in line


def test_a_last_layer_that_does_not_fit_the_four_samples_is_refused(refusal):
    line = refusal("--layers", "4,4,2")
    assert "--layers" in line
    assert "2" in line
    assert "1 target" in line


def test_a_last_layer_that_does_not_fit_the_file_is_refused(refusal, file_with):
    path = file_with("x,y1,y2\n1,2,3\n")
    line = refusal("--layers", "4,1", "--data", path)
    assert "--layers" in line
    assert "2 targets" in line


# A process of its own


def test_the_command_prints_the_same_in_a_process_of_its_own(fresh_python):
    done = fresh_python("-m", "micrograd", "--seed", "0", "--steps", "50")
    assert (done.returncode, done.stderr) == (0, "python -m micrograd: step 50: accuracy 4 of 4\n")
    assert done.stdout.splitlines() == lines_of_a_trainer()


def test_wrong_options_end_the_process_with_one_line_and_code_2(fresh_python):
    done = fresh_python("-m", "micrograd", "--layers", "0")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "--layers" in done.stderr


def test_divergence_ends_the_process_with_one_line(fresh_python):
    done = fresh_python("-m", "micrograd", "--seed", "0", "--layers", "1", *TOO_LARGE_A_RATE)
    assert done.returncode not in (0, 2)
    assert len(done.stderr.splitlines()) == 1
    assert "step 0" in done.stderr


def test_a_fault_trains_in_the_terminal_with_the_readable_engine(capsys):
    assert main(["--fault", "uphill", "--steps", "3", "--seed", "0"]) == 0
    losses = [float(line.split()[1]) for line in capsys.readouterr().out.splitlines()]
    assert losses[0] < losses[1] < losses[2]


def test_an_unknown_fault_is_refused_with_the_names_of_all(capsys):
    with pytest.raises(SystemExit):
        main(["--fault", "typo"])
    assert "overwritten-grad" in capsys.readouterr().err
