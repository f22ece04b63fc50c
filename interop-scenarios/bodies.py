"""The people of an access body, and how they bring a case to its decision: what each country's
procedure asks for, done by whoever has to do it. Standard library only."""

import json

# Nobody decides alone: who assesses does not sign (Art. 55(3)).
STAFF = {"desk": "desk_officer", "assessor": "assessor", "decider": "decider"}
CRITERIA = [f"68-1-{letter}" for letter in "abcdefgh"] + ["68-2-a", "68-2-b"]
FINDINGS = [{"criterion": c, "finding": "met", "reason": "Only statistics leave; see the application."}
            for c in CRITERIA]


def add_staff(node):
    """One account for each function that a grant needs, and one for each committee."""
    for name, role in STAFF.items():
        node.add_person(name, role)
    for step in procedure_of(node)["steps"]:
        if step["type"] == "opinion" and committee(step) not in node.passwords:
            node.add_person(committee(step), "opinion_maker", body=step["by"])


def committee(step):
    return f"committee-{step['by']}"


def procedure_of(node):
    known = {p["country"] for p in node.run("case", "procedure")["procedures"]}
    country = node.about["country"]
    return node.run("case", "procedure", country if country in known else "EU")["procedure"]


class Body:
    """Does what a case of this node needs, step by step."""

    def __init__(self, node, folder):
        self.node = node
        self.folder = folder

    def file(self, name, content):
        file = self.folder / f"{self.node.id}-{name}"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    def act(self, user, name, application, *words):
        return self.node.run("case", name, application, *words, user=user)

    def steps(self, application):
        return self.node.run("case", "show", application, user="desk")["view"]["steps"]

    def bring(self, application, step):
        """What the applicant brings of others, before the file is complete."""
        self.act("desk", "authorisation", application, "--step", step["id"], "--authorisation",
                 "given", "--reference", f"{step['by']} 2026/1", "--document",
                 self.file("act.txt", "A copy of the act is on file."))

    def do(self, application, step, applicant):
        kind, name = step["type"], step["id"]
        if kind in ("prerequisite", "conformity_declaration", "standing_access"):
            self.bring(application, step)
        elif kind == "completeness":
            self.act("desk", "complete", application)
        elif kind == "opinion":
            self.act("desk", "ask-opinion", application, "--step", name)
            self.act(committee(step), "opinion", application, "--step", name, "--opinion",
                     "favourable", "--document", self.file("opinion.txt", "In favour."))
        elif kind == "authorisation":
            self.act("desk", "ask-authorisation", application, "--step", name)
            self.bring(application, step)
        elif kind == "assessment":
            self.act("assessor", "assess", application, self.file("findings.json", FINDINGS))
        elif kind == "feasibility":
            self.act("desk", "feasibility", application, "--step", name, "--feasibility",
                     "feasible")
        elif kind == "fee":
            self.act("desk", "fee", application, "--step", name, "--cents", 0, "--currency", "EUR")
            applicant("fee", "--accept", "--node", self.node.id)
        elif kind == "applicant_choice":
            applicant("choose", "go_on", "--node", self.node.id)

    def prepare(self, application, applicant):
        """Everything before the decision. `applicant(command, *words)` acts for the applicant."""
        self.act("desk", "take", application)
        while True:
            waiting = [s for s in self.steps(application) if not s["done"] and
                       s["type"] != "decision"]
            if not waiting:
                return
            self.do(application, waiting[0], applicant)

    def grant(self, application, reason, conditions=None, details=None, flag="--grant"):
        words = [flag, "--reason", reason]
        if conditions:
            words += ["--conditions", self.file("conditions.json", conditions)]
        if details:
            words += ["--details", self.file("details.json", details)]
        return self.act("decider", "decide", application, *words)

    def refuse(self, application, reason):
        """Refuses a complete application without further steps."""
        self.act("desk", "take", application)
        for step in self.steps(application):
            if step["type"] == "prerequisite":
                self.bring(application, step)
        self.act("desk", "complete", application)
        return self.act("decider", "decide", application, "--refuse", "--reason", reason)
