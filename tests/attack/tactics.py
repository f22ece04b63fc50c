"""What an attacker asks: each tactic aims at a group of a few persons that she chooses by what
everybody may know of them, and yields the questions whose answers, combined, would tell how many
they are.

A tactic returns (group aimed at, questions); None where it aims at nobody in particular.
"""

import random

from cells import at, group
from queries import Count, CountByMembership, Crosstab, Curve, Moments, everybody

YOUNGER, ELDER = range(50, 64), range(66, 80)


def margins():
    """What an honest study of these data would ask."""
    return [Count(everybody()), Count(everybody(), "arm_of"), Count(everybody(), "age_of"),
            Crosstab(everybody(), "arm_of", "dead_of"), Crosstab(everybody(), "sex_of", "arm_of"),
            Crosstab(everybody(), "half_decade", "sex_of"),
            Crosstab(everybody(), "age_of", "sex_of"),
            Crosstab(everybody(), "half_decade", "arm_of"),
            Crosstab(group(sex="f"), "half_decade", "arm_of"),
            Crosstab(group(sex="m"), "half_decade", "arm_of"),
            Crosstab(group(dead=1), "decade", "arm_of"),
            Curve(everybody()), Curve(group(arm="Obs")), Curve(group(arm="New"))]


def complement(few):
    """All but a few."""
    return few, [Count(~few)]


def near_cuts(age, sex):
    """Younger than 60, younger than 61."""
    few = group(age=age, sex=sex)
    return few, [Count(group(age=range(50, last), sex=sex)) for last in (age, age + 1)]


def in_and_out(few, others):
    """A group with the few and without them."""
    return few, [Count(others - few), Count(others | few)]


def tracker(few, half):
    """q(C) = q(C or T) + q(C or not T) - N (Denning, Denning and Schwartz 1979)."""
    return few, [Count(few | half), Count(few | ~half)]


def triangle(few, left, right):
    """Of three groups each two together."""
    left, right = left - few, right - few - left
    return few, [Count(left | few), Count(few | right), Count(left | right)]


def two_columns(few, others, name):
    """Two columns of one study that differ for the few: no relation of a table ties them."""
    return few, [CountByMembership(everybody(), others - few, f"{name}_without"),
                 CountByMembership(everybody(), others | few, f"{name}_with")]


def parts(few, others):
    """All parts of a group, by a column of the study, and the group with the few."""
    return few, [Crosstab(others - few, "sex_of", "arm_of"), Count(others | few)]


def mean_of_two_ages(age, other, sex):
    """The mean age of persons of two ages tells how many of each there are."""
    return group(age=age, sex=sex), [Moments(group(age=[age, other], sex=sex))]


def curve_with_and_without(few, others):
    """Numbers at risk, of a group and of the group without the few."""
    return few, [Curve(others | few), Curve(others - few)]


def mean_with_and_without(few, others):
    return few, [Moments(others | few), Moments(others - few)]


def moments_of_three_ages(ages, sex):
    """n, mean and variance are three equations of three numbers."""
    return group(age=ages[0], sex=sex), [Moments(group(age=ages, sex=sex))]


def nearly_a_triangle(few, fewer, left, right):
    """As `triangle`, with some more in one of the sums: q1 + q2 - q3 = few + 2 fewer. No group has
    that number, but persons are whole and not negative, and so few cannot hide much."""
    left, right = left - few - fewer, right - few - fewer - left
    return few | fewer, [Count(left | fewer | few), Count(fewer | right), Count(left | right)]


def of_age(age, sex):
    return group(age=age, sex=sex)


# By requester, in the order of their studies; each aims elsewhere, so that what one tactic tells is
# seen for itself. Groups are of one age and sex, some seven persons each.
def first_tactics():
    return [complement(of_age(51, "f")), complement(of_age(76, "m")),
            near_cuts(60, "f"), near_cuts(71, "m"), near_cuts(54, "m"), near_cuts(66, "f"),
            in_and_out(of_age(52, "f"), group(arm="Obs", sex="m")),
            in_and_out(of_age(69, "m"), group(arm="New", age=YOUNGER)),
            in_and_out(of_age(73, "f"), group(dead=1, sex="m")),
            tracker(of_age(57, "f"), group(dead=1)), tracker(of_age(74, "m"), group(arm="Obs"))]


