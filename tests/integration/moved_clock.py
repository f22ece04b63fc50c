"""Nodes whose clock a test moves, for what the law measures in weeks and months.

Debian's faketime is loaded into the processes of these nodes alone, nothing in them knows of it;
their timers run on the monotonic clock, which stays as it is.
"""

import datetime
import os
import pathlib


class MovedClock:
    def __init__(self, folder):
        self.file = pathlib.Path(folder) / "clock"
        self.ahead = datetime.timedelta()
        self.set()

    @property
    def variables(self):
        """For the environment of `Node.start`."""
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        return {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self.file),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}

    def set(self):
        # Whole seconds, and in one piece: a node may read it at any time.
        new = self.file.with_suffix(".new")
        new.write_text(f"+{int(self.ahead.total_seconds())}\n")
        os.replace(new, self.file)

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + self.ahead

    def move(self, **periods):
        """move(days=3): later by that for every node with this clock."""
        self.ahead += datetime.timedelta(**periods)
        self.set()

    def move_to(self, when):
        """To `when` or a second later."""
        assert when > self.now(), "a clock does not go back"
        self.ahead += when - self.now() + datetime.timedelta(seconds=1)
        self.set()
