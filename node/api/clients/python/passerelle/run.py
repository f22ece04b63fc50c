"""One run of a study."""

import time

from .result import Result

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
LOOKS_PER_AGE = 20  # a run that takes long is looked at less often


class RunEnded(Exception):
    """The run ended, or halted, without an answer; `status` is what the node says of it."""

    def __init__(self, status):
        self.status = status
        super().__init__(f"the run {status['status']}: {status.get('reason', '')}")


class Run:
    def __init__(self, node, id):
        self.node = node
        self.id = id

    def __repr__(self):
        return f"Run({self.id!r})"

    def status(self):
        """How far the run is: "status", and while it runs "round", "phase" and "nodes"."""
        return self.node._get("/api/v1/studies/" + self.id)

    def cancel(self):
        return self.node._post(f"/api/v1/studies/{self.id}/cancel", {})

    def wait(self, timeout=None, tell=None):
        """Waits until the run is over, and returns it. Raises RunEnded where there is no answer,
        TimeoutError after `timeout` seconds. `tell` is called with each new status.

        A run waits as long as its study allows: for a node that is away, or for a person who looks
        at what would leave."""
        begun, told = time.monotonic(), None
        while True:
            status = self.status()
            if tell is not None and status != told:
                tell(status)
                told = status
            if status["status"] == "finished":
                return self
            if status["status"] != "running":
                raise RunEnded(status)
            age = time.monotonic() - begun
            if timeout is not None and age >= timeout:
                raise TimeoutError(f"{self.id} still runs after {timeout} s")
            time.sleep(min(max(age / LOOKS_PER_AGE, SHORTEST_PAUSE), LONGEST_PAUSE))

    def result(self):
        """The result of a run that is finished."""
        return Result(self.node._ask("GET", f"/api/v1/studies/{self.id}/bundle",
                                     accept="application/zip"))
