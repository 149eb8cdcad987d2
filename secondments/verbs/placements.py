"""What may be done to a placement, from the declaration of interests to the alumni."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from secondments import esign, halves
from secondments.actions import agreements, changes, endings, esigning, life, placements, swaps
from secondments.enums import AFTER, BEFORE, RUNNING
from secondments.enums import PlacementState as P
from secondments.forms import agreements as texts
from secondments.forms import placements as forms
from secondments.forms.base import Reason
from secondments.verbs import not_yet as yet
from secondments.verbs import when
from secondments.verbs.base import Verb

ENDED = (*AFTER, P.CLOSED)


def verb(name: str, label: Any, who: str, states: Any, act: Any, form: Any = None, **more: Any) -> Verb:
    extra = {"form": form} if form else {}
    return Verb("placement", name, label, who, set(states), act, **extra, **more)


VERBS = (
    verb(
        "sign",
        _("Read and sign the agreement"),
        "sign",
        (*BEFORE, *RUNNING),
        agreements.sign,
        forms.Sign,
        action=_("Sign the agreement"),
        proof=True,
        first=True,
        when=when.waits_for_me,
        done=_("You have signed. All three parties can see it."),
    ),
    verb(
        "sign_outside",
        _("Sign with an e-signature service"),
        "sign",
        (*BEFORE, *RUNNING),
        esigning.begin,
        forms.SignOutside,
        when=lambda row, by: when.waits_for_me(row, by) and esign.provider() is not None,
        lead=_(
            "We give the paper to the service and tell you where to go on. Nothing is signed before you do it there."
        ),
        done=_("We are sending the paper to the service. You get a message when you can go on there."),
    ),
    verb(
        "sign_file",
        _("Sign with a PDF that you signed elsewhere"),
        "sign",
        (*BEFORE, *RUNNING),
        esigning.put_signed_file,
        forms.SignFile,
        proof=True,
        when=when.waits_for_me,
        lead=_(
            "Download the paper to sign, sign it with a qualified or advanced e-signature, and upload it here. "
            "We check that it is the paper, that the signature holds and whose certificate it is. All three parties "
            "read what we found. We keep that and the hash, not the file."
        ),
        done=_("You have signed. All three parties can see it."),
    ),
    verb(
        "declare",
        _("Declare your interests"),
        "declare",
        (*BEFORE, *RUNNING),
        placements.declare,
        forms.Declare,
        first={P.MATCHED, P.CONFLICT_CHECK},
        lead=_("What could pull you the other way while you work for the host. Say more rather than less."),
        done=_("Your interests are declared. The officer is told and decides what is done about each."),
    ),
    verb(
        "mitigate",
        _("Decide about an interest"),
        "sign_off",
        (*BEFORE, *RUNNING),
        placements.mitigate,
        forms.Mitigate,
        first=True,
        when=when.has_open_conflicts,
    ),
    verb(
        "sign_off",
        _("Sign off conflicts of interest"),
        "sign_off",
        BEFORE,
        placements.sign_off,
        first=True,
        when=when.may_sign_off,
        lead=_("Each interest has its mitigation, and recusals are on the register."),
    ),
    verb(
        "approve",
        _("Record an approval"),
        "approve_placement",
        BEFORE,
        placements.approve,
        forms.Approve,
        first={P.APPROVALS},
    ),
    verb(
        "exception",
        _("Record the recruitment exception"),
        "approve_placement",
        BEFORE,
        placements.record_exception,
        forms.Exception_,
        when=lambda row, by: row.direction == "inward",
        first={P.APPROVALS},
        lead=_("Exception 3 covers up to 24 months, once in 12 months, unless the Commission approves more."),
    ),
    verb(
        "ask_clearance",
        _("Note that clearance was asked for"),
        "clear",
        BEFORE,
        placements.ask_clearance,
        when=lambda row, by: row.clearance_requested_on is None and row.clearance_granted_on is None,
        first={P.CLEARANCE},
    ),
    verb(
        "clearance",
        _("Record clearance"),
        "clear",
        (*BEFORE, *RUNNING),
        placements.grant_clearance,
        forms.Clearance,
        first={P.CLEARANCE, P.PAUSED},
    ),
    verb(
        "dates",
        _("Change the dates"),
        "draft_agreement",
        BEFORE,
        placements.set_dates,
        forms.Dates,
        when=when.may_change_dates,
    ),
    verb(
        "draw_up",
        _("Draw up the agreement"),
        "draft_agreement",
        BEFORE,
        agreements.draw_up,
        texts.Terms,
        when=when.may_draw_up,
        first={P.AGREEMENT},
        lead=_("The clauses stand; fill in the particulars of this placement."),
        done=_("The draft is kept. Issue it when it is right."),
    ),
    verb(
        "replace",
        _("Draw up a new text in place of the signed one"),
        "draft_agreement",
        BEFORE,
        agreements.draw_up,
        texts.Terms,
        when=when.may_replace,
        lead=_(
            "Once you keep this draft, the signed text does not hold any more; it is kept as it was signed. "
            "Then you can change the dates. All three parties sign the new text."
        ),
        done=_("The draft is kept. Issue it when it is right: all three sign it anew."),
    ),
    verb(
        "issue",
        _("Issue the agreement to be signed"),
        "draft_agreement",
        (*BEFORE, *RUNNING),
        agreements.issue,
        when=when.has_draft,
        first=True,
        lead=_("The text is fixed from now on, and the three parties are asked to sign it."),
        done=_("The three parties are asked to sign."),
    ),
    verb(
        "take_back",
        _("Take the text back"),
        "draft_agreement",
        (*BEFORE, *RUNNING),
        agreements.take_back,
        Reason,
        when=when.is_issued,
        lead=_("Signatures under it no longer count. A new draft begins from it."),
    ),
    verb(
        "start",
        _("Start the placement"),
        "start",
        (P.AGREEMENT_SIGNED,),
        placements.start,
        first=True,
        when=yet.all_open,
        not_yet=yet.why_not_started,
        done=_("The placement is active."),
    ),
    verb(
        "onboarding", _("Tick off the onboarding list"), "onboard", (*BEFORE, *RUNNING), life.tick, forms.Tick
    ),
    verb("mentor", _("Name a mentor"), "mentor", (*BEFORE, *RUNNING), life.name_mentor, forms.Mentor),
    verb(
        "learning",
        _("Write the learning plan"),
        "plan_learning",
        (*BEFORE, *RUNNING),
        life.plan_learning,
        forms.Learning,
    ),
    verb("review", _("Record a review of the plan"), "review", (*RUNNING, *AFTER), life.review, forms.Review),
    verb("absence", _("Note an absence"), "absence", RUNNING, life.note_absence, forms.Absence),
    verb(
        "amend",
        _("Amend or extend the agreement"),
        "draft_agreement",
        RUNNING,
        changes.amend,
        texts.Amend,
        when=when.may_amend,
        lead=_(
            "Change what changes and leave the rest. The paper names each change; the agreement stays as it was signed."
        ),
        done=_("The draft is kept. Issue it when it is right."),
    ),
    verb("pause", _("Pause"), "pause", (P.ACTIVE, P.ENDING), endings.pause, Reason),
    verb("resume", _("Resume"), "pause", (P.PAUSED,), endings.resume, first=True),
    verb(
        "return_plan",
        _("Plan the return"),
        "reintegrate",
        RUNNING,
        life.plan_return,
        forms.ReturnPlan,
        first=True,
        lead=_("Due eight weeks before the end, so that nobody comes home to nothing."),
    ),
    verb(
        "home",
        _("Record the return"),
        "end",
        RUNNING,
        endings.come_home,
        forms.Home,
        when=yet.has_come,
        not_yet=yet.why_not_home,
        first=True,
    ),
    verb(
        "evaluate",
        _("Say how it is"),
        "evaluate",
        (P.AGREEMENT_SIGNED, *RUNNING, *ENDED),
        life.evaluate,
        forms.Evaluate,
        first=AFTER,
        when=when.may_evaluate,
        lead=_("The other sides read what you say here."),
        done=_("Thank you. It is kept beside what the others say."),
    ),
    verb(
        "share_back",
        _("Record the share-back event"),
        "reintegrate",
        (P.ENDING, *ENDED),
        life.share_back,
        forms.ShareBack,
    ),
    verb(
        "alumni",
        _("Join or leave the alumni"),
        "join_alumni",
        (P.ENDING, *ENDED),
        life.join_alumni,
        forms.Alumni,
    ),
    verb(
        "close",
        _("Close the file"),
        "end",
        AFTER,
        endings.close,
        when=yet.may_close,
        lead=_("What a side has not said is written down as missing."),
        not_yet=yet.why_not_closed,
    ),
    verb(
        "issue_raise",
        _("Raise an issue"),
        "raise_issue",
        (*BEFORE, *RUNNING, *ENDED),
        life.raise_issue,
        forms.RaiseIssue,
        done=_("The secondments officer is told."),
    ),
    verb(
        "issue_answer",
        _("Answer an issue"),
        "answer_issue",
        (*BEFORE, *RUNNING, *ENDED),
        life.answer_issue,
        forms.AnswerIssue,
        when=when.has_issues,
        first=True,
    ),
    verb(
        "ask_early_end",
        _("Ask for an early end"),
        "ask_early_end",
        RUNNING,
        changes.ask_early_end,
        forms.AskEarlyEnd,
        when=when.may_amend,
        lead=_(
            "This is your notice. A paper is drawn up with the new last day, and all three sign it. "
            "If it cannot go on until then, say so: the secondments officer may end it at once."
        ),
        done=_("Your notice is recorded. The officer issues the paper to be signed."),
    ),
    verb(
        "end_early",
        _("End at once, without a paper"),
        "end_at_once",
        RUNNING,
        endings.end_early,
        forms.EndEarly,
        danger=True,
        lead=_(
            "Only when it cannot go on until a paper is signed. It ends today, and all three parties are told why. "
            "The notice that the agreement gives still binds them."
        ),
    ),
    verb(
        "after_the_other",
        _("Decide about this half"),
        "untie",
        (*BEFORE, *RUNNING),
        swaps.decide,
        forms.AfterTheOther,
        when=lambda row, by: halves.is_undecided(row),
        first=True,
        lead=_("The other half of the swap stopped before its time. Say what becomes of this one, and why."),
        done=_("It is decided, and all three parties are told."),
    ),
    verb(
        "untie",
        _("Untie from the other half"),
        "untie",
        (*BEFORE, *RUNNING),
        swaps.untie,
        Reason,
        when=lambda row, by: halves.other(row) is not None and not halves.is_undecided(row),
        danger=True,
        lead=_("It no longer waits for the other half, nor ends with it. All parties read your reason."),
        done=_("The halves are untied."),
    ),
    verb("cancel", _("Give the placement up"), "give_up", BEFORE, placements.cancel, Reason, danger=True),
)
