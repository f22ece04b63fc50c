"""What a published document costs the node in processor time, as ratios within one run.

    PASSERELLE_BIN=build/release/bin python3 tests/bench/publishing_bench.py [DATASETS] [REQUESTS]

Serves a catalogue on loopback, asks over one TLS connection, and reads the node's own time from the
kernel (user + system, all threads), so that the client's does not count. `health` is the plainest
route; `missed` is a page that must be read, built and written.
"""

import http.client
import os
import pathlib
import ssl
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(TOP / "interop-scenarios"), str(TOP / "tests/integration")]

from federation import Federation  # noqa: E402
from test_publishing import NODE, dataset_iri, path_of, turtle_of  # noqa: E402


class Asker:
    def __init__(self, node):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection("127.0.0.1", node.public_port,
                                                      context=context)
        self.process = node.process.pid

    def seconds(self):
        fields = pathlib.Path(f"/proc/{self.process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, path, headers):
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, len(answer.read()), answer.headers

    def cost(self, count, path, headers, wanted):
        """(microseconds of the node for one request, bytes of the answer)"""
        self.ask(path(0), headers)
        before = self.seconds()
        for number in range(count):
            status, size, _ = self.ask(path(number), headers)
            assert status == wanted, status
        return (self.seconds() - before) / count * 1e6, size


def main(datasets=300, requests=20_000):
    with Federation([NODE]) as federation:
        federation.start()
        node = federation.nodes["pub"]
        with tempfile.NamedTemporaryFile("w", suffix=".ttl") as file:
            file.write(turtle_of(range(datasets)))
            file.flush()
            node.run("catalogue", "import", file.name)
        asker = Asker(node)
        one = path_of(dataset_iri(1))
        tag = asker.ask(one, {})[2]["ETag"]
        packed = {"Accept-Encoding": "gzip"}
        since = "/catalogue?modified_since=2020-01-01T00:00:00."
        rows = [
            ("health", requests, lambda _: "/health/live", {}, 200),
            ("dataset, 304", requests, lambda _: one, {"If-None-Match": tag}, 304),
            ("dataset, kept", requests, lambda _: one, {}, 200),
            ("page, kept, gzip", requests // 4, lambda _: "/catalogue", packed, 200),
            ("page, kept", requests // 20, lambda _: "/catalogue", {}, 200),
            ("page, missed", 30, lambda n: since + f"{n + 1:06d}", {}, 200),
            ("page, missed, gzip", 30, lambda n: since + f"1{n + 1:05d}", packed, 200),
        ]
        plain = None
        print(f"{datasets} datasets, {os.cpu_count()} cores")
        print(f"{'':22}{'bytes':>10}{'µs':>12}{'× health':>10}")
        for name, count, path, headers, wanted in rows:
            cost, size = asker.cost(count, path, headers, wanted)
            plain = plain or cost
            print(f"{name:22}{size:>10}{cost:>12.1f}{cost / plain:>10.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
