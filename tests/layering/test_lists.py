"""Every test that tests/README.md names is there."""

import pathlib
import re

TESTS = pathlib.Path(__file__).resolve().parents[1]
README = (TESTS / "README.md").read_text(encoding="utf-8")


def test_python_tests_named_in_the_readme_exist():
    named = re.findall(r"`(?:integration/)?(test_\w+\.py)::(test_\w+)`", README)
    assert len(named) >= 14
    for file, test in named:
        text = (TESTS / "integration" / file).read_text(encoding="utf-8")
        assert f"def {test}(" in text, (file, test)


def test_unit_tests_named_in_the_readme_exist():
    named = re.findall(r'"([^"]+)" in `([\w/]+_test\.cc)`', README)
    assert named
    for test, file in named:
        text = (TESTS.parent / file).read_text(encoding="utf-8")
        assert f'TEST_CASE("{test}")' in text, (file, test)
