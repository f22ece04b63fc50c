"""The analyses over real nodes: pooled numbers against the rows of both, by other formulas."""

import json
import math

import pytest

ANALYSES = [
    {"id": "squares", "type": "linear", "outcome": "time", "terms": ["arm"], "per_node": True},
    {"id": "robust", "type": "linear", "outcome": "time", "terms": ["arm"], "robust": "hc1",
     "per_node": True},
    {"id": "logit", "type": "glm", "family": "binomial", "outcome": "dead", "terms": ["arm"]},
    {"id": "poisson", "type": "glm", "family": "poisson", "outcome": "died", "offset": "log_time",
     "terms": ["arm"]},
    {"id": "rates", "type": "rate", "event": "dead", "person_time": "years", "by": "arm",
     "reference_rates": [0.4, 0.3]},
    {"id": "ages", "type": "histogram", "variable": "age", "breaks": [30, 45, 59, 75, 85]},
    {"id": "times", "type": "quantiles", "variable": "time", "probs": [0.1, 0.25, 0.5, 0.9],
     "definition": 6, "resolution": 1},
    {"id": "meta", "type": "meta", "of": "squares.armNew", "methods": ["fixed", "REML"]},
    {"id": "groups", "type": "table_one", "by": "arm", "variables": ["age", "dead"]},
    {"id": "related", "type": "correlation", "variables": ["age", "time"]},
    {"id": "components", "type": "pca", "variables": ["age", "time"]},
    {"id": "change", "type": "did", "outcome": "time", "treated": "arm", "post": "older"},
    {"id": "series", "type": "its", "outcome": "died", "time": "age", "intervention": 60},
    {"id": "bent", "type": "linear", "outcome": "time",
     "terms": [{"spline": "age", "knots": [50, 60, 70]}]},
    {"id": "bowed", "type": "linear", "outcome": "time", "terms": [{"poly": "age", "degree": 2}]},
    {"id": "ratio", "type": "derive", "expr": "exp(logit.armNew)"}]
# Ages are cut at the same places in all studies: who is between two of them would else be told by
# both together. In a study of their own: a study counts a column between one list of breaks.
MORE_ANALYSES = [
    {"id": "score", "type": "diagnostic", "truth": "dead", "score": "age",
     "thresholds": [41, 52, 67], "threshold": 52},
    {"id": "test", "type": "diagnostic", "truth": "dead", "test": "new"},
    {"id": "causes", "type": "competing_risks", "time": "time", "cause": "cause",
     "breaks": [250, 500, 1000, 1500], "coarser": [[500, 1500], [1500]]}]
OVER_TIME = [
    {"id": "early", "type": "log_rank", "time": "time", "event": "dead", "by": "arm", "rho": 1,
     "horizon": 1500},
    {"id": "rank", "type": "log_rank", "time": "time", "event": "dead", "by": "arm", "rho": 1,
     "strata": [], "breaks": [250, 500, 1000, 1500], "coarser": [[500, 1500]]},
    {"id": "together", "type": "cox", "time": "time", "event": "dead", "terms": ["arm"],
     "strata": [], "breaks": [250, 500, 1000, 1500], "coarser": [[500, 1500], [1500]]},
    {"id": "late", "type": "cox", "time": "time", "event": "dead", "entry": "entry",
     "horizon": 1500, "terms": ["arm", "age"], "concordance": True,
     "proportional_hazards": True}]

WEIGHTED_ANALYSES = [
    {"id": "weighted", "type": "propensity", "exposure": "new", "terms": ["old"],
     "estimand": "ATE", "outcome": "dead"},
    {"id": "exposed", "type": "propensity", "exposure": "new", "terms": ["old"],
     "estimand": "ATT", "outcome": "time"},
    {"id": "mixed", "type": "mixed", "outcome": "time", "terms": ["old"], "group": "arm",
     "method": "ML"},
    {"id": "ranks", "type": "correlation", "variables": ["new", "old", "dead"],
     "method": "spearman"},
    {"id": "plausible", "type": "validation", "rules": ["adult"], "max_percent": 1},
    {"id": "own", "type": "glm", "family": "binomial", "outcome": "dead", "terms": ["new"],
     "per_node": True},
    {"id": "pooled", "type": "meta", "of": "own.new1", "methods": ["fixed"]}]


def bundle_of(world, study):
    application = world.title(study)
    run = world.submit(study, application, "--wait")
    assert run["status"] == "finished"
    return world.result(run["run"])


