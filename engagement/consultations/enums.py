"""Types and public states as GOV.UK names them, the editorial workflow, and the closed lists of the room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    CONSULTATION = "consultation", _("Consultation")
    CALL_FOR_EVIDENCE = "call_for_evidence", _("Call for evidence")


class PublicState(TextChoices):
    """GOV.UK's names, computed from dates and outcome, never kept; what was withdrawn is nothing but that."""

    UPCOMING_CONSULTATION = "consultation", _("Consultation, not yet open")
    OPEN_CONSULTATION = "open_consultation", _("Open consultation")
    CLOSED_CONSULTATION = "closed_consultation", _("Closed consultation")
    CONSULTATION_OUTCOME = "consultation_outcome", _("Consultation outcome")
    UPCOMING_CALL = "call_for_evidence", _("Call for evidence, not yet open")
    OPEN_CALL = "open_call_for_evidence", _("Open call for evidence")
    CLOSED_CALL = "closed_call_for_evidence", _("Closed call for evidence")
    CALL_OUTCOME = "call_for_evidence_outcome", _("Call for evidence outcome")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Phase(TextChoices):
    """What consultations and calls for evidence have in common."""

    UPCOMING = "upcoming", _("Not yet open")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed, awaiting response")
    OUTCOME = "outcome", _("Outcome published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Workflow(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for a second check")
    REJECTED = "rejected", _("Sent back")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Unpublished")
    WITHDRAWN = "withdrawn", _("Withdrawn")


W = Workflow
MOVES: dict[str, frozenset[str]] = {
    W.DRAFT: frozenset({W.SUBMITTED, W.SCHEDULED, W.PUBLISHED}),
    W.SUBMITTED: frozenset({W.REJECTED, W.SCHEDULED, W.PUBLISHED}),
    W.REJECTED: frozenset({W.SUBMITTED, W.SCHEDULED, W.PUBLISHED}),
    W.SCHEDULED: frozenset({W.SUBMITTED, W.PUBLISHED}),
    W.PUBLISHED: frozenset({W.UNPUBLISHED, W.WITHDRAWN}),
    W.UNPUBLISHED: frozenset({W.SUBMITTED}),
    W.WITHDRAWN: frozenset({W.PUBLISHED}),
}
EDITABLE = frozenset({W.DRAFT, W.REJECTED, W.UNPUBLISHED})
DELETABLE = frozenset({W.DRAFT, W.SUBMITTED, W.REJECTED})


class DecisionStage(TextChoices):
    DISCOVERY = "discovery", _("Discovery: the problem is being explored")
    OPTIONS = "options", _("Options: several ways are open")
    PREFERRED_OPTION = "preferred_option", _("Preferred option: one way is favoured, others stay open")
    DRAFT_LAW = "draft_law", _("Draft law: the text can change")
    IMPLEMENTATION = "implementation", _("Implementation: how it is put into practice")
    REVIEW = "review", _("Review: how it works now")


class QuestionKind(TextChoices):
    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    RADIOS = "radios", _("One choice")
    CHECKBOXES = "checkboxes", _("Several choices")
    SCALE = "scale", _("Scale")
    RANKING = "ranking", _("Ranking")
    DATE = "date", _("Date")
    NUMBER = "number", _("Number")
    FILE = "file", _("File")
    DOCUMENT = "document", _("Comments on passages of a document")


WITH_OPTIONS = frozenset({QuestionKind.RADIOS, QuestionKind.CHECKBOXES, QuestionKind.RANKING})
CONDITIONAL = frozenset({QuestionKind.RADIOS, QuestionKind.CHECKBOXES})
OPEN_TEXT = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.DOCUMENT})


class Capacity(TextChoices):
    INDIVIDUAL = "individual", _("As an individual")
    ORGANISATION = "on_behalf_of_organisation", _("On behalf of an organisation")
    OTHER = "on_behalf_of_other_individual", _("On behalf of another person")


class Publication(TextChoices):
    NAME_AND_RESPONSE = "name_and_response", _("Publish my response with the name")
    ANONYMISED = "response_anonymised", _("Publish my response without the name")
    DO_NOT_PUBLISH = "do_not_publish", _("Do not publish my response")


class Channel(TextChoices):
    WEB = "web", _("Online")
    EMAIL = "email", _("Email")
    POST = "post", _("Post")
    PHONE = "phone", _("Phone")
    EVENT = "event", _("Event")
    BSL = "bsl_video", _("British Sign Language video")
    ASSISTED = "assisted", _("With help in person")
    API = "api", _("Another system")


OFFLINE = frozenset(set(Channel.values) - {Channel.WEB, Channel.API})


class ResponseState(TextChoices):
    DRAFT = "draft_saved", _("Not yet sent")
    SUBMITTED = "submitted", _("Received")
    WITHDRAWN = "withdrawn_by_respondent", _("Withdrawn")
    EXCLUDED = "excluded", _("Not included in the analysis")


class Exclusion(TextChoices):
    ABUSIVE = "abusive", _("Abusive")
    SPAM = "spam", _("Not a real response")
    OUT_OF_SCOPE = "out_of_scope", _("Not about this consultation")


class RedactionReason(TextChoices):
    """Why the public does not read a passage or get a file."""

    NAME = "name", "Name of a private person"
    CONTACT = "contact", "Address, number or other contact details"
    THIRD_PARTY = "third_party", "Information about somebody else"
    SAFEGUARDING = "safeguarding", "Somebody may be at risk"
    DEFAMATION = "defamation", "May be defamatory"
    UNLAWFUL = "unlawful", "Unlawful content"
    CONFIDENTIAL = "confidential", "Given in confidence"


class Format(TextChoices):
    EASY_READ = "easy_read", _("Easy read")
    LARGE_PRINT = "large_print", _("Large print")
    BRAILLE = "braille", _("Braille")
    AUDIO = "audio", _("Audio")
    BSL = "bsl", _("British Sign Language video")
    WELSH = "welsh", _("Welsh")
    LANGUAGE = "other_language", _("Another language")
    PAPER = "paper", _("Paper copy by post")
    PHONE = "phone", _("Answer by phone")


class FormatState(TextChoices):
    REQUESTED = "requested", _("Requested")
    PRODUCTION = "in_production", _("In production")
    PROVIDED = "provided", _("Provided")
    REFUSED = "refused", _("Refused")


class Report(TextChoices):
    """Two publications after the close: what people said, and what the government does."""

    FEEDBACK = "public_feedback", _("Public feedback")
    OUTCOME = "final_outcome", _("Final outcome")


class EditionState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class ExportFormat(TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    ODS = "ods", "ODS"
    JSON = "json", "JSON"


class ExportState(TextChoices):
    WAITING = "waiting", "Waiting for a worker"
    WRITING = "writing", "Writing"
    PACKING = "packing", "Packing the file"
    DONE = "done", "Ready"
    FAILED = "failed", "Stopped"
