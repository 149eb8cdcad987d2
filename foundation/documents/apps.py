from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ADVICE = {
    "document_quarantined": _(
        "Our virus scanner found something harmful in “%(name)s”, so nobody can open it. What you wrote is not "
        "affected.\n\nScan your device for viruses. If you still need to send the file, make a new copy of it "
        "and add that."
    ),
    "document_quarantined_late": _(
        "Our virus scanner found something harmful in “%(name)s”, so nobody can open it. What you wrote is not "
        "affected.\n\nScan your device for viruses. Files can no longer be added here. If this one matters, send a "
        "clean copy with your reference to %(contact)s and ask whether it can still be considered."
    ),
    "document_quarantined_over": _(
        "Our virus scanner found something harmful in “%(name)s”, so nobody can open it. What you wrote is not "
        "affected.\n\nScan your device for viruses. Files can no longer be added here. If this one matters, send the "
        "department a request through this service, give your reference, and ask whether it can still be considered."
    ),
}


class DocumentsConfig(AppConfig):
    name = "foundation.documents"
    label = "documents"
    verbose_name = _("Evidence files")

    def ready(self) -> None:
        from foundation import notifications

        for kind, advice in ADVICE.items():
            notifications.register(
                kind,
                subject=_("We could not take your file"),
                body=advice,
                purpose=_("you sent this file."),
                mandatory=True,
            )
