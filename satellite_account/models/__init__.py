from satellite_account.models.checks import CheckResult, Note, Waiver
from satellite_account.models.classifications import Aggregation, Classification, Code, Crosswalk, Share
from satellite_account.models.pins import Pin, RunPin
from satellite_account.models.population import Frame, Joined, ScopeDecision, Unit
from satellite_account.models.rows import Observation, RegisterRow, Relation
from satellite_account.models.runs import Artifact, Figure, Run, RunInput, RunTable, RunWalk
from satellite_account.models.sources import Dataset, Problem, SourceChunk, Version

__all__ = [
    "Aggregation",
    "Artifact",
    "CheckResult",
    "Classification",
    "Code",
    "Crosswalk",
    "Dataset",
    "Figure",
    "Frame",
    "Joined",
    "Note",
    "Observation",
    "Pin",
    "Problem",
    "RegisterRow",
    "Relation",
    "Run",
    "RunInput",
    "RunPin",
    "RunTable",
    "RunWalk",
    "ScopeDecision",
    "Share",
    "SourceChunk",
    "Unit",
    "Version",
    "Waiver",
]
