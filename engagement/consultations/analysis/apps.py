from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "engagement.consultations.analysis"
    label = "analysis"
    verbose_name = "Analysis of responses"
