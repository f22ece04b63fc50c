"""What follows from all released numbers together: the attacker's linear program.

The unknowns are the numbers of persons in the cells (cells.py), whole and not negative; every
released number is an equation. Of a group, a set of cells, the least and the greatest number of
persons that the equations leave possible is an interval; a group of fewer persons than the minimum
whose interval is narrower than the minimum is narrowed.

GLPK solves: it is in Debian, with integers, and small.
"""

import dataclasses
import math

import swiglpk as glpk

from cells import UNIVERSE

TOLERANCE = 1e-5
# Branching is given up after so many milliseconds: an interval is then that of the linear program,
# which is wider.
INTEGER_MILLISECONDS = 40
MOST_TABLES = 60  # that a mean is taken of


@dataclasses.dataclass(frozen=True)
class Interval:
    least: int
    greatest: int  # UNBOUNDED where nothing bounds it

    @property
    def width(self):
        return self.greatest - self.least


UNBOUNDED = 10 ** 9


@dataclasses.dataclass(frozen=True)
class Equation:
    """The sum of factor * persons over the terms, (factor, cells), is the value."""
    terms: tuple
    value: int


class Knowledge:
    """What equations tell; they are taken up as they come."""

    def __init__(self, equations=()):
        self.equations = []
        self._known = set()
        self._program = None
        for equation in equations:
            self.learn(equation)

    def learn(self, equation):
        if equation in self._known:
            return
        self._known.add(equation)
        self.equations.append(equation)
        self._program = None

    def interval(self, cells):
        """Between which numbers the persons of these cells are."""
        if self._program is None:
            self._program = _Program(self.equations, [])
        return self._program.interval(cells)

    def confirmed_interval(self, cells):
        """The same of whole numbers, which may leave less room; where branching takes too long, of
        fractions."""
        return self._program.interval(cells, whole=True)

    def expectations(self, sets_of_cells):
        return Expectations(_Program(self.equations, sets_of_cells), sets_of_cells)


class Expectations:
    """What would follow if one of some sets of cells were asked for, too, and had as many persons
    as the tables that are possible so far have on the average."""

    def __init__(self, program, sets_of_cells):
        self._program = program
        self._rows = {cells: row for row, cells in enumerate(sets_of_cells)}

    def interval(self, cells):
        return self._program.interval(cells)

    def interval_after(self, asked, cells):
        row = self._rows[asked]
        self._program.suppose(row, self._program.mean(asked))
        try:
            return self._program.interval(cells)
        except ArithmeticError:  # the mean is rounded, and may not be possible
            return Interval(0, UNBOUNDED)
        finally:
            self._program.suppose(row, None)


def _classes(sets_of_cells):
    """The cells that are in the same sets, as one column each."""
    classes = [(1 << UNIVERSE) - 1]
    for cells in sets_of_cells:
        split = []
        for one in classes:
            inside = one & cells
            if inside and inside != one:
                split += [inside, one ^ inside]
            else:
                split.append(one)
        classes = split
    return classes


class _Program:
    """Columns are classes of cells; rows are the equations, and then sets of cells whose number may
    be supposed."""

    def __init__(self, equations, supposed):
        glpk.glp_term_out(glpk.GLP_OFF)
        self.classes = _classes({cells for equation in equations for _, cells in equation.terms} |
                                set(supposed))
        self.first_supposed = len(equations) + 1
        self.problem = glpk.glp_create_prob()
        rows = [(equation.terms, equation.value) for equation in equations]
        rows += [(((1, cells),), None) for cells in supposed]
        glpk.glp_add_rows(self.problem, len(rows))
        glpk.glp_add_cols(self.problem, len(self.classes))
        for column in range(1, len(self.classes) + 1):
            glpk.glp_set_col_bnds(self.problem, column, glpk.GLP_LO, 0, 0)
            glpk.glp_set_col_kind(self.problem, column, glpk.GLP_IV)
        for row, (terms, value) in enumerate(rows, 1):
            self._fill(row, terms, value)
        glpk.glp_adv_basis(self.problem, 0)
        self.simplex = glpk.glp_smcp()
        glpk.glp_init_smcp(self.simplex)
        self.branching = glpk.glp_iocp()
        glpk.glp_init_iocp(self.branching)
        self.branching.tm_lim = INTEGER_MILLISECONDS
        self.tables = 0
        self.sum_of_tables = [0.0] * len(self.classes)

    def __del__(self):
        glpk.glp_delete_prob(self.problem)

    def _fill(self, row, terms, value):
        # The factors of powers of ages are large: rows are brought to one size.
        scale = max(abs(factor) for factor, _ in terms)
        of_any = 0
        for _, cells in terms:
            of_any |= cells
        columns, values = [], []
        for column, one in enumerate(self.classes, 1):
            if one & of_any:
                columns.append(column)
                values.append(sum(f for f, cells in terms if one & cells) / scale)
        glpk.glp_set_mat_row(self.problem, row, len(columns), _array(glpk.intArray, columns),
                             _array(glpk.doubleArray, values))
        self._set_value(row, None if value is None else value / scale)

    def _set_value(self, row, value):
        kind = glpk.GLP_FR if value is None else glpk.GLP_FX
        glpk.glp_set_row_bnds(self.problem, row, kind, value or 0, 0)

    def suppose(self, place, value):
        self._set_value(self.first_supposed + place, value)

    def interval(self, cells, whole=False):
        # Of a class that is only partly inside, nobody or everybody may be inside.
        touched = [p for p, one in enumerate(self.classes, 1) if one & cells]
        inside = [p for p in touched if self.classes[p - 1] & ~cells == 0]
        least = self._optimum(inside, glpk.GLP_MIN, whole)
        greatest = self._optimum(touched, glpk.GLP_MAX, whole)
        return Interval(math.ceil(least - TOLERANCE),
                        UNBOUNDED if greatest is None else math.floor(greatest + TOLERANCE))

    def _optimum(self, columns, direction, whole):
        for column in columns:
            glpk.glp_set_obj_coef(self.problem, column, 1)
        glpk.glp_set_obj_dir(self.problem, direction)
        code = glpk.glp_simplex(self.problem, self.simplex)
        status = glpk.glp_get_status(self.problem)
        value = glpk.glp_get_obj_val(self.problem) if status == glpk.GLP_OPT else None
        if value is not None and whole:
            glpk.glp_intopt(self.problem, self.branching)
            if glpk.glp_mip_status(self.problem) == glpk.GLP_OPT:
                value = glpk.glp_mip_obj_val(self.problem)
        for column in columns:
            glpk.glp_set_obj_coef(self.problem, column, 0)
        if status not in (glpk.GLP_OPT, glpk.GLP_UNBND):
            raise ArithmeticError(f"no table fits the equations: code {code}, status {status}")
        if self.tables < MOST_TABLES and status == glpk.GLP_OPT:
            self.tables += 1
            for place in range(len(self.classes)):
                self.sum_of_tables[place] += glpk.glp_get_col_prim(self.problem, place + 1)
        return value

    def mean(self, cells):
        """Persons in the cells, over the tables found so far."""
        return round(sum(total for one, total in zip(self.classes, self.sum_of_tables)
                         if one & cells) / self.tables)


def _array(kind, values):
    made = kind(len(values) + 1)
    for i, value in enumerate(values, 1):
        made[i] = value
    return made
