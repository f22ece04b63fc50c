"""Studies made to look at one person: each is refused, or what would tell is withheld by the node
that holds the person, while an honest study over the same rows is answered."""

import pytest

from conftest import make_world
from federation import Refused

FIRST_IDS = (41200300, 52300400)
TERMS = 12


class Attacker:
    """A requester with a permit, and what others know of one person at each node."""

    def __init__(self, world):
        self.world = world
        self.persons = {}
        for node in world.nodes:
            rows = world.rows(node)
            seen = [(row["age"], row["time"]) for row in rows]
            self.persons[node.id] = next(row for row in rows
                                         if seen.count((row["age"], row["time"])) == 1)

    def is_the_person(self):
        """True for one person at either node."""
        return {"or": [{"and": [{"eq": ["age", int(p["age"])]}, {"eq": ["time", int(p["time"])]}]}
                       for p in self.persons.values()]}

    def study(self, id, analyses, variables=None, where=None):
        study = self.world.study(id=id)
        study["variables"].update(variables or {})
        study["analysis_set"]["complete_on"] += sorted(variables or {})
        study["analyses"] = analyses
        if where:
            study["cohorts"]["all"]["where"] = where
        return study

    def answers(self, *words, **more):
        return self.world.answers(self.study(*words, **more))


@pytest.fixture(scope="module")
def attacker(tmp_path_factory):
    with make_world(tmp_path_factory.mktemp("hostile"), FIRST_IDS) as world:
        yield Attacker(world)


def model(id, terms, **more):
    return {"id": id, "type": "linear", "outcome": "age", "terms": terms, **more}


def test_an_honest_study_is_answered(attacker):
    answers = attacker.answers("honest", [model("model", ["arm", "time"])])
    assert answers["model"]["status"] == "released"


def test_a_saturated_model_is_withheld(attacker):
    # As many coefficients as leave fewer than ten rows over.
    ages = sorted(int(p["age"]) for p in attacker.persons.values())
    powers = {f"t{i}": {"exp": {"div": ["time", -100 * (i + 1)]}} for i in range(TERMS)}
    answers = attacker.answers("saturated", [model("model", sorted(powers))], powers,
                               {"between": ["age", ages[0], ages[0] + 1]})
    assert answers["model"]["status"] == "withheld"
    assert answers["model"]["pooled"]["coefficients"] is None


def test_a_dummy_for_one_person_is_withheld(attacker):
    dummy = {"one": {"case": [[attacker.is_the_person(), 1]], "else": 0}}
    answers = attacker.answers("dummy", [
        model("linear", ["one"]),
        {"id": "cox", "type": "cox", "time": "time", "event": "dead", "terms": ["one"]},
        {"id": "logit", "type": "glm", "family": "binomial", "outcome": "dead", "terms": ["one"]},
        model("crossed", ["arm", "one", "arm:one"])], dummy)
    for answer in answers.values():
        assert answer["status"] == "withheld", answer["id"]
        assert answer["pooled"]["coefficients"] is None


def test_a_person_cannot_be_named(attacker):
    one = {"one": {"case": [[{"eq": ["id", FIRST_IDS[0]]}, 1]], "else": 0}}
    with pytest.raises(Refused) as refused:
        attacker.world.draft(attacker.study("named", [model("model", ["one"])], one))
    assert "/variables/one" in refused.value.problem["detail"]


def test_nobody_sends_coefficients(attacker):
    study = attacker.study("chosen", [model("model", ["arm"])])
    application = attacker.world.apply(study)
    permits = attacker.world.grant(application)
    status, problem = attacker.world.order(study, permits["fi"], "fr-chosen",
                                           coefficients={"model": [1000000, -1000000]})
    assert status == 400, problem
    assert "coefficients" in problem["detail"]


def test_weights_that_leave_one_person_are_withheld(attacker):
    # exp(offset) is one for the person and nothing for all others.
    variables = {"died": {"case": [[{"eq": ["dead", 1]}, 1]], "else": 0},
                 "light": {"case": [[attacker.is_the_person(), 0]], "else": -300}}
    answers = attacker.answers("weights", [
        {"id": "model", "type": "glm", "family": "poisson", "outcome": "died", "terms": ["time"],
         "offset": "light"}], variables)
    assert answers["model"]["status"] == "withheld"


