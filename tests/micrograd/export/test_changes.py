"""Changes: everything that was changed on the way to a step, ancestors included."""

from micrograd.export.changes import changes, differing
from micrograd.runs.segments import segments_of


def test_the_way_leads_through_every_ancestor_to_the_step_where_it_was_left(lab):
    lab = lab().train(10).branch(6).train(4).branch(8).train(1)
    assert [(run.number, first, end) for run, first, end in segments_of(lab.run)] == [
        (1, 0, 6),
        (2, 6, 8),
        (3, 8, 9),
    ]


def test_the_first_change_is_how_it_all_begins(lab):
    lab = lab().train(3)
    (first,) = changes(lab.run, 3)
    assert first.start is lab.run.start


def test_edits_at_the_step_of_a_branch_happened_before_it_began(lab):
    lab = lab().train(5).rate(0.5).train(5).rate(0.25).train(1).branch(5).parameter(0, 1.0)
    found = [(each.step, each.text) for each in changes(lab.run, 5)]
    assert found[1:] == [
        (5, "rate 0.5"),
        (5, "run 2 branches off run 1"),
        (5, "layer 1 · neuron 1 · w1 = 1"),
    ]
    branch = list(changes(lab.run, 5))[2]
    assert (branch.settings, branch.edits) == ({}, {})


def test_a_step_before_a_branch_is_its_parents(lab):
    lab = lab().train(10).branch(6).rate(0.5).train(4)
    assert len(list(changes(lab.run, 5))) == 1
    assert len(list(changes(lab.run, 6))) == 3


def test_another_network_is_a_beginning_of_its_own(lab):
    lab = (
        lab()
        .train(4)
        .network({"layers": (2, 1), "activations": ("tanh", "tanh")}, "remove layer 2")
    )
    last = list(changes(lab.run, 4))[-1]
    assert last.text == "run 2 goes on from run 1 another way: remove layer 2"
    assert last.start is lab.run.start


def test_what_a_branch_begins_with_counts_where_it_is_not_what_its_parent_came_to(lab):
    lab = lab().train(10).branch(10)
    parent = lab.run.parent
    lab.turn_to(parent).rate(0.5).parameter(1, 0.125).turn_to(lab.experiment.runs[1])
    branch = list(changes(lab.run, 10))[-1]
    assert branch.settings == {"learning_rate": 0.1}
    assert branch.edits == {1: lab.run.start.data[1]}


def test_zero_and_minus_zero_differ():
    assert differing([0.0, 1.0, 2.0], [-0.0, 1.0, 3.0]) == {0: 0.0, 2: 2.0}