def answers_of(world, study, tables, plots):
    folder = bundle_of(world, study)
    result = json.loads((folder / "result.json").read_text())
    for name in tables:
        assert (folder / "tables" / name).exists()
    for name in plots:
        assert (folder / "plots" / name).exists()
    return {a["id"]: a for a in result["analyses"]}


@pytest.fixture(scope="module")
def answers(world):
    study = world.study(id="analyses")
    study["variables"].update(
        died={"case": [[{"eq": ["dead", 1]}, 1]], "else": 0},
        older={"case": [[{"ge": ["age", 60]}, 1]], "else": 0}, log_time={"log": "time"}, years={"div": ["time", 365.25]})
    study["analysis_set"]["complete_on"] = ["age", "arm", "dead", "died", "log_time", "older",
                                            "time", "years"]
    study["analyses"] = ANALYSES
    return answers_of(world, study,
                      ("squares.csv", "logit.csv", "rates.csv", "ages.csv", "meta.csv",
                       "groups.csv", "related.csv", "components.csv", "change.csv", "series.csv",
                       "ratio.csv"),
                      ("logit.svg", "poisson.svg", "ages.svg"))


@pytest.fixture(scope="module")
def more_answers(world):
    study = world.study(id="more-analyses")
    study["variables"].update(
        new={"case": [[{"eq": ["arm", "New"]}, 1]], "else": 0, "levels": [0, 1]},
        cause={"case": [[{"and": [{"eq": ["dead", 1]}, {"eq": ["arm", "New"]}]}, 2],
                        [{"eq": ["dead", 1]}, 1]], "else": 0, "levels": [0, 1, 2]})
    study["analyses"] = MORE_ANALYSES
    return answers_of(world, study, ("score.csv", "score/roc.csv", "test.csv", "causes.csv"),
                      ("score.svg", "causes.svg"))


@pytest.fixture(scope="module")
def weighted_answers(world):
    study = world.study(id="weighted-analyses")
    study["variables"].update(
        new={"case": [[{"eq": ["arm", "New"]}, 1]], "else": 0, "levels": [0, 1]},
        old={"case": [[{"ge": ["age", 60]}, 1]], "else": 0, "levels": [0, 1]},
        adult={"case": [[{"between": ["age", 18, 115]}, 1]], "else": 0, "levels": [0, 1]})
    study["analysis_set"]["complete_on"] += ["new", "old"]
    study["analyses"] = WEIGHTED_ANALYSES
    return answers_of(world, study,
                      ("weighted.csv", "weighted/weights.csv", "weighted/effect.csv",
                       "weighted/model.csv", "exposed.csv", "mixed.csv", "mixed/intercepts.csv",
                       "ranks.csv"), ())


@pytest.fixture(scope="module")
def answers_over_time(world):
    study = world.study(id="over-time")
    study["variables"]["entry"] = {"div": ["time", 4]}
    study["analyses"] = OVER_TIME
    return answers_of(world, study,
                      ("early.csv", "rank.csv", "together.csv", "late/proportional_hazards.csv"),
                      ("together.svg", "late.svg"))


@pytest.fixture(scope="module")
def rows(world):
    return [{"node": node.id, "arm": r["arm"], "age": int(r["age"]), "time": int(r["time"]),
             "dead": int(r["dead"])} for node in (world.fr, world.fi) for r in world.rows(node)]


def column(rows, arm, name):
    return [r[name] for r in rows if r["arm"] == arm]


def mean(values):
    return math.fsum(values) / len(values)


def spread(values):
    middle = mean(values)
    return math.fsum((v - middle) ** 2 for v in values)


def close(value):
    return pytest.approx(value, rel=1e-10)


def difference(rows):
    """Of two arms: the difference of means and its classical standard error."""
    old, new = (column(rows, arm, "time") for arm in ("Obs", "New"))
    variance = (spread(old) + spread(new)) / (len(rows) - 2)
    return mean(new) - mean(old), math.sqrt(variance * (1 / len(old) + 1 / len(new)))


def test_everything_is_released(answers, more_answers, answers_over_time):
    all_answers = answers | more_answers | answers_over_time
    assert {a["status"] for a in all_answers.values()} == {"released"}


