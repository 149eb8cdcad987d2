"""Who may open which address: one row for each route of the portal. A route without a row fails the test."""

from dataclasses import dataclass, field
from typing import Any

SENDERS = {"member", "lead"}
CENTRE = {"triage"}
HOME = {"officer", "civil_society_lead"}
GOVERNMENT_ROLES = {"triage", "officer", "other_officer", "civil_society_lead", "secondments", "auditor"} | {
    "administrator",
    "reviewer",
    "statistician",
    "publisher",
}
PEOPLE = {"respondent", "outsider"} | SENDERS | GOVERNMENT_ROLES
EVERYBODY = PEOPLE | {"anonymous"}


@dataclass(frozen=True)
class Row:
    """Those who get the page; what the others get. `anonymous` is "in" when they are asked to sign in."""

    opens: set[str]
    refused: int = 404
    anonymous: Any = "in"
    args: dict[str, str] = field(default_factory=dict)
    answer: int = 200


def public(**args: str) -> Row:
    return Row(EVERYBODY, args=args)


def signed_in(**args: str) -> Row:
    return Row(PEOPLE, args=args)


HOSTS = {"officer", "other_officer", "civil_society_lead", "secondments"}
# A placement's home body, the manager and the officer at its host, and whoever reads all.
PARTIES = SENDERS | {"officer", "secondments", "auditor"}
REF = {"ref": "{request}"}
DRAFT = {"key": "{draft}"}
BODY = {"ref": "{organisation}"}
PUBLISHED = {"slug": "{consultation}"}
PROGRAMME = {"slug": "{programme}"}
INSIDE = HOME | {"auditor"}
DESKS = HOME | {"other_officer"}


def inside(answer: int = 200, **args: str) -> Row:
    """Pages of those who run a consultation; strangers find nothing there."""
    return Row(INSIDE, answer=answer, args=PUBLISHED | args)


