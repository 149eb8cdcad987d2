"""Nouns of the analysis."""

from engagement.consultations.analysis.models.campaigns import (
    Campaign,
    DistinctText,
    Figures,
    Occurrence,
    TextKey,
    Watermark,
)
from engagement.consultations.analysis.models.coding import CodedTheme, Coding, CodingStep
from engagement.consultations.analysis.models.drafts import Proposal, Suggestion, ThemeRun
from engagement.consultations.analysis.models.marks import Quote, Redaction
from engagement.consultations.analysis.models.themes import Theme, ThemeChange

__all__ = [
    "Campaign",
    "CodedTheme",
    "Coding",
    "CodingStep",
    "DistinctText",
    "Figures",
    "Occurrence",
    "Proposal",
    "Quote",
    "Redaction",
    "Suggestion",
    "TextKey",
    "Theme",
    "ThemeChange",
    "ThemeRun",
    "Watermark",
]
