"""The verbs of consultations. Each is keyword-only, says who acts, and is one transaction on a locked row."""

from engagement.consultations.actions.authoring import create, save_details, save_principles
from engagement.consultations.actions.exports import forget_exports, start_export
from engagement.consultations.actions.formats import ask_format, provide_format, refuse_format
from engagement.consultations.actions.handling import (
    contribute,
    exclude_response,
    publish_responses,
    restore_response,
    unpublish_response,
)
from engagement.consultations.actions.monitoring import add_monitoring, shuffle_monitoring
from engagement.consultations.actions.offline import enter_response, ingest
from engagement.consultations.actions.outcome import (
    explain_delay,
    publish_feedback,
    publish_outcome,
    remove_theme,
    save_report,
    save_theme,
    tell_outcome,
)
from engagement.consultations.actions.questions import (
    add_question,
    add_section,
    move_question,
    move_section,
    remove_question,
    remove_section,
    save_question,
    save_section,
)
from engagement.consultations.actions.reminders import remind
from engagement.consultations.actions.responses import (
    answer_page,
    begin,
    forget_drafts,
    say_who,
    submit_response,
    withdraw_response,
)
from engagement.consultations.actions.withdrawals import tell_withdrawn
from engagement.consultations.actions.workflow import (
    amend,
    approve,
    discard,
    force_publish,
    publish_due,
    reject,
    submit,
    unpublish,
    unschedule,
    unwithdraw,
    withdraw,
)

__all__ = [
    "add_monitoring",
    "add_question",
    "add_section",
    "amend",
    "answer_page",
    "approve",
    "ask_format",
    "begin",
    "contribute",
    "create",
    "discard",
    "enter_response",
    "exclude_response",
    "explain_delay",
    "force_publish",
    "forget_drafts",
    "forget_exports",
    "ingest",
    "move_question",
    "move_section",
    "provide_format",
    "publish_due",
    "publish_feedback",
    "publish_outcome",
    "publish_responses",
    "refuse_format",
    "reject",
    "remind",
    "remove_question",
    "remove_section",
    "remove_theme",
    "restore_response",
    "save_details",
    "save_principles",
    "save_question",
    "save_report",
    "save_section",
    "save_theme",
    "say_who",
    "shuffle_monitoring",
    "start_export",
    "submit",
    "submit_response",
    "tell_outcome",
    "tell_withdrawn",
    "unpublish",
    "unpublish_response",
    "unschedule",
    "unwithdraw",
    "withdraw",
    "withdraw_response",
]
