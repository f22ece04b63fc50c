# %% [markdown]
# # A study over several countries, from Python
#
# A researcher looks for data, applies to the bodies that decide on them, runs a study where the
# data are, and reads the coefficients. No row ever comes here. The cells marked `# %%` open as a
# notebook in editors that know them (and with `jupytext --to ipynb`); it also runs as a script:
#
#     python3 example.py application.json
#     python3 example.py APPLICATION-ID
#
# Where the node is, and who asks, is in the environment:
#
#     export PASSERELLE_URL=https://fr.example:8443 PASSERELLE_CERTIFICATE=fr.pem
#     export PASSERELLE_USER=marie PASSERELLE_PASSWORD=…

# %%
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))  # where it is not installed
import passerelle

node = passerelle.Node(os.environ["PASSERELLE_URL"], os.environ.get("PASSERELLE_CERTIFICATE"))
node.login(os.environ["PASSERELLE_USER"], os.environ["PASSERELLE_PASSWORD"])

# %% [markdown]
# ## What data are there?
# The search asks the catalogues of all nodes.

# %%
found = node.search("trial of two arms")
for dataset in found:
    print(dataset["node"], dataset["dataset"])

# %% [markdown]
# ## The study
# A document without code: which columns, which persons, which analyses. Levels are declared, the
# first is the reference. `strata: ["node"]` keeps each country's risk sets apart: only sums leave.

# %%
study = {
    "passerelle": "study/1",
    "study": {"id": "two-arms", "version": "1.0.0", "title": {"en": "Survival in two arms"},
              "purpose": "53-1-e-i"},
    "sources": [{"alias": "t", "person": "id",
                 "datasets": sorted(dataset["dataset"] for dataset in found)}],
    "variables": {"arm": {"column": "arm", "levels": ["Obs", "New"]},
                  "dead": {"column": "dead", "levels": [0, 1]}},
    "cohorts": {"all": {"from": "t"}},
    "analysis_set": {"cohort": "all", "complete_on": ["age", "arm", "dead", "time"]},
    "analyses": [
        {"id": "ages", "type": "describe", "variables": ["age"], "by": "arm"},
        {"id": "cox", "type": "cox", "time": "time", "event": "dead", "horizon": 1500,
         "terms": ["arm", "age"], "strata": ["node"]}]}

checked = node.check(study)
print("digest", checked["digest"])
print("columns", *checked["variables"])

# %% [markdown]
# ## The application
# One dossier for all countries; the digest binds every permit to this study. The bodies decide in
# their own time, so a script ends here, and is started again with the id of the application.

# %%
wanted = sys.argv[1]
if wanted.endswith(".json"):
    application = json.loads(pathlib.Path(wanted).read_text(encoding="utf-8"))
    application["study"] = {"id": study["study"]["id"], "version": study["study"]["version"],
                            "digest": checked["digest"]}
    for problem in node.application_problems(application):
        print("lacks", problem)
    print("application", node.apply(application))
    sys.exit()

# %% [markdown]
# ## The permits
# What each body granted has to be accepted, once.

# %%
for part in node.application(wanted, refresh=True)["parts"]:
    print(part["node"], part["state"])
    if part["state"] == "decision_issued":
        node.accept(wanted, part["node"])
for issuer, permit in sorted(node.permits(wanted).items()):
    print("permit of", issuer, permit["body"]["id"])

# %% [markdown]
# ## The run
# Each node computes on its own rows, round by round; what the rules withhold is None.

# %%
run = node.submit(study, wanted)
result = run.wait(timeout=600).result()
cox = result.pooled("cox")
for term, coefficient in cox["coefficients"].items():
    low, high = cox["hazard_ratio_conf_low"][term], cox["hazard_ratio_conf_high"][term]
    print(f"{term}: coefficient {coefficient:.6f}, hazard ratio {cox['hazard_ratios'][term]:.3f}"
          f" ({low:.3f} to {high:.3f})")

# %% [markdown]
# ## Tables and the bundle
# Tables are lists of dicts, or data frames where pandas is installed. The bundle is what others
# check: `passerelle verify result.zip --anchor FINGERPRINT`.

# %%
for row in result.table("ages"):
    print(row)
print("bundle", result.save("result.zip"), "with", *result.tables)