PAGES: dict[str, Row] = {
    "home": public(),
    "accessibility": public(),
    "privacy": public(),
    "cookies": public(),
    "security-txt": public(),
    "healthz": public(),
    "design": public(),
    "demo_outbox": public(),
    "dashboard": signed_in(),
    "notifications:preferences": signed_in(),
    "notifications:outbox": Row({"administrator"}, refused=403),
    "directory:organisations": public(),
    "directory:organisation": public(**BODY),
    "directory:departments": public(),
    "directory:department": public(slug="{department}"),
    "directory:mine": signed_in(),
    "directory:edit": Row({"lead"}, refused=403, args=BODY),
    "directory:invite": Row({"lead"}, refused=403, args=BODY),
    "directory:leave": Row(SENDERS, refused=409, args=BODY),
    "directory:administration": Row({"administrator", "auditor"}, refused=403),
    "directory:roles": Row({"administrator", "auditor"}, refused=403),
    "directory:people": Row({"administrator", "auditor"}, refused=403),
    "directory:machines": Row({"administrator", "auditor"}, refused=403),
    "directory:appoint": Row({"administrator"}, refused=403, answer=302),
    "directory:new_machine": Row({"administrator"}, refused=403, answer=302),
    "programmes:list": public(),
    "programmes:detail": public(**PROGRAMME),
    "programmes:new": Row(DESKS, refused=403),
    "programmes:edit": Row(HOME, refused=403, args=PROGRAMME),
    "programmes:move": Row(HOME, refused=403, args=PROGRAMME),
    "programmes:publish": Row(HOME, refused=403, args=PROGRAMME, answer=302),
    "programmes:new-decision": Row(HOME, refused=403, args=PROGRAMME),
    "consultations:list": public(),
    "consultations:feed": public(),
    "consultations:calendar": public(),
    "consultations:detail": public(**PUBLISHED),
    "consultations:questions": public(**PUBLISHED),
    "consultations:responses": public(**PUBLISHED),
    "consultations:responses-file": public(**PUBLISHED, format="csv"),
    "consultations:start": public(**PUBLISHED),
    "consultations:formats": public(**PUBLISHED),
    "consultations:desk": Row(DESKS | {"auditor"}, refused=403),
    "consultations:new": Row(DESKS, refused=403),
    "consultations:manage": inside(),
    "consultations:manage-details": inside(),
    "consultations:manage-principles": inside(),
    "consultations:manage-questions": inside(),
    "consultations:manage-new-section": inside(),
    "consultations:manage-section": inside(number="1"),
    "consultations:manage-new-question": inside(number="1"),
    "consultations:manage-question": inside(key="q1"),
    # Of a consultation that is out: its questions can no longer be changed.
    "consultations:manage-routes": inside(answer=409, key="q1"),
    "consultations:manage-remove-question": inside(answer=409, key="q1"),
    "consultations:manage-remove-section": inside(answer=409, number="1"),
    "consultations:preview": inside(number="1"),
    "consultations:versions": inside(),
    "consultations:manage-responses": inside(),
    "consultations:manage-response": inside(ref="{response}"),
    "consultations:manage-enter": inside(),
    "consultations:manage-import": inside(),
    "consultations:manage-template": inside(),
    "consultations:manage-exports": inside(),
    "consultations:manage-report": inside(format="docx"),
    "consultations:manage-formats": inside(),
    "consultations:manage-outcome": inside(),
    "consultations:manage-new-theme": inside(),
    "consultations:manage-report-text": inside(kind="final_outcome"),
    "analysis:home": inside(),
    "analysis:heard": inside(),
    "analysis:campaigns": inside(),
    "analysis:answers": inside(),
    "analysis:files": inside(),
    "analysis:response": inside(ref="{response}"),
    "analysis:frame": inside(key="q2"),
    "analysis:code": inside(key="q2"),
    "analysis:agreement": inside(key="q2"),
    "requests:list": signed_in(),
    "requests:new": public(),
    "requests:questions": public(),
    "requests:begin": signed_in(),
    "requests:tasks": Row({"member"}, args=DRAFT),
    "requests:organisation": Row({"member"}, args=DRAFT),
    "requests:find-organisation": Row({"member"}, args=DRAFT),
    "requests:add-organisation": Row({"member"}, args=DRAFT),
    "requests:files": Row({"member"}, args=DRAFT),
    "requests:check": Row({"member"}, args=DRAFT),
    "requests:delete-draft": Row({"member"}, args=DRAFT),
    "requests:step": Row({"member"}, args=DRAFT | {"slug": "kind"}),
    "requests:detail": Row(SENDERS | HOME | CENTRE | {"auditor"}, args=REF),
    "requests:triage": Row(CENTRE | {"auditor"}, refused=403),
    "requests:triage-csv": Row(CENTRE | {"auditor"}, refused=403),
    "requests:desk": Row(HOME | {"other_officer"}, refused=403),
    "requests:desk-csv": Row(HOME | {"other_officer"}, refused=403),
    "requests:register": public(),
    "requests:register-feed": public(),
    "requests:register-csv": public(),
    "requests:register-entry": public(**REF),
    "secondments:list": public(),
    "secondments:how": public(),
    "secondments:figures": public(),
    "secondments:period": public(period="2020-q1"),
    "secondments:period-csv": public(period="2020-q1"),
    "secondments:period-charts": public(period="2020-q1"),
    "secondments:about-me": signed_in(),
    "secondments:opportunity": public(ref="{opportunity}"),
    "secondments:mine": signed_in(),
    "secondments:placements": signed_in(),
    "secondments:searches": signed_in(),
    "secondments:stop": public(),
    "secondments:new": Row(SENDERS | HOSTS | {"outsider"}, refused=403),
    "secondments:new-round": Row({"secondments"}, refused=403),
    "secondments:home-terms": Row({"secondments"}, args={"key": "DCMS"}),
    "secondments:alumni": Row({"secondments"}, refused=403),
    "secondments:candidate": Row(SENDERS | {"auditor"}, args={"ref": "{candidate}"}),
    "secondments:nomination": Row(PARTIES, args={"ref": "{nomination}"}),
    "secondments:round": Row({"secondments", "auditor"}, args={"ref": "{round}"}),
    "secondments:placement": Row(PARTIES, args={"ref": "{placement}"}),
    "secondments:agreement": Row(PARTIES, args={"ref": "{placement}"}),
}

BENCH = {"statistician", "publisher", "auditor"}
PAGES |= {
    "satellite:public": public(),
    "satellite:workbench": Row(BENCH, refused=403),
    "satellite:coverage": Row(BENCH, refused=403),
    "satellite:datasets": Row(BENCH, refused=403),
    "satellite:layouts": Row(BENCH, refused=403),
    "satellite:frames": Row(BENCH, refused=403),
    "satellite:classifications": Row(BENCH, refused=403),
    "satellite:runs": Row(BENCH, refused=403),
    "satellite:new-dataset": Row({"statistician"}, refused=403),
    "satellite:new-frame": Row({"statistician"}, refused=403),
    "satellite:new-classification": Row({"statistician"}, refused=403),
    "satellite:new-crosswalk": Row({"statistician"}, refused=403),
    "satellite:new-run": Row({"statistician", "publisher"}, refused=403),
}

