"""Compares every #include with the rooms of CMake and with the table in ARCHITECTURE.md.

A room may include its own files and rooms with a smaller level that it names in USES; third-party
headers stay in the rooms that own them. No exceptions are recorded.
"""

import pathlib
import re

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("connectors", "metadata", "node", "policies")

# Header prefix -> the rooms that may include it.
OWNERS = {
    "boost/beast": {"node/http"},
    "boost/asio": {"node/net"},
    "boost/math": {"node/analysis", "policies/noise"},
    "Eigen/": {"node/analysis"},
    "openssl/": {"node/crypto", "node/net"},
    "sodium": {"node/crypto"},
    "sqlite3": {"node/store"},
    "duckdb": {"connectors/duckdb"},
    "expat.h": {"metadata/rdf"},
    "libstemmer": {"node/search"},
    "utf8proc": {"metadata/catalogue"},
    "date/": {"policies/calendar"},
    "kainjow/": {"policies/documents"},
    "archive": {"node/bundle"},
    "pcre2": {"metadata/shacl"},
    "toml++": {"node/service"},
    "CLI/": {"node/cli", "node"},
    "spdlog/": {"node/api", "node/service", "node/service/catalogue", "node/service/access",
                "node/service/studies", "node"},
    "seccomp": {"node/step"},
    "linux/": {"node/step"},
    "sys/socket": {"node/net"},
    "zlib.h": {"node/http"},
}
# A header that another room includes shows none of these: `node/base/json.h` declares Json, the
# whole library is for sources; other foreign types stay behind the room that owns them.
NEVER_IN_HEADERS = ("nlohmann/json.hpp", "boost/", "openssl/", "sodium", "sqlite3", "duckdb.h",
                    "expat.h", "archive", "pcre2", "libstemmer", "utf8proc", "date/", "kainjow/",
                    "zlib.h")


def rooms():
    """Returns {room: (level, used rooms)} as the CMake files say."""
    found = {}
    for folder in FOLDERS:
        for file in (TOP / folder).rglob("CMakeLists.txt"):
            for call in re.findall(r"passerelle_room\((.*?)\)", file.read_text(), re.S):
                words = call.split()
                name = words[words.index("NAME") + 1]
                level = int(words[words.index("LEVEL") + 1])
                uses, taking = set(), False
                for word in words:
                    if word in ("NAME", "LEVEL", "SOURCES", "TESTS", "LIBRARIES", "USES"):
                        taking = word == "USES"
                    elif taking:
                        uses.add(word)
                found[name] = (level, uses)
    return found


def sources():
    for folder in FOLDERS:
        for file in sorted((TOP / folder).rglob("*")):
            if file.suffix in (".h", ".cc"):
                yield file


def includes(file):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', file.read_text(), re.M)


def room_of(path, known):
    """The room of a path is its longest folder that is a room."""
    parts = pathlib.PurePosixPath(path).parts[:-1]
    for length in range(len(parts), 0, -1):
        name = "/".join(parts[:length])
        if name in known:
            return name
    return None


def public_headers(known):
    """Headers that some other room includes."""
    return {header for file in sources() for header in includes(file)
            if header.startswith(FOLDERS)
            and room_of(header, known) != room_of(file.relative_to(TOP).as_posix(), known)}


def complaints(files, known):
    wrong = []
    public = public_headers(known)
    for file, name in files:
        room = room_of(name, known)
        if room is None:
            wrong.append(f"{name} stands in no room")
            continue
        level, uses = known[room]
        for header in includes(file):
            target = room_of(header, known) if header.startswith(FOLDERS) else None
            if target and target != room and (target not in uses or known[target][0] >= level):
                wrong.append(f"{name} includes {header}: {room} may not know {target}")
            for prefix, owners in OWNERS.items():
                if header.startswith(prefix) and room not in owners:
                    wrong.append(f"{name} includes {header}, which belongs to {sorted(owners)}")
            if name in public and header.startswith(NEVER_IN_HEADERS):
                wrong.append(f"{name} shows {header} to other rooms")
    return wrong


def test_every_include_follows_an_arrow():
    known = rooms()
    assert len(known) > 15
    wrong = complaints(((f, f.relative_to(TOP).as_posix()) for f in sources()), known)
    assert not wrong, "\n" + "\n".join(wrong)


def test_arrows_point_to_smaller_levels():
    known = rooms()
    for name, (level, uses) in known.items():
        for used in uses:
            assert used in known, f"{name} uses {used}, which is no room"
            assert known[used][0] < level, f"{name} ({level}) uses {used} ({known[used][0]})"
        if name.split("/")[0] in ("connectors", "metadata", "policies"):
            node = {u for u in uses if u.startswith("node/")}
            assert node <= {"node/base", "node/crypto"}, f"{name} may not know {node}"


def test_the_architecture_page_tells_the_same_levels():
    page = (TOP / "ARCHITECTURE.md").read_text()
    table = {name: int(level) for level, name in re.findall(r"^\| (\d+) \| `([^`]+)` \|", page, re.M)}
    assert table == {name: level for name, (level, _) in rooms().items()}


@pytest.mark.parametrize("header", ["node/service/service.h", "boost/asio.hpp", "sqlite3.h"])
def test_a_wrong_include_is_found(tmp_path, header):
    known = rooms()
    bad = tmp_path / "bad.cc"
    bad.write_text(f'#include "{header}"\n')
    assert complaints([(bad, "node/base/bad.cc")], known)