@pytest.mark.parametrize("weight", [1e9, 2])
def test_a_weight_of_one_persons_own_is_withheld(attacker, weight):
    variables = {"heavy": {"case": [[attacker.is_the_person(), weight]], "else": 1}}
    answers = attacker.answers(f"heavy-{weight}", [
        {"id": "model", "type": "glm", "family": "binomial", "outcome": "dead", "terms": ["time"],
         "weights": "heavy"}], variables)
    assert answers["model"]["status"] == "withheld"


def test_limits_that_enclose_one_person_are_withheld(attacker):
    # Two cuts that differ by one person at each node: the counts could be subtracted.
    before = {"case": [[attacker.is_the_person(), 1]], "else": {
        "case": [[{"le": ["time", 400]}, 1]], "else": 0}, "levels": [0, 1]}
    after = {"case": [[attacker.is_the_person(), 0]], "else": {
        "case": [[{"le": ["time", 400]}, 1]], "else": 0}, "levels": [0, 1]}
    answers = attacker.answers("limits", [
        {"id": "with", "type": "count", "by": "with"},
        {"id": "without", "type": "count", "by": "without"}], {"with": before, "without": after})
    told = [answers[id]["pooled"]["by"]["1"]["rows"] for id in ("with", "without")]
    assert None in told


def test_a_product_with_a_one_hot_column_is_withheld(attacker):
    product = {"time_of_one": {"case": [[attacker.is_the_person(), {"column": "time"}]], "else": 0}}
    answers = attacker.answers("product", [
        {"id": "mean", "type": "describe", "variables": ["time_of_one"]},
        {"id": "related", "type": "correlation", "variables": ["time_of_one", "age"]}], product)
    assert answers["mean"]["pooled"]["time_of_one"]["mean"] is None
    assert answers["related"]["status"] == "withheld"


def test_moments_of_three_values_do_not_count_who_has_the_rarest(attacker):
    """n, mean and variance are three equations of how many have each value."""
    values = {"value": {"case": [[attacker.is_the_person(), 2], [{"ge": ["age", 60]}, 1]],
                        "else": 0}}
    answers = attacker.answers("three", [{"id": "moments", "type": "describe",
                                          "variables": ["value"]}], values)
    told = answers["moments"]["pooled"]["value"]
    assert None in (told["mean"], told["variance"])


# How many persons have which value stands in the digits of the mean.
IN_DIGITS = {
    "of-one-case": lambda who: {"case": [
        [who, 1000000], [{"ge": ["age", 70]}, 1000], [{"ge": ["age", 60]}, 30],
        [{"ge": ["age", 50]}, 1]], "else": 0},
    "of-a-sum": lambda who: {"add": [{"mul": [{"case": [[who, 1]], "else": 0}, 1000000]}, "age"]},
    "of-a-branch": lambda who: {"case": [[who, {"add": ["age", 1000000]}]], "else": "age"},
    "of-a-branch-of-a-sum": lambda who: {"add": [
        "time", {"case": [[who, {"add": ["age", 1000000]}]], "else": "age"}]},
    "of-a-case-within-a-case": lambda who: {"case": [
        [{"ge": ["age", 60]}, {"case": [[who, 1000000]], "else": 0}]], "else": "age"}}


@pytest.mark.parametrize("code", IN_DIGITS)
def test_a_mean_has_no_digits_of_one_persons_own(attacker, code):
    values = {"value": IN_DIGITS[code](attacker.is_the_person())}
    answers = attacker.answers(code, [
        {"id": "mean", "type": "describe", "variables": ["value"]},
        {"id": "squares", "type": "linear", "outcome": "time", "terms": ["value"]},
        {"id": "cox", "type": "cox", "time": "time", "event": "dead", "terms": ["value"]}], values)
    assert answers["mean"]["pooled"]["value"]["mean"] is None
    assert answers["squares"]["status"] == answers["cox"]["status"] == "withheld"


