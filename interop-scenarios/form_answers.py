"""What an applicant who has nothing special to say answers to the application form."""

import json
import pathlib

ANSWERS = json.loads((pathlib.Path(__file__).resolve().parent / "answers.json")
                     .read_text(encoding="utf-8"))


def complete(application, problems_of):
    """Answers what this application is asked beyond the usual, and takes back what it is not.

    `problems_of(application)` is what `application check` says; an answer may open a further
    question. Returns the problems that remain."""
    while True:
        problems = problems_of(application)
        if not any([_answer(application, problem) for problem in problems]):
            return problems


def _answer(application, problem):
    country, field = problem.get("country"), problem.get("field")
    answers = (application["countries"].get(country, {}) if country else application).get(
        "answers", {})
    known = ANSWERS["where_asked_by_country" if country else "where_asked"]
    if problem["code"] == "missing" and field in known and field not in answers:
        answers[field] = known[field]
        return True
    if problem["code"] == "not_asked" and field in answers:
        del answers[field]
        return True
    return False