def second_tactics():
    return [triangle(of_age(53, "m"), group(sex="f", age=YOUNGER), group(sex="f", age=ELDER)),
            triangle(of_age(72, "f"), group(sex="m", arm="Obs"), group(sex="m", arm="New")),
            triangle(of_age(62, "f"), group(sex="m", dead=1), group(sex="m", dead=0)),
            two_columns(of_age(58, "m"), group(sex="f", arm="Obs"), "a"),
            two_columns(of_age(67, "f"), group(arm="New", sex="m"), "b"),
            parts(of_age(55, "m"), group(age=ELDER)), parts(of_age(70, "f"), group(age=YOUNGER)),
            curve_with_and_without(of_age(56, "f"), group(sex="m")),
            curve_with_and_without(of_age(68, "m"), group(sex="f"))]


def nearly_triangles():
    return [nearly_a_triangle(of_age(78, "f"), of_age(76, "m"), group(sex="f", age=YOUNGER),
                              group(sex="m", age=YOUNGER)),
            nearly_a_triangle(of_age(79, "f"), of_age(77, "f"), group(sex="f", age=ELDER),
                              group(sex="m", age=ELDER))]


def sums():
    return [(None, [Moments(everybody(), "arm_of"), Moments(everybody(), "sex_of")]),
            mean_of_two_ages(75, 59, "f"), mean_of_two_ages(64, 61, "m"),
            moments_of_three_ages((53, 57, 60), "m"), moments_of_three_ages((77, 61, 62), "f"),
            moments_of_three_ages((54, 59, 63), "f"), moments_of_three_ages((76, 58, 60), "m"),
            mean_with_and_without(of_age(65, "f"), group(sex="m", arm="New"))]


def random_questions(seed, count):
    """Whatever comes: unions and differences of random boxes."""
    dice = random.Random(seed)

    def box():
        first, second = sorted(dice.sample(range(50, 80), 2))
        wanted = {"age": range(first, second + 1)}
        for name, values in (("sex", ("f", "m")), ("arm", ("Obs", "New")), ("dead", (0, 1)),
                             ("band", (0, 1))):
            if dice.random() < 0.35:
                wanted[name] = dice.choice(values)
        return group(**wanted)

    asked = []
    while len(asked) < count:
        of = box()
        shape = dice.random()
        if shape < 0.4:
            of = of | box()
        elif shape < 0.6:
            of = of - box()
        if of.cells:
            kind = dice.random()
            asked.append(Crosstab(of, "sex_of", "arm_of") if kind < 0.1 else Count(of))
    return asked


def adaptive_questions(knowledge, aims, asked_before, snapshot, count):
    """For the groups that the answers so far leave the least room, the question whose answer would
    leave the least, were it what she expects; and the one that differs from it by the group."""
    halves = [group(sex="f"), group(sex="m"), group(arm="Obs"), group(arm="New"), group(dead=1),
              group(age=YOUNGER), group(age=ELDER)]
    dice = random.Random(len(asked_before))
    candidates = []
    for few in aims:
        asked = [of for half in dice.sample(halves, 2) for of in (half | few, half - few)]
        candidates.append([of for of in asked if of.cells not in asked_before])
    expectations = knowledge.expectations(
        sorted({at(snapshot, of.cells) for asked in candidates for of in asked}))
    widths = [expectations.interval(at(snapshot, few.cells)).width for few in aims]
    chosen = {}
    for _, place in sorted(zip(widths, range(len(aims)))):
        few = aims[place]

        def width_after(of):
            return expectations.interval_after(at(snapshot, of.cells),
                                               at(snapshot, few.cells)).width

        if not candidates[place]:
            continue
        best = min(candidates[place], key=width_after)
        for of in (best, best - few if best.cells & few.cells else best | few):
            if of.cells not in asked_before:
                chosen[of.cells] = of
        if len(chosen) >= count:
            break
    return [Count(of) for of in chosen.values()]