def test_no_level_has_digits_of_few_persons(attacker):
    """Many are told by the digits, but few of them in one arm, whose sum a model of arms tells."""
    nodes = [attacker.world.rows(node) for node in attacker.world.nodes]
    news = [[int(row["time"]) for row in rows if row["arm"] == "New"] for rows in nodes]
    limit = max(min(times) for times in news)
    assert all(1 <= sum(time <= limit for time in times) < 5 for times in news)
    few = {"and": [{"eq": [{"column": "arm"}, "New"]}, {"le": ["time", limit]}]}
    told = {"or": [{"eq": [{"column": "arm"}, "Obs"]}, few]}
    answers = attacker.answers("digits-by-arm", [model("model", ["arm"], outcome="value")],
                               {"value": {"add": [{"mul": [{"case": [[told, 1]], "else": 0},
                                                           1000000]}, "age"]}})
    assert answers["model"]["status"] == "withheld"


def test_a_rule_that_one_person_breaks_tells_nothing(attacker):
    one = {"one": {"case": [[attacker.is_the_person(), 0]], "else": 1, "levels": [0, 1]}}
    answers = attacker.answers(
        "rule", [{"id": "rules", "type": "validation", "rules": ["one"], "max_percent": 0},
                 model("model", ["arm"])], one)
    # A count too small to be shown neither tells nor ends the study.
    assert answers["rules"]["pooled"]["one"]["broken"] is None
    assert answers["rules"]["pooled"]["one"]["holds"] is None
    assert answers["model"]["status"] == "released"


def test_one_person_is_no_arm_to_weight_and_no_group(attacker):
    one = {"one": {"case": [[attacker.is_the_person(), 1]], "else": 0, "levels": [0, 1]}}
    answers = attacker.answers("arm", [
        {"id": "exposed", "type": "propensity", "exposure": "one", "terms": ["time"],
         "estimand": "ATT", "outcome": "dead"},
        {"id": "grouped", "type": "mixed", "outcome": "age", "terms": ["time"], "group": "one"},
        {"id": "ranked", "type": "correlation", "method": "spearman",
         "variables": ["one", "dead"]}], one)
    for id in ("exposed", "grouped"):
        assert answers[id]["status"] == "withheld"
    assert answers["exposed"]["pooled"]["model"] is None
    assert answers["ranked"]["pooled"]["correlation"][0][1] is None


def test_one_person_is_no_stratum(attacker):
    one = {"one": {"case": [[attacker.is_the_person(), 1]], "else": 0, "levels": [0, 1]}}
    survival = {"time": "time", "event": "dead", "strata": ["node", "one"]}
    answers = attacker.answers("stratum", [
        {"id": "cox", "type": "cox", "terms": ["age"], "ties": "breslow", **survival},
        {"id": "rank", "type": "log_rank", "by": "arm", **survival}], one)
    assert answers["cox"]["status"] == "withheld"
    assert answers["cox"]["pooled"]["loglik"] is None
    assert answers["rank"]["pooled"]["chisq"] is None


def cumulated(answers, node, shift, factor):
    """By cut, on the scale of the column, how many persons of the node lie at or below it, as the
    ranks tell; nothing where they are withheld."""
    values = []
    for answer in answers.values():
        values += answer["nodes"][node]["values"] or []
    cuts = {(value - shift) / factor for value in values}
    return {cut: sum((value - shift) / factor <= cut for value in values) for cut in cuts}


def test_quantiles_whose_cuts_interleave_isolate_nobody(attacker):
    """Every rank by itself, on one scale after the other, so that cuts lie between earlier ones."""
    scales = [(0, 1, 1), (0, 1, 1.5), (0.5, 1, 1), (1, 1, 1), (0, 10, 7)]
    ranks = [(rank + 0.5) / 400 for rank in range(400)]
    known = {node.id: {} for node in attacker.world.nodes}
    for turn, (shift, factor, resolution) in enumerate(scales):
        scaled = {"scaled": {"add": [{"mul": ["time", factor]}, shift]}}
        answers = attacker.answers(f"cuts-{turn}", [
            {"id": f"ranks{half}", "type": "quantiles", "variable": "scaled", "definition": 1,
             "resolution": resolution, "probs": ranks[200 * half:200 * (half + 1)],
             "per_node": True} for half in (0, 1)], scaled)
        for node, cuts in known.items():
            told = cumulated(answers, node, shift, factor)
            assert turn > 0 or max(told.values()) == 400
            cuts.update(told)
            below = [0] + [cuts[cut] for cut in sorted(cuts)]
            between = [high - low for low, high in zip(below, below[1:])]
            assert all(persons == 0 or persons >= 5 for persons in between), (turn, node, between)
