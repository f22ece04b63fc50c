"""The studies of analyses.py; analyses.R does the same to the pooled rows."""

MODEL = ["age", "bmi", "x1", "x2", "x3", "x4", "sex", "smoker", "diabetes", "arm"]
NUMBERS = ["age", "bmi", "x1", "x2", "x3", "x4", "marker"]
BREAKS = [*range(91, 1800, 91), 1826]
LEVELS = {"sex": ["F", "M"], "smoker": [0, 1], "diabetes": [0, 1], "arm": ["A", "B"],
          "ill": [0, 1], "dead": [0, 1]}
SURVIVAL = {"time": "time", "event": "dead", "horizon": 1826}

STUDIES = {
    "moments": [{"id": "moments", "type": "describe", "variables": NUMBERS}],
    "linear": [{"id": "linear", "type": "linear", "outcome": "marker", "terms": MODEL}],
    "logistic": [{"id": "logistic", "type": "glm", "family": "binomial", "outcome": "ill",
                  "terms": MODEL}],
    "cox": [{"id": "cox", "type": "cox", **SURVIVAL, "terms": MODEL, "ties": "efron",
             "strata": ["node"]}],
    "curves": [{"id": "kaplan", "type": "kaplan_meier", **SURVIVAL, "by": "arm",
                "breaks": BREAKS},
               {"id": "logrank", "type": "log_rank", **SURVIVAL, "by": "arm"}]}

# What a first run must stay below: seconds, or those of R on rows that it already has in its memory.
BARS = {"moments": 0.5, "logistic": "R", "cox": "R", "curves": 1.0}
MOST_MB = 500  # of the largest node and the largest worker together


def variables_of(analysis):
    names = [*analysis.get("variables", []), *analysis.get("terms", [])]
    return names + [analysis[word] for word in ("outcome", "time", "event", "by")
                    if word in analysis]


def study_of(name, datasets):
    used = sorted({v for analysis in STUDIES[name] for v in variables_of(analysis)})
    return {
        "passerelle": "study/1",
        "study": {"id": f"bench-{name}", "version": "1.0.0", "title": {"en": f"Bench: {name}"},
                  "purpose": "53-1-e-i"},
        "sources": [{"alias": "cohort", "datasets": datasets, "person": "id"}],
        "variables": {v: {"column": v, "levels": LEVELS[v]} for v in used if v in LEVELS},
        "cohorts": {"all": {"from": "cohort"}},
        "analysis_set": {"cohort": "all", "complete_on": used},
        "analyses": STUDIES[name]}
