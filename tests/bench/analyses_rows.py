"""The rows of analyses.py: drawn by DuckDB from the hash of each person's number, so that they are
the same in every run. The engine is the library that stands beside the worker."""

import ctypes

COLUMNS = [("id", "integer"), ("age", "integer"), ("bmi", "number"), ("x1", "number"),
           ("x2", "number"), ("x3", "number"), ("x4", "number"), ("sex", "text"),
           ("smoker", "integer"), ("diabetes", "integer"), ("arm", "text"),
           ("marker", "number"), ("ill", "integer"), ("time", "integer"), ("dead", "integer")]

# u(k) is uniform on (0, 1), z(k) standard normal.
ROWS = """
create macro u(id, k) as ((hash(id * 64 + k) >> 12)::double + 0.5) / pow(2, 52);
create macro z(id, k) as sqrt(-2 * ln(u(id, k))) * cos(2 * pi() * u(id, k + 1));
create table covariates as select id,
    (18 + floor(73 * u(id, 0)))::integer as age,
    round(26 + 4 * z(id, 2), 1) as bmi,
    round(z(id, 4), 3) as x1, round(z(id, 6), 3) as x2,
    round(z(id, 8), 3) as x3, round(exp(z(id, 10) / 2), 3) as x4,
    case when u(id, 12) < 0.52 then 'F' else 'M' end as sex,
    (u(id, 13) < 0.22)::integer as smoker,
    (u(id, 14) < 0.09)::integer as diabetes,
    case when u(id, 15) < 0.5 then 'A' else 'B' end as arm
  from (select range as id from range({rows}));
create table risks as select *,
    0.02 * (age - 50) + 0.03 * (bmi - 26) + 0.1 * x1 - 0.2 * x2 + 0.05 * x3 + 0.1 * x4
    + 0.1 * (sex = 'M')::integer + 0.3 * smoker + 0.4 * diabetes
    - 0.25 * (arm = 'B')::integer as risk
  from covariates;
create table survival as select *,
    ceil(-ln(u(id, 16)) * 5000 / exp(risk)) as until_death,
    ceil(3200 * u(id, 17)) as until_censored
  from risks;
create table pooled as select id, age, bmi, x1, x2, x3, x4, sex, smoker, diabetes, arm,
    round(5 + risk + z(id, 18), 3) as marker,
    (u(id, 20) < 1 / (1 + exp(2 - risk)))::integer as ill,
    least(until_death, until_censored, 1826)::integer as time,
    (until_death <= least(until_censored, 1826))::integer as dead
  from survival;
"""


class Engine:
    """As much of DuckDB's C interface as it takes to write files."""

    def __init__(self, library):
        self.library = ctypes.CDLL(str(library))
        self.library.duckdb_result_error.restype = ctypes.c_char_p
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if (self.library.duckdb_open(None, ctypes.byref(self.database)) or
                self.library.duckdb_connect(self.database, ctypes.byref(self.connection))):
            raise RuntimeError("DuckDB does not start")

    def run(self, sql):
        result = ctypes.create_string_buffer(256)  # larger than its duckdb_result
        if self.library.duckdb_query(self.connection, sql.encode(), result):
            raise RuntimeError(self.library.duckdb_result_error(result).decode())
        self.library.duckdb_destroy_result(result)


def write_rows(folder, library, rows, shares):
    """One Parquet file for each node, and all rows with their node as CSV, for R.

    Returns ({node: file}, CSV file)."""
    folder = folder.with_name(f"{folder.name}-{rows}")
    folder.mkdir(parents=True, exist_ok=True)
    files = {node: folder / f"{node}.parquet" for node in shares}
    table = folder / "pooled.csv"
    if table.is_file():
        return files, table
    engine = Engine(library)
    engine.run(ROWS.format(rows=rows))
    first, sources = 0, []
    for node, share in shares.items():
        last = first + round(rows * share)
        one = f"select * from pooled where id >= {first} and id < {last} order by id"
        engine.run(f"copy ({one}) to '{files[node]}' (format parquet)")
        sources.append(f"select *, '{node}' as node from ({one})")
        first = last
    engine.run(f"copy ({' union all '.join(sources)}) to '{table}.new' (format csv, header)")
    table.with_name(table.name + ".new").rename(table)
    return files, table
