"""The result of a study: the bundle that the node sealed, and what stands in it."""

import csv
import io
import json
import pathlib
import zipfile


class Result:
    """Reads a bundle: its bytes, or a file that `save` wrote.

    What was withheld is None. Signatures are not checked here; `passerelle verify FILE --anchor …`
    does that, on any machine."""

    def __init__(self, bundle):
        self.bundle = bundle if isinstance(bundle, bytes) else pathlib.Path(bundle).read_bytes()
        self._archive = zipfile.ZipFile(io.BytesIO(self.bundle))
        self.document = json.loads(self._archive.read("result.json"))
        self.analyses = {analysis["id"]: analysis for analysis in self.document["analyses"]}

    def __getitem__(self, analysis):
        """An analysis as result.json has it: "status", "pooled", "nodes", "withheld", …"""
        return self.analyses[analysis]

    def pooled(self, analysis):
        """The answer over all nodes; KeyError when there is none, with the reason."""
        answer = self.analyses[analysis]
        if answer.get("pooled") is None:
            raise KeyError(f"{analysis} is {answer['status']}: {answer.get('reason', '')}")
        return answer["pooled"]

    @property
    def files(self):
        return self._archive.namelist()

    def read(self, name):
        """The bytes of a file of the bundle, such as "report.html"."""
        return self._archive.read(name)

    @property
    def tables(self):
        """The names of the tables: "cox", …"""
        return [pathlib.PurePosixPath(name).stem for name in self.files
                if name.startswith("tables/") and name.endswith(".csv")]

    def table(self, name):
        """A table as a list of rows, each a dict: numbers as float, empty cells as None."""
        text = self.read(f"tables/{name}.csv").decode("utf-8")
        return [{column: _value(cell) for column, cell in row.items()}
                for row in csv.DictReader(io.StringIO(text, newline=""))]

    def frame(self, name):
        """The same as a pandas.DataFrame."""
        import pandas

        return pandas.read_csv(io.BytesIO(self.read(f"tables/{name}.csv")))

    def save(self, file):
        """Writes the bundle, a zip archive, as the node sealed it."""
        pathlib.Path(file).write_bytes(self.bundle)
        return pathlib.Path(file)

    def extract(self, folder):
        """Writes the files of the bundle into a folder."""
        self._archive.extractall(folder)
        return pathlib.Path(folder)


def _value(cell):
    if cell == "":
        return None
    try:
        return float(cell)
    except ValueError:
        return cell
