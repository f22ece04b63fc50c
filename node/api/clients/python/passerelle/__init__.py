"""Drives a Passerelle node over its HTTP API; see example.py for a whole study.

    node = passerelle.Node("https://fr.example:8443", certificate="fr.pem")
    node.login("marie", password)
    run = node.submit(study, application)
    result = run.wait().result()
    result.pooled("cox")["coefficients"]

Standard library only; pandas where it is installed and asked for.
"""

from .node import Node, Problem
from .result import Result
from .run import Run, RunEnded

__all__ = ["Node", "Problem", "Result", "Run", "RunEnded"]
