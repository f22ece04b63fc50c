"""Nothing but checked aggregates crosses the federation port: every byte is read here."""

import csv
import json
import re

MINIMUM = 5


def values_of(text):
    """Every JSON document in a stream of HTTP messages."""
    decoder = json.JSONDecoder()
    position = 0
    while (start := text.find("\r\n\r\n{", position)) >= 0:
        try:
            value, length = decoder.raw_decode(text[start + 4:])
            yield value
            position = start + 4 + length
        except ValueError:
            position = start + 4


def numbers_in(value):
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from numbers_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item)


def test_no_row_small_cell_extreme_sql_or_path_crosses(world, granted):
    study, application, _ = granted
    world.proxy.up = world.proxy.down = b""
    world.submit(study, application, "--wait")
    everything = (world.proxy.up + world.proxy.down).decode("utf-8", "replace")
    assert len(everything) > 5_000
    with open(world.data / "fi.csv") as file:
        rows = list(csv.reader(file))[1:]

    for row in rows:
        assert row[5] not in everything
        assert ",".join(row[:5]) not in everything
    for word in ("SELECT ", "select ", "read_csv", str(world.data), str(world.fi.home), "/tmp/",
                 "fi.csv", "secret"):
        assert word not in everything, word

    answers = [v["answer"]["body"] for v in values_of(everything) if "answer" in v]
    assert {a["executing_node"] for a in answers} == {"fi"}
    ages = [int(row[2]) for row in rows]
    for answer in answers:
        for cell in answer["partial"]["cells"]:
            if "persons" in cell:
                assert cell["persons"] == 0 or cell["persons"] >= MINIMUM
                assert cell["rows"] == 0 or cell["rows"] >= MINIMUM
        for entry in answer["partial"]["sums"]:
            extremes = {float(min(ages)), float(max(ages))}
            assert not extremes & {float(n) for n in numbers_in(entry)}
    assert not re.search(r'"(min|max|minimum|maximum)"', everything.replace('"min":[', ""))


def test_a_partial_that_was_changed_on_the_way_ends_the_run(world, granted):
    import pytest
    from federation import Refused
    study, application, _ = granted

    def change(data):
        return re.sub(rb'"persons":(\d)(\d+)', lambda m: b'"persons":' + (
            b"1" if m[1] != b"1" else b"2") + m[2], data)

    world.proxy.change = change
    try:
        with pytest.raises(Refused) as refused:
            world.submit(study, application, "--wait")
    finally:
        world.proxy.change = lambda data: data
    assert "bad_signature" in str(refused.value) or "bad_answer" in str(refused.value)