def test_least_squares_on_one_factor_is_the_difference_of_means(answers, rows):
    pooled = answers["squares"]["pooled"]
    estimate, error = difference(rows)
    assert pooled["coefficients"]["armNew"] == close(estimate)
    assert pooled["coefficients"]["(Intercept)"] == close(mean(column(rows, "Obs", "time")))
    assert pooled["standard_errors"]["armNew"] == close(error)


def test_robust_errors_take_each_arm_by_its_own_variance(answers, rows):
    robust = answers["robust"]
    for answer, of in ((robust["pooled"], rows),
                       *((robust["nodes"][node], [r for r in rows if r["node"] == node])
                         for node in ("fr", "fi"))):
        hc1 = sum(spread(v) / len(v) ** 2 for v in (column(of, a, "time") for a in ("Obs", "New")))
        assert answer["standard_errors"]["armNew"] == close(
            math.sqrt(hc1 * len(of) / (len(of) - 2)))


def test_logistic_regression_on_one_factor_is_the_odds_ratio(answers, rows):
    (a, b), (c, d) = ((sum(column(rows, arm, "dead")),
                       len(column(rows, arm, "dead")) - sum(column(rows, arm, "dead")))
                      for arm in ("New", "Obs"))
    pooled = answers["logit"]["pooled"]
    assert pooled["odds_ratios"]["armNew"] == close(a * d / (b * c))
    assert pooled["standard_errors"]["armNew"] == close(math.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def test_poisson_regression_on_one_factor_is_the_ratio_of_rates(answers, rows):
    events = {arm: sum(column(rows, arm, "dead")) for arm in ("Obs", "New")}
    time = {arm: sum(column(rows, arm, "time")) for arm in ("Obs", "New")}
    ratio = events["New"] / time["New"] / (events["Obs"] / time["Obs"])
    assert answers["poisson"]["pooled"]["rate_ratios"]["armNew"] == close(ratio)
    pooled = answers["rates"]["pooled"]
    for arm in events:
        assert pooled["by"][arm]["events"] == events[arm]
        assert pooled["by"][arm]["rate"] == close(events[arm] / (time[arm] / 365.25))
    expected = (0.4 * time["Obs"] + 0.3 * time["New"]) / 365.25
    assert pooled["sir"]["estimate"] == close(sum(events.values()) / expected)


def test_a_histogram_counts_between_its_breaks(answers, rows):
    ends = [30, 45, 59, 75, 85]
    counts = [sum((low < r["age"] or r["age"] == low == 30) and r["age"] <= high for r in rows)
              for low, high in zip(ends, ends[1:])]
    assert answers["ages"]["pooled"] == {"breaks": ends, "counts": counts}


def test_a_meta_analysis_weighs_what_each_node_found(answers, rows):
    found = [difference([r for r in rows if r["node"] == node]) for node in ("fi", "fr")]
    weights = [1 / error ** 2 for _, error in found]
    fixed = answers["meta"]["pooled"]["fixed"]
    assert fixed["estimate"] == close(
        sum(w * e for w, (e, _) in zip(weights, found)) / sum(weights))
    assert fixed["standard_error"] == close(sum(weights) ** -0.5)
    assert fixed["weights"]["fi"] == close(weights[0] / sum(weights))


def test_groups_stand_beside_each_other(answers, rows):
    pooled = answers["groups"]["pooled"]
    ages = {arm: column(rows, arm, "age") for arm in ("Obs", "New")}
    variances = {arm: spread(v) / (len(v) - 1) for arm, v in ages.items()}
    for arm, values in ages.items():
        assert pooled["age"]["by"][arm]["n"] == len(values)
        assert pooled["age"]["by"][arm]["mean"] == close(mean(values))
        assert pooled["age"]["by"][arm]["sd"] == close(math.sqrt(variances[arm]))
    assert pooled["age"]["standardised_differences"]["New"] == close(
        (mean(ages["New"]) - mean(ages["Obs"])) / math.sqrt(sum(variances.values()) / 2))
    share = {arm: mean(column(rows, arm, "dead")) for arm in ages}
    assert pooled["dead"]["by"]["New"]["percent"]["1"] == close(100 * share["New"])
    assert pooled["dead"]["standardised_differences"]["New"] == close(
        (share["New"] - share["Obs"]) / math.sqrt(sum(p * (1 - p) for p in share.values()) / 2))


def test_two_numbers_correlate_and_their_components_are_known(answers, rows):
    ages, times = ([r[name] for r in rows] for name in ("age", "time"))
    both = math.fsum((a - mean(ages)) * (t - mean(times)) for a, t in zip(ages, times))
    r = both / math.sqrt(spread(ages) * spread(times))
    related = answers["related"]["pooled"]
    assert related["correlation"][0][1] == close(r)
    assert related["covariance"][0][1] == close(both / (len(rows) - 1))
    assert related["means"]["time"] == close(mean(times))
    # Of two scaled numbers: 1 + |r| and 1 - |r|.
    assert answers["components"]["pooled"]["variances"] == [close(1 + abs(r)), close(1 - abs(r))]


def test_a_difference_in_differences_is_of_four_means(answers, rows):
    cells = {(arm, older): mean([r["time"] for r in rows
                                 if r["arm"] == arm and (r["age"] >= 60) == older])
             for arm in ("Obs", "New") for older in (False, True)}
    effect = answers["change"]["pooled"]["effect"]
    assert effect["coefficient"] == "armNew:older"
    assert effect["estimate"] == close(cells["New", True] - cells["New", False]
                                       - cells["Obs", True] + cells["Obs", False])


def least_squares(columns, outcome):
    """The residuals of least squares on the columns and a one: by Gram and Schmidt."""
    base = []
    for column in [[1.0] * len(outcome)] + columns + [outcome]:
        rest = [float(x) for x in column]
        for _ in range(2):  # twice is enough
            for unit in base:
                share = math.fsum(u * x for u, x in zip(unit, rest))
                rest = [x - share * u for u, x in zip(unit, rest)]
        if column is outcome:
            return rest
        length = math.sqrt(math.fsum(x * x for x in rest))
        base.append([x / length for x in rest])


def test_curves_bend_as_the_study_says(answers, rows):
    ages, times = ([r[name] for r in rows] for name in ("age", "time"))
    # A natural cubic spline with three knots: a cubic between, a line outside.
    bend = [max(a - 50, 0) ** 3 - 2 * max(a - 60, 0) ** 3 + max(a - 70, 0) ** 3 for a in ages]
    for name, more, parameters in (("bent", bend, 3), ("bowed", [a * a for a in ages], 3)):
        rest = least_squares([ages, more], times)
        sigma = math.sqrt(math.fsum(x * x for x in rest) / (len(rows) - parameters))
        assert answers[name]["pooled"]["sigma"] == close(sigma)


def test_a_time_series_breaks_after_the_intervention(answers, rows):
    pooled = answers["series"]["pooled"]
    beta = pooled["coefficients"]
    score = [0.0] * 4
    for r in rows:
        x = [1, r["age"], r["age"] > 60, max(r["age"] - 60, 0)]
        names = ("(Intercept)", "age", "after(age)", "since(age)")
        rest = r["dead"] - math.exp(sum(beta[name] * v for name, v in zip(names, x)))
        score = [s + rest * v for s, v in zip(score, x)]
    # Where the likelihood is greatest its slope is zero.
    assert max(abs(s) for s in score) < 1e-8
    assert pooled["level_change"]["rate_ratio"] == close(math.exp(beta["after(age)"]))


def test_a_derived_ratio_has_the_error_of_the_delta_method(answers):
    logit, ratio = answers["logit"]["pooled"], answers["ratio"]["pooled"]
    assert ratio["estimate"] == close(logit["odds_ratios"]["armNew"])
    assert ratio["standard_error"] == close(
        logit["odds_ratios"]["armNew"] * logit["standard_errors"]["armNew"])


def fourfold(rows, is_positive):
    positive = [r["dead"] for r in rows if is_positive(r)]
    negative = [r["dead"] for r in rows if not is_positive(r)]
    return {"tp": sum(positive), "fp": positive.count(0), "fn": sum(negative),
            "tn": negative.count(0)}


def test_a_test_is_held_against_the_truth(more_answers, rows):
    pooled = more_answers["test"]["pooled"]
    table = fourfold(rows, lambda r: r["arm"] == "New")
    assert {name: pooled[name] for name in table} == table
    tp, fp, fn, tn = table.values()
    assert pooled["sensitivity"]["estimate"] == close(tp / (tp + fn))
    assert pooled["lr_plus"]["estimate"] == close(tp / (tp + fn) * (fp + tn) / fp)
    # Wilson's limits are where the score test just rejects.
    for limit in ("conf_low", "conf_high"):
        p = pooled["npv"][limit]
        assert abs(tn / (tn + fn) - p) == close(
            1.959963984540054 * math.sqrt(p * (1 - p) / (tn + fn)))


def test_a_score_is_cut_at_each_threshold(more_answers, rows):
    ends = [41, 52, 67]
    pooled = more_answers["score"]["pooled"]
    for end, point in zip(ends, pooled["roc"], strict=True):
        table = fourfold(rows, lambda r: r["age"] >= end)
        assert {name: point[name] for name in table} == table
    assert pooled["tp"] == pooled["roc"][1]["tp"]
    # All pairs of the dead and the living, ages known between thresholds only.
    rank = {dead: [sum(r["age"] >= end for end in ends) for r in rows if r["dead"] == dead]
            for dead in (0, 1)}
    wins = [[(a > b) + (a == b) / 2 for b in rank[0]] for a in rank[1]]
    by_dead, by_living = [mean(w) for w in wins], [mean(w) for w in zip(*wins)]
    assert pooled["auc"] == close(mean(by_dead))
    variance = sum(spread(v) / (len(v) - 1) / len(v) for v in (by_dead, by_living))
    assert pooled["auc_se"] == close(math.sqrt(variance))
    assert more_answers["score"]["rounding"] == {"thresholds": ends}


def test_incidence_is_the_share_of_events_weighted_by_who_is_still_followed(more_answers, rows):
    """Each event counts for those who were lost before it (Satten and Datta 2001)."""
    answer = more_answers["causes"]
    breaks = answer["rounding"]["breaks"]
    left = [(next(i for i, end in enumerate(breaks) if r["time"] <= end),
             0 if not r["dead"] else 2 if r["arm"] == "New" else 1) for r in rows]
    still_followed, weights = 1, []
    for i in range(len(breaks)):
        weights.append(1 / still_followed)
        at_risk = sum(place >= i for place, _ in left) - sum(
            place == i and cause > 0 for place, cause in left)
        lost = left.count((i, 0))
        still_followed *= 1 - lost / at_risk if lost else 1
    (group,) = answer["pooled"]["groups"]
    assert (group["n"], group["times"]) == (len(rows), breaks)
    for cause, found in enumerate(group["causes"], start=1):
        parts = [left.count((i, cause)) * weights[i] / len(rows) for i in range(len(breaks))]
        assert found["events"] == sum(place == cause for _, place in left)
        for i, incidence in enumerate(found["cumulative_incidence"]):
            assert incidence == close(math.fsum(parts[:i + 1]))


def test_quantiles_are_those_of_times_rounded_up_to_the_width(answers, rows):
    answer = answers["times"]
    width, offset = (answer["rounding"][k] for k in ("width", "offset"))
    times = sorted(math.ceil((r["time"] - offset) / width) * width + offset for r in rows)
    n = len(times)
    assert answer["pooled"]["n"] == n
    for prob, value, after in zip(*(answer["pooled"][k] for k in ("probs", "values", "after")),
                                  strict=True):
        # The sixth definition: the k-th of n values is at k / (n + 1).
        k = math.floor(prob * (n + 1))
        assert value == close(times[k - 1] + (prob * (n + 1) - k) * (times[k] - times[k - 1]))
        assert after == close(value - width)


def standardised(rows, name, is_new, of):
    """Mean in one arm within each age group, weighted by the ages of those in `of`."""
    total = 0
    for is_old in (False, True):
        group = [r[name] for r in rows
                 if (r["arm"] == "New") == is_new and (r["age"] >= 60) == is_old]
        total += mean(group) * sum((r["age"] >= 60) == is_old for r in of)
    return total / len(of)


def test_weights_of_a_saturated_model_standardise(weighted_answers, rows):
    ours = weighted_answers["weighted"]["pooled"]
    assert weighted_answers["weighted"]["status"] == "released"
    treated, control = (standardised(rows, "dead", is_new, rows) for is_new in (True, False))
    assert ours["effect"]["risk_treated"] == close(treated)
    assert ours["effect"]["risk_control"] == close(control)
    assert ours["effect"]["risk_ratio"]["estimate"] == close(treated / control)
    assert abs(ours["balance"]["old1"]["after"]) < 1e-10
    assert ours["weights"]["treated"]["sum"] == close(len(rows))
    exposed = [r for r in rows if r["arm"] == "New"]
    effect = weighted_answers["exposed"]["pooled"]["effect"]
    assert effect["mean_treated"] == close(mean([r["time"] for r in exposed]))
    assert effect["mean_control"] == close(standardised(rows, "time", False, exposed))


def likelihood_of_intercepts(rows, ratio):
    """Of a linear model of time on age with intercepts of two arms, at a ratio of variances."""
    groups = [[(1.0, float(r["age"] >= 60), float(r["time"])) for r in rows if r["arm"] == arm]
              for arm in sorted({r["arm"] for r in rows})]
    moment = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            for group in groups:
                share = ratio / (1 + ratio * len(group))
                moment[i][j] += math.fsum(row[i] * row[j] for row in group) - share * math.fsum(
                    row[i] for row in group) * math.fsum(row[j] for row in group)
    (a, b, c), (_, d, e), (_, _, f) = moment
    residual = f - (d * c * c - 2 * b * c * e + a * e * e) / (a * d - b * b)
    n = len(rows)
    return -(n * math.log(2 * math.pi * residual / n) + n +
             sum(math.log1p(ratio * len(group)) for group in groups)) / 2


def test_a_random_intercept_is_where_the_likelihood_is_highest(weighted_answers, rows):
    assert weighted_answers["mixed"]["status"] == "released"
    ours = weighted_answers["mixed"]["pooled"]
    ratio = (ours["sd_intercept"] / ours["sd_residual"]) ** 2
    assert ours["loglik"] == close(likelihood_of_intercepts(rows, ratio))
    for other in (ratio * 0.99, ratio * 1.01 + 1e-4):
        assert likelihood_of_intercepts(rows, other) <= ours["loglik"] + 1e-9


def test_ranks_of_two_levels_correlate_as_their_fourfold_table(weighted_answers, rows):
    ours = weighted_answers["ranks"]["pooled"]["correlation"]
    counts = [[sum((r["arm"] == "New") == new and (r["age"] >= 60) == old for r in rows)
               for old in (False, True)] for new in (False, True)]
    (a, b), (c, d) = counts
    assert ours[0][1] == ours[1][0] == close(
        (a * d - b * c) / math.sqrt((a + b) * (c + d) * (a + c) * (b + d)))
    assert [ours[i][i] for i in range(3)] == [1, 1, 1]


def test_each_node_has_odds_of_its_own_which_are_weighed(weighted_answers, rows):
    """Against fourfold tables: log odds ratios, weighed by their inverse variances."""
    weights = estimates = 0
    for node in ("fr", "fi"):
        (a, b), (c, d) = [[sum(r["node"] == node and (r["arm"] == "New") == new and r["dead"] == dead
                               for r in rows) for dead in (0, 1)] for new in (False, True)]
        own = weighted_answers["own"]["nodes"][node]
        variance = 1 / a + 1 / b + 1 / c + 1 / d
        assert own["coefficients"]["new1"] == close(math.log(a * d / (b * c)))
        assert own["standard_errors"]["new1"] == close(math.sqrt(variance))
        weights += 1 / variance
        estimates += math.log(a * d / (b * c)) / variance
    assert weighted_answers["pooled"]["pooled"]["fixed"]["estimate"] == close(estimates / weights)


def test_data_that_pass_a_required_check_are_analysed(weighted_answers, rows):
    assert weighted_answers["plausible"]["pooled"] == {
        "n": len(rows),
        "adult": {"holds": len(rows), "broken": 0, "unknown": 0, "percent_broken": 0}}


def test_data_that_fail_a_required_check_end_the_study(world, rows):
    study = world.study(id="checked")
    study["variables"]["young"] = {"case": [[{"lt": ["age", 60]}, 1]], "else": 0, "levels": [0, 1]}
    study["analyses"] = [
        {"id": "rules", "type": "validation", "rules": ["young"], "max_percent": 1},
        {"id": "odds", "type": "glm", "family": "binomial", "outcome": "dead", "terms": ["age"]}]
    folder = bundle_of(world, study)
    result = json.loads((folder / "result.json").read_text())
    rules, odds = result["analyses"]
    assert rules["pooled"]["young"]["broken"] == sum(r["age"] >= 60 for r in rows)
    assert (odds["status"], odds["reason"], odds["data_check"]) == ("failed", "data_check", "rules")
    assert json.loads((folder / "run.json").read_text())["rounds"] == 1
    assert "which the study requires" in (folder / "report.html").read_text()


def peto(rows):
    """Of the new arm: observed and expected events, each weighted by the survival before it."""
    survival, observed, expected = 1, 0, 0
    for time in sorted({r["time"] for r in rows if r["dead"]}):
        at_risk = [r for r in rows if r["time"] >= time]
        events = [r for r in at_risk if r["time"] == time and r["dead"]]
        new = sum(r["arm"] == "New" for r in at_risk)
        observed += survival * sum(r["arm"] == "New" for r in events)
        expected += survival * len(events) * new / len(at_risk)
        survival *= 1 - len(events) / len(at_risk)
    return observed, expected


def rounded(rows, answer):
    breaks = answer["rounding"]["breaks"]
    return [r | {"time": next(end for end in breaks if r["time"] <= end)} for r in rows]


def test_early_events_weigh_more_in_petos_test(answers_over_time, rows):
    by_node = [peto([r for r in rows if r["node"] == node]) for node in ("fr", "fi")]
    pooled = answers_over_time["early"]["pooled"]
    assert pooled["events"]["New"] == sum(column(rows, "New", "dead"))
    assert (pooled["observed"]["New"], pooled["expected"]["New"]) == tuple(
        close(math.fsum(part)) for part in zip(*by_node))
    answer = answers_over_time["rank"]
    observed, expected = peto(rounded(rows, answer))
    assert answer["pooled"]["observed"]["New"] == close(observed)
    assert answer["pooled"]["expected"]["New"] == close(expected)


def score_at(rows, beta, entry=lambda r: -1):
    """Of each coefficient: the slope of Efron's partial likelihood, and the largest of its terms."""
    def covariates(r):
        return [float(r["arm"] == "New"), float(r["age"])][:len(beta)]

    def sums(of):
        weights = [math.exp(sum(b * x for b, x in zip(beta, covariates(r)))) for r in of]
        return [math.fsum(weights)] + [math.fsum(w * covariates(r)[j] for w, r in zip(weights, of))
                                       for j in range(len(beta))]

    score, size = [0.0] * len(beta), [1.0] * len(beta)
    for time in sorted({r["time"] for r in rows if r["dead"]}):
        events = [r for r in rows if r["time"] == time and r["dead"]]
        risk = sums([r for r in rows if entry(r) < time <= r["time"]])
        tied = sums(events)
        for place in range(len(events)):
            now = [a - place / len(events) * b for a, b in zip(risk, tied)]
            for j in range(len(beta)):
                term = covariates(events[place])[j] - now[1 + j] / now[0]
                score[j] += term
                size[j] += abs(term)
    return score, size


def test_common_risk_sets_are_of_all_nodes(answers_over_time, rows):
    answer = answers_over_time["together"]
    assert answer["exact_to"] == "pooled_rows_rounded"
    score, size = score_at(rounded(rows, answer), [answer["pooled"]["coefficients"]["armNew"]])
    assert abs(score[0]) < 1e-9 * size[0]


def test_who_enters_late_is_at_risk_from_then_on(answers_over_time, rows):
    pooled = answers_over_time["late"]["pooled"]
    beta = [pooled["coefficients"][name] for name in ("armNew", "age")]
    parts = [score_at([r for r in rows if r["node"] == node], beta, lambda r: r["time"] / 4)
             for node in ("fr", "fi")]
    for j in range(2):
        assert abs(sum(score[j] for score, _ in parts)) < 1e-9 * sum(size[j] for _, size in parts)


def test_concordance_is_the_share_of_pairs_in_which_the_higher_risk_comes_first(
        answers_over_time, rows):
    pooled = answers_over_time["late"]["pooled"]
    arm, age = (pooled["coefficients"][name] for name in ("armNew", "age"))
    pairs = won = 0
    for node in ("fr", "fi"):
        own = [(r["time"], r["dead"], arm * (r["arm"] == "New") + age * r["age"])
               for r in rows if r["node"] == node]
        for time, dead, risk in own:
            if not dead:
                continue
            for other, other_dead, other_risk in own:
                outlives = other > time or (other == time and not other_dead)
                if not outlives or not other / 4 < time:
                    continue
                pairs += 1
                same = math.isclose(risk, other_risk, rel_tol=1e-12)
                won += 0.5 if same else risk > other_risk
    assert pooled["concordance"]["pairs"] == pairs
    assert pooled["concordance"]["statistic"] == close(won / pairs)
    tests = pooled["proportional_hazards_test"]
    assert tests["global"]["df"] == 2
    assert set(tests["terms"]) == {"arm", "age"}
