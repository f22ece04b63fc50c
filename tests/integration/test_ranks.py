"""Spearman's correlations of numbers over two nodes: ranks are those among the rows of both, on the
grid that both can tell, and no few persons have a rank to themselves."""

import math

import pytest

from conftest import make_world

FIRST_IDS = (61200300, 72300400)


@pytest.fixture(scope="module")
def own_world(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("ranks"), FIRST_IDS) as world:
        yield world


@pytest.fixture(scope="module")
def people(own_world):
    return [{"age": int(row["age"]), "time": int(row["time"]), "node": node.id}
            for node in own_world.nodes for row in own_world.rows(node)]


def answers_to(world, id, analyses, variables=None):
    study = world.study(id=id)
    study["variables"].update(variables or {})
    study["analysis_set"]["complete_on"] += sorted(variables or {})
    study["analyses"] = analyses
    return world.answers(study)


def ranked(variables, **resolution):
    return {"id": "ranks", "type": "correlation", "variables": variables, "method": "spearman",
            "resolution": resolution}


def ranks_of(values):
    """Each by counting, ties at their mean."""
    return [sum(other < value for other in values) +
            (sum(other == value for other in values) + 1) / 2 for value in values]


def spearman(left, right):
    x, y = ranks_of(left), ranks_of(right)
    middle = (len(x) + 1) / 2
    products = sum((a - middle) * (b - middle) for a, b in zip(x, y))
    return products / math.sqrt(sum((a - middle) ** 2 for a in x) *
                                sum((b - middle) ** 2 for b in y))


def on_grid(values, rounding):
    width, offset = rounding["width"], rounding["offset"]
    return [math.ceil((value - offset) / width) * width + offset for value in values]


def test_ranks_are_those_of_the_rows_of_both_nodes(own_world, people):
    answer = answers_to(own_world, "ranks-of-numbers",
                        [ranked(["age", "time"], age=1, time=1)])["ranks"]
    assert answer["status"] == "released"
    ages, times = [p["age"] for p in people], [p["time"] for p in people]
    rounding = answer["rounding"]["grids"]
    assert answer["pooled"]["n"] == len(people)
    assert answer["pooled"]["correlation"][0][1] == pytest.approx(
        spearman(on_grid(ages, rounding["age"]), on_grid(times, rounding["time"])), abs=1e-12)
    # Held to the minimum, a grid is coarse; it keeps the order of the values all the same.
    assert answer["pooled"]["correlation"][0][1] == pytest.approx(spearman(ages, times), abs=0.1)


def test_products_that_few_pairs_could_be_solved_for_are_withheld(own_world):
    """With each node's own ranks there is one equation more for the same pairs of intervals."""
    answer = answers_to(own_world, "own-ranks",
                        [{**ranked(["age", "time"], age=1, time=1), "per_node": True}])["ranks"]
    assert answer["status"] == "withheld"
    assert answer["pooled"]["n"] is not None
    assert answer["pooled"]["correlation"] is None


def test_a_few_persons_have_no_rank_of_their_own(own_world, people):
    def most_at_a_node(age):
        return max(sum(p["age"] == age and p["node"] == node.id for p in people)
                   for node in own_world.nodes)

    rare = min({p["age"] for p in people}, key=most_at_a_node)
    assert most_at_a_node(rare) < 5
    answers = answers_to(own_world, "rank-of-few", [ranked(["few", "time"], few=1, time=1)],
                         {"few": {"case": [[{"eq": ["age", rare]}, 0]], "else": 1}})
    # The grid of `few` is so coarse that all are tied.
    assert answers["ranks"]["status"] == "withheld"
    assert answers["ranks"]["pooled"]["correlation"] is None
