"""Compares what a run gave with the expected numbers of a scenario; see README.md in this folder."""

import re

TOLERANCE = 1e-10


def at_pointer(value, pointer):
    """What stands at a JSON Pointer (RFC 6901); KeyError when nothing does."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            if not re.fullmatch("0|[1-9][0-9]*", step) or int(step) >= len(value):
                raise KeyError(pointer)
            value = value[int(step)]
        else:
            value = value[step]
    return value


def is_withheld(analysis, pointer):
    """Whether the number at the pointer, or everything around it, carries the mark."""
    if analysis["status"] == "withheld":
        return True
    return any(pointer == marked or pointer.startswith(marked + "/")
               for marked in analysis["withheld"])


def judge_status(check, analysis, row):
    wanted, reason, pointer = check["status"], check.get("reason"), check.get("pointer")
    row["reference"] = " ".join(filter(None, [wanted, reason]))
    row["ours"] = " ".join(filter(None, [analysis["status"], analysis.get("reason")]))
    row["good"] = analysis["status"] == wanted and reason in (None, analysis.get("reason"))
    if pointer is not None and wanted == "withheld":
        row["good"] = is_withheld(analysis, pointer)


def judge(check, analyses, tolerance=TOLERANCE):
    """Compares one expected number, or an expected status, with what the run gave."""
    row = {"analysis": check["analysis"], "quantity": check.get("pointer", ""), "ours": None,
           "reference": check.get("value"), "difference": None, "allowed": None, "good": False}
    analysis = analyses.get(check["analysis"])
    if analysis is None:
        row["ours"] = "no such analysis"
        return row
    if "status" in check:
        judge_status(check, analysis, row)
        return row
    try:
        row["ours"] = at_pointer(analysis.get("pooled") or {}, check["pointer"])
    except (KeyError, TypeError):
        row["ours"] = "missing, status " + analysis["status"]
        return row
    value, ours = check["value"], row["ours"]
    numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (value, ours))
    if not numbers:
        row["good"] = value == ours
        return row
    relative = check.get("tolerance_relative", tolerance)
    row["allowed"] = relative * max(abs(value), check.get("scale", 0), 1e-3)
    row["difference"] = abs(ours - value)
    row["good"] = row["difference"] <= row["allowed"]
    return row


def format_table(rows):
    def cell(value):
        if value is None:
            return "-"
        return f"{value:.15g}" if isinstance(value, float) else str(value)

    def small(value):
        return "-" if value is None else f"{value:.1e}"

    lines = [("analysis", "quantity", "ours", "reference", "difference", "allowed", "")]
    for row in rows:
        lines.append((row["analysis"], row["quantity"], cell(row["ours"]), cell(row["reference"]),
                      small(row["difference"]), small(row["allowed"]),
                      "" if row["good"] else "<- outside"))
    widths = [max(len(line[i]) for line in lines) for i in range(7)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip()
                     for line in lines)
