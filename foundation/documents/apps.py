from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "foundation.documents"
    label = "documents"
    verbose_name = _("Evidence files")

    def ready(self) -> None:
        from foundation import notifications

        notifications.register(
            "document_quarantined",
            subject=_("We could not take your file"),
            body=_(
                "Our virus scanner found something harmful in “%(name)s”, so nobody can open it. What you wrote is not "
                "affected.\n\nScan your device for viruses. If you still need to send the file, make a new copy of it "
                "and add that."
            ),
            purpose=_("you sent this file."),
            mandatory=True,
        )