# What a GET does not show by itself, with the tests that hold it.
ELSEWHERE = {
    "readyz": "503 without a worker: tests/portal",
    "demo_sign_in": "POST only: tests/accounts/test_demo.py",
    "directory:new": "begins a journey: tests/directory",
    "directory:new_step": "begins a journey: tests/directory",
    "directory:join": "depends on membership: tests/directory",
    "directory:withdraw": "POST only: tests/directory",
    "directory:decide": "depends on who waits: tests/directory",
    "directory:verify": "officials: tests/directory",
    "directory:invitation": "needs a token: tests/directory",
    "directory:person": "names somebody: tests/directory/test_administration_pages.py",
    "directory:end_appointment": "needs an appointment: tests/directory/test_administration_pages.py",
    "directory:account_verb": "role x verb: tests/directory/test_administration_pages.py",
    "directory:machine_verb": "role x verb: tests/directory/test_administration_pages.py",
    "documents:download": "needs a file: tests/documents/test_access.py",
    "secondments:profile": "leads on once there is a profile: tests/secondments/test_doors.py",
    "secondments:edit-profile": "the person alone: tests/secondments/test_doors.py",
    "secondments:edit": "the writer alone: tests/secondments/test_doors.py",
    "secondments:apply": "needs a profile: tests/secondments/test_doors.py",
    "secondments:agreement-pdf": "a file: tests/secondments/test_doors.py",
    "secondments:agreement-docx": "a file: tests/secondments/test_doors.py",
    "secondments:period-chart": "a file: tests/secondments/test_charts.py",
    "secondments:about-me-file": "a file: tests/secondments/test_about_me.py",
    "secondments:text": "one text of several, by number: tests/secondments/test_changes.py",
    "secondments:text-pdf": "a file: tests/secondments/test_changes.py",
    "secondments:text-docx": "a file: tests/secondments/test_changes.py",
    "secondments:text-to-sign": "a file: tests/secondments/test_changes.py and test_esign.py",
    "secondments:sign-file": "role x verb: tests/secondments/test_doors.py and test_esign.py",
    "secondments:esign": "a service's own seal: tests/secondments/test_esign.py",
    "secondments:opportunity-verb": "role x verb x state: tests/secondments/test_doors.py",
    "secondments:candidate-verb": "role x verb x state: tests/secondments/test_doors.py",
    "secondments:nomination-verb": "role x verb x state: tests/secondments/test_doors.py",
    "secondments:round-verb": "role x verb x state: tests/secondments/test_doors.py",
    "secondments:placement-verb": "role x verb x state: tests/secondments/test_doors.py",
    "programmes:decide": "needs a decision: tests/programmes",
    "consultations:outcome": "after it is published: tests/consultations",
    "consultations:response": "after it is published: tests/consultations",
    "consultations:response-file": "after it is released: tests/documents/test_public_files.py",
    "consultations:file": "needs a secret: tests/documents/test_responses.py",
    "consultations:return": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:tasks": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:page": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:who": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:organisation": "needs a secret: tests/consultations/test_whose.py",
    "consultations:publication": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:link": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:check": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:receipt": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:copy": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:monitoring": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:withdraw": "needs a secret: tests/consultations/test_respond_pages.py",
    "consultations:verb": "role x verb x state: tests/consultations/test_workflow.py",
    "consultations:manage-export": "of who asked for it alone: tests/consultations/test_exports.py",
    "consultations:manage-publish": "POST only: tests/consultations",
    "consultations:manage-theme": "after the close: tests/consultations",
    "consultations:manage-remove-theme": "after the close: tests/consultations/test_removing.py",
    "analysis:remove-quote": "needs a quote: tests/analysis/test_pages.py",
    "analysis:remove-redaction": "needs a redaction: tests/analysis/test_pages.py",
    "analysis:campaign": "needs a campaign: tests/analysis/test_pages.py",
    "analysis:document": "needs a document: tests/consultations/test_passages.py",
    "analysis:file": "needs a file: tests/analysis/test_evidence.py",
    "analysis:theme": "needs a theme: tests/analysis/test_pages.py",
    "analysis:run": "needs a run: tests/analysis/test_pages.py",
    "analysis:register": "while it is open: tests/analysis/test_pages.py",
    "requests:sent": "after sending: tests/requests",
    "requests:verb": "role x verb x state: tests/requests/test_verbs.py",
    "requests:triage-bulk": "needs a selection: tests/requests",
    "requests:triage-bulk-run": "POST only: tests/requests",
    "requests:triage-bulk-result": "after a bulk step: tests/requests",
}
ELSEWHERE |= {
    f"satellite:{name}": "needs rows of the account: tests/satellite_account"
    for name in (
        *(
            "dataset",
            "new-version",
            "version",
            "problems",
            "frame",
            "unit",
            "decide",
            "classification",
            "crosswalk",
        ),
        *("run-progress", "version-progress", "frame-progress"),
        *("load-classification", "aggregate", "classification-version", "classification-csv"),
        *(
            "classification-compare",
            "load-crosswalk",
            "crosswalk-version",
            "crosswalk-csv",
            "crosswalk-compare",
        ),
        *("run", "run-verb", "note", "compare", "table", "table-csv", "figure", "check", "waive"),
        *("prepared", "prepared-csv", "balanced", "balanced-csv", "pins", "unpin"),
    )
}
ROOMS_OF_THEIR_OWN = ("account", "mfa_", "socialaccount_", "openid_connect_", "identity_", "api-")
