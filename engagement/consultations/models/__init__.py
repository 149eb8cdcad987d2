"""Nouns of consultations."""

from engagement.consultations.models.consultation import Consultation, PreElectionPeriod
from engagement.consultations.models.editions import Edition, Step
from engagement.consultations.models.exports import Export, ExportPart, PublishedState
from engagement.consultations.models.figures import PublishedFigures
from engagement.consultations.models.files import FileDecision
from engagement.consultations.models.monitoring import EqualityAnswer, FormatRequest
from engagement.consultations.models.outcome import Contribution, OutcomeTheme, Reminder, Report
from engagement.consultations.models.questions import Question, Section
from engagement.consultations.models.responses import Answer, Response, new_secret, secret_hash

__all__ = [
    "Answer",
    "Consultation",
    "Contribution",
    "Edition",
    "EqualityAnswer",
    "Export",
    "ExportPart",
    "FileDecision",
    "FormatRequest",
    "OutcomeTheme",
    "PreElectionPeriod",
    "PublishedFigures",
    "PublishedState",
    "Question",
    "Reminder",
    "Report",
    "Response",
    "Section",
    "Step",
    "new_secret",
    "secret_hash",
]
