"""Persons as an attacker thinks of them: cells of a cross of what is known of everybody, of which
she does not know how many persons are in them.

A set of cells is a number whose bits are cells, so that union and difference are `|` and `& ~`.
"""

import itertools

AGES = range(50, 80)
SEXES = ("f", "m")
ARMS = ("Obs", "New")
DEAD = (0, 1)
TIME_BREAKS = (365, 1095)  # days; the last is the end of follow-up
BANDS = range(len(TIME_BREAKS))
ATTRIBUTES = {"age": tuple(AGES), "sex": SEXES, "arm": ARMS, "dead": DEAD, "band": tuple(BANDS)}

CELLS = [dict(zip(ATTRIBUTES, values)) for values in itertools.product(*ATTRIBUTES.values())]
EVERY_CELL = (1 << len(CELLS)) - 1

# Persons who leave the data between two snapshots are told apart from those who stay: block 0
# stays, block 1 is gone from snapshot 1 on, block 2 from snapshot 2 on.
SNAPSHOTS = 3
UNIVERSE = len(CELLS) * SNAPSHOTS


def band_of(time):
    """The interval (0, 365], … in which a day of follow-up lies."""
    return next(band for band, end in enumerate(TIME_BREAKS) if time <= end)


def cell_of(row):
    """The cell of a row of the data, as texts."""
    known = {"age": int(row["age"]), "sex": row["sex"], "arm": row["arm"],
             "dead": int(row["dead"]), "band": band_of(int(row["time"]))}
    return CELLS.index(known)


def in_block(cells, block):
    return cells << (block * len(CELLS))


def at(snapshot, cells):
    """Those of the cells who are in the data at that snapshot."""
    gone_later = (block for block in range(SNAPSHOTS) if block == 0 or block > snapshot)
    return sum(in_block(cells, block) for block in gone_later)


def gone_by(snapshot):
    """Whoever left the data up to that snapshot."""
    return sum(in_block(EVERY_CELL, block) for block in range(1, snapshot + 1))


class Group:
    """A set of cells, and how a study says it."""

    def __init__(self, cells, where):
        self.cells = cells
        self.where = where

    def __or__(self, other):
        return Group(self.cells | other.cells, {"or": [self.where, other.where]})

    def __and__(self, other):
        return Group(self.cells & other.cells, {"and": [self.where, other.where]})

    def __sub__(self, other):
        return Group(self.cells & ~other.cells, {"and": [self.where, {"not": other.where}]})

    def __invert__(self):
        return Group(EVERY_CELL & ~self.cells, {"not": self.where})


def _condition(name, values):
    if name == "band":
        ends = [0, *TIME_BREAKS]
        return {"or": [{"between": ["time", ends[v] + 1, ends[v + 1]]} for v in values]}
    if name == "age" and len(values) == values[-1] - values[0] + 1:
        return {"between": ["age", values[0], values[-1]]}
    return {"in": [{"column": name}, *values]}


def group(**wanted):
    """Who has one of the wanted values of each attribute: group(age=range(60, 70), sex="f")."""
    chosen = {name: sorted([value] if isinstance(value, (str, int)) else value)
              for name, value in wanted.items()}
    cells = sum(1 << i for i, cell in enumerate(CELLS)
                if all(cell[name] in values for name, values in chosen.items()))
    return Group(cells, {"and": [_condition(*one) for one in chosen.items()]})
