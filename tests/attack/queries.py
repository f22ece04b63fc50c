"""Questions to a study, and what the answers say about the cells.

A question is one analysis over one group; `equations(pooled)` are those of the released numbers in
its answer, for the snapshot at which it was answered. A withheld number says nothing.
"""

from cells import AGES, ARMS, BANDS, SEXES, TIME_BREAKS, at, group
from knowledge import Equation

# Ages are taken from here, so that sums of their powers stay small.
MIDDLE_AGE = 65

VARIABLES = {
    "arm_of": {"column": "arm", "levels": list(ARMS)},
    "sex_of": {"column": "sex", "levels": list(SEXES)},
    "dead_of": {"column": "dead", "levels": [0, 1]},
    "age_of": {"column": "age", "levels": list(AGES)},
    "decade": {"cut": "age", "breaks": [None, 60, 70, None]},
    "half_decade": {"cut": "age", "breaks": [None, 55, 60, 65, 70, 75, None]},
    "centred": {"sub": ["age", MIDDLE_AGE]},
}
LEVELS = {
    "arm_of": {arm: group(arm=arm) for arm in ARMS},
    "sex_of": {sex: group(sex=sex) for sex in SEXES},
    "dead_of": {str(dead): group(dead=dead) for dead in (0, 1)},
    "age_of": {str(age): group(age=age) for age in AGES},
    "decade": {"<60": group(age=range(50, 60)), "[60,70)": group(age=range(60, 70)),
               ">=70": group(age=range(70, 80))},
    "half_decade": {name: group(age=range(first, first + 5)) for name, first in (
        ("<55", 50), ("[55,60)", 55), ("[60,65)", 60), ("[65,70)", 65), ("[70,75)", 70),
        (">=75", 75))},
}


class Question:
    """One analysis over the persons of a group; nobody is left out of `everybody`."""

    def __init__(self, of, kind, **parameters):
        self.of = of
        self.kind = kind
        self.parameters = parameters
        self.variables = {}

    def analysis(self, name):
        return {"id": name, "type": self.kind, "cohort": name, **self.parameters}

    def count(self, snapshot, number, *conditions):
        """The equation of a number of persons who meet all conditions, if it was released."""
        if number is None:
            return []
        cells = self.of.cells
        for condition in conditions:
            cells &= condition.cells
        return [Equation(((1, at(snapshot, cells)),), number)]


class Count(Question):
    def __init__(self, of, by=None):
        super().__init__(of, "count", **({"by": by} if by else {}))
        self.by = by

    def equations(self, snapshot, pooled):
        found = self.count(snapshot, pooled["persons"])
        for level, told in pooled.get("by", {}).items():
            found += self.count(snapshot, told["persons"], LEVELS[self.by][level])
        return found


class CountByMembership(Question):
    """Two columns of a study's own: in a group of hers or not."""

    def __init__(self, of, member, name):
        super().__init__(of, "count", by=name)
        self.member = member
        self.variables = {name: {"case": [[member.where, 1]], "else": 0, "levels": [0, 1]}}

    def equations(self, snapshot, pooled):
        return (self.count(snapshot, pooled["persons"]) +
                self.count(snapshot, pooled["by"]["1"]["persons"], self.member) +
                self.count(snapshot, pooled["by"]["0"]["persons"], ~self.member))


class Crosstab(Question):
    def __init__(self, of, rows, columns):
        super().__init__(of, "crosstab", rows=rows, columns=columns)
        self.rows = list(LEVELS[rows].values())
        self.columns = list(LEVELS[columns].values())

    def equations(self, snapshot, pooled):
        found = self.count(snapshot, pooled["total"])
        for row, number in zip(self.rows, pooled["row_totals"]):
            found += self.count(snapshot, number, row)
        for column, number in zip(self.columns, pooled["column_totals"]):
            found += self.count(snapshot, number, column)
        for row, numbers in zip(self.rows, pooled["cells"]):
            for column, number in zip(self.columns, numbers):
                found += self.count(snapshot, number, row, column)
        return found


class Moments(Question):
    """Ages described: with n, the mean is a sum of ages, the variance one of their squares, the
    skewness one of their cubes; whole numbers all of them."""

    def __init__(self, of, by=None):
        super().__init__(of, "describe", variables=["centred"], **({"by": by} if by else {}))
        self.by = by

    def equations(self, snapshot, pooled):
        told = pooled["centred"]
        found = self._of_group(snapshot, told, group(age=AGES))
        for level, more in told.get("by", {}).items():
            found += self._of_group(snapshot, more, LEVELS[self.by][level])
        return found

    def _of_group(self, snapshot, told, condition):
        found = self.count(snapshot, told["n"], condition)
        if told["n"] is None or told["mean"] is None:
            return found
        n, mean = told["n"], told["mean"]
        sums = [mean * n]
        if told["variance"] is not None:
            central = told["variance"] * (n - 1)
            sums.append(central + n * mean ** 2)
            if told["skewness"] is not None:
                third = told["skewness"] * n * (central / n) ** 1.5
                sums.append(third + 3 * mean * sums[1] - 2 * n * mean ** 3)
        for power, total in enumerate(sums, 1):
            found += self._sum_of_powers(snapshot, power, total, condition)
        return found

    def _sum_of_powers(self, snapshot, power, total, condition):
        terms = []
        for age, of_age in zip(AGES, LEVELS["age_of"].values()):
            cells = self.of.cells & condition.cells & of_age.cells
            if cells and age != MIDDLE_AGE:
                terms.append(((age - MIDDLE_AGE) ** power, at(snapshot, cells)))
        return [Equation(tuple(terms), round(total))] if terms else []


class Curve(Question):
    """Numbers at risk, with an event and censored, of each interval of a curve."""

    def __init__(self, of):
        super().__init__(of, "kaplan_meier", time="time", event="dead_of",
                         horizon=TIME_BREAKS[-1], breaks=list(TIME_BREAKS))

    def equations(self, snapshot, pooled):
        found = []
        for curve in pooled["groups"] or []:
            lists = [curve.get(name) or [] for name in ("times", "at_risk", "n_event", "n_censor")]
            for time, at_risk, events, censored in zip(*lists):
                if time == 0:
                    continue
                band = TIME_BREAKS.index(time)
                found += self.count(snapshot, at_risk, group(band=[b for b in BANDS if b >= band]))
                found += self.count(snapshot, events, group(band=band, dead=1))
                found += self.count(snapshot, censored, group(band=band, dead=0))
        return found


def everybody():
    return group(age=AGES)
