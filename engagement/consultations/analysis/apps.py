from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "engagement.consultations.analysis"
    label = "analysis"
    verbose_name = "Analysis of responses"

    def ready(self) -> None:
        from engagement.consultations.actions import arrivals, figures
        from engagement.consultations.analysis import publishing
        from engagement.consultations.analysis.actions import following

        arrivals.on_change(following.follow)
        figures.counted_by(publishing.headline)
