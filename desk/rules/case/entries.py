"""Entries: what a case collects beside its fields, such as contacts and approvals."""

from typing import Final

from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.fields import Field, FieldGroup, Kind

_H = FieldGroup.HANDLING

CONTACTS: Final = "contacts"
NOTES: Final = "notes"
APPROVALS: Final = "approvals"
PAUSES: Final = "pauses"
EXTENSIONS: Final = "extensions"
RESTARTS: Final = "restarts"
AGREED: Final = "agreed_dates"
ROUNDS: Final = "rounds"  # what a reopened case was when it was closed
BREACHES: Final = "breaches"  # clocks that passed their end, for good
TRANSFERS: Final = "transfers"
PROMISES: Final = "promises"  # what became of a promise, under the id of its contact
EVIDENCE: Final = "evidence"
CO_REPORTS: Final = "co_reports"
PAYMENTS: Final = "payments"
EMERGENCIES: Final = "emergencies"
MAJOR_REPORTS: Final = "major_reports"
RECTIFICATIONS: Final = "rectifications"
ACCOUNTABILITIES: Final = "accountabilities"
REVIEWS: Final = "reviews"
FEEDBACKS: Final = "feedbacks"
CORRECTIONS: Final = "corrections"  # of the time of receipt and the kind, which decide clocks
MERGERS: Final = "mergers"
LINKS: Final = "links"
SPLITS: Final = "splits"
DOUBTS: Final = "doubts"  # acts written while the PC clock could not be right
DECISIONS: Final = "decisions"  # between what two workstations said
HOLDS: Final = "holds"
LETTERS: Final = "letters"
OPENINGS: Final = "openings"  # of an archived case, for a reason and some hours

ENTRIES: Final = {
    CONTACTS: (
        Field("at", Kind.MOMENT, mark("When"), _H),
        Field("way", Kind.CODE, mark("Way"), _H, codes="contact_way"),
        Field("result", Kind.CODE, mark("Result"), _H, codes="contact_result"),
        Field("summary", Kind.STORY, mark("What was said"), _H),
        Field("promise", Kind.TEXT, mark("Promise"), _H),
        Field("promised_on", Kind.DAY, mark("Promised for"), _H),
    ),
    NOTES: (Field("text", Kind.STORY, mark("Note"), _H),),
    APPROVALS: (Field("reason", Kind.STORY, mark("Reason"), _H),),
    PAUSES: (
        Field("kind", Kind.CODE, mark("Ground"), _H, codes="pause"),
        Field("from", Kind.MOMENT, mark("Paused from"), _H),
        Field("until", Kind.MOMENT, mark("Paused until"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
        Field("notice_on", Kind.DAY, mark("Complainant told on"), _H),
    ),
    EXTENSIONS: (
        Field("reason", Kind.STORY, mark("Reason"), _H),
        Field("approved_by", Kind.TEXT, mark("Approved by"), _H),
        Field("approval_no", Kind.TEXT, mark("Approval number"), _H),
        Field("notice_on", Kind.DAY, mark("Complainant told on"), _H),
        Field("notice_no", Kind.TEXT, mark("Notice number"), _H),
    ),
    RESTARTS: (
        Field("at", Kind.MOMENT, mark("When"), _H),
        Field("reason", Kind.STORY, mark("New facts and reasons"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
    ),
    AGREED: (
        Field("on", Kind.DAY, mark("Agreed last day"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
    ),
    ROUNDS: (Field("reason", Kind.STORY, mark("Reason"), _H),),
    TRANSFERS: (
        Field("to", Kind.TEXT, mark("Handed to"), _H),
        Field("department", Kind.TEXT, mark("Department"), _H),
        Field("reason", Kind.STORY, mark("Reason"), _H),
    ),
    PROMISES: (
        Field("promise", Kind.TEXT, mark("Promise"), _H),
        Field("kept_at", Kind.MOMENT, mark("Kept at"), _H),
        Field("summary", Kind.STORY, mark("How it was kept"), _H),
    ),
    EVIDENCE: (
        Field("what", Kind.TEXT, mark("Evidence"), _H),
        Field("source", Kind.CODE, mark("Source"), _H, codes="evidence_source"),
        Field("place", Kind.TEXT, mark("Where it is kept"), _H),
    ),
    CO_REPORTS: (
        Field("department", Kind.TEXT, mark("Department"), _H),
        Field("summary", Kind.STORY, mark("Progress"), _H),
    ),
    PAYMENTS: (
        Field("paid", Kind.MONEY, mark("Amount paid"), _H),
        Field("on", Kind.DAY, mark("Paid on"), _H),
        Field("way", Kind.TEXT, mark("Way of payment"), _H),
        Field("receipt", Kind.TEXT, mark("Receipt"), _H),
        Field("payment", Kind.TEXT, mark("Payment to correct"), _H),
        Field("reason", Kind.STORY, mark("Reason"), _H),
        Field("opinion", Kind.STORY, mark("Opinion"), _H),
    ),
    EMERGENCIES: (
        Field("group", Kind.NAMES, mark("Emergency group"), _H),
        Field("reason", Kind.STORY, mark("Why at once"), _H),
        Field("measures", Kind.STORY, mark("Measures taken"), _H),
        Field("report", Kind.STORY, mark("Detailed report"), _H),
        Field("opinion", Kind.STORY, mark("Opinion"), _H),
    ),
    MAJOR_REPORTS: (
        Field("stage", Kind.CODE, mark("Which report"), _H, codes="report_stage"),
        Field("to", Kind.TEXT, mark("Reported to"), _H),
        Field("situation", Kind.STORY, mark("Situation, demands and risk"), _H),
        Field("measures", Kind.STORY, mark("Measures taken"), _H),
    ),
    RECTIFICATIONS: (
        Field("task", Kind.TEXT, mark("Rectification"), _H),
        Field("cause", Kind.STORY, mark("Cause"), _H),
        Field("measure", Kind.STORY, mark("Measure"), _H),
        Field("owner", Kind.TEXT, mark("Responsible"), _H),
        Field("due_on", Kind.DAY, mark("To be done by"), _H),
        Field("result", Kind.STORY, mark("Result of the check"), _H),
        Field("helped", Kind.YES_NO, mark("It helped"), _H),
        Field("effect", Kind.STORY, mark("Effect"), _H),
        Field("before", Kind.COUNT, mark("Complaints of the same cause before"), _H),
        Field("after", Kind.COUNT, mark("Complaints of the same cause after"), _H),
        Field("days", Kind.COUNT, mark("Days counted before and after"), _H),
    ),
    ACCOUNTABILITIES: (
        Field("person", Kind.TEXT, mark("Held to account"), _H),
        Field("facts", Kind.STORY, mark("Facts and fault"), _H),
        Field("basis", Kind.STORY, mark("Rules relied on"), _H),
        Field("decision", Kind.STORY, mark("What was decided about the person"), _H),
        Field("statement", Kind.STORY, mark("The person's own statement"), _H),
    ),
    REVIEWS: (
        Field("applied_at", Kind.MOMENT, mark("Applied for at"), _H),
        Field("arrived_at", Kind.MOMENT, mark("Received by the superior at"), _H),
        Field("grounds", Kind.STORY, mark("Grounds of the application"), _H),
        Field("decided_at", Kind.MOMENT, mark("Decided at"), _H),
        Field("result", Kind.CODE, mark("Result"), _H, codes="review_result"),
        Field("text", Kind.STORY, mark("Decision in words"), _H),
    ),
    FEEDBACKS: (
        Field("to", Kind.CODE, mark("Fed back to"), _H, codes="forwarded_by"),
        Field("way", Kind.TEXT, mark("Way"), _H),
        Field("number", Kind.TEXT, mark("Number of the report"), _H),
        Field("on", Kind.DAY, mark("Sent on"), _H),
        Field("proof", Kind.TEXT, mark("Proof"), _H),
    ),
    CORRECTIONS: (
        Field("reason", Kind.STORY, mark("Reason"), _H),
        Field("approved_by", Kind.TEXT, mark("Approved by"), _H),
        Field("was_received_at", Kind.MOMENT, mark("Received at, before"), _H),
        Field("was_kind", Kind.CODE, mark("Nature, before"), _H, codes="kind"),
        Field("was_party_type", Kind.CODE, mark("Who complains, before"), _H, codes="party_type"),
        Field("opinion", Kind.STORY, mark("Opinion"), _H),
    ),
    MERGERS: (
        Field("reason", Kind.STORY, mark("Reason"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
        Field("other_person", Kind.YES_NO, mark("Merged though the complainants differ"), _H),
    ),
    LINKS: (
        Field("other_no", Kind.TEXT, mark("Other case"), _H),
        Field("reason", Kind.STORY, mark("Reason"), _H),
    ),
    SPLITS: (
        Field("facts", Kind.STORY, mark("Facts of the new case"), _H),
        Field("reason", Kind.STORY, mark("Reason"), _H),
    ),
    OPENINGS: (
        Field("reason", Kind.STORY, mark("Reason"), _H),
        Field("until", Kind.MOMENT, mark("Open until"), _H),
    ),
    ATTACHMENTS: (
        Field("name", Kind.TEXT, mark("File"), _H),
        Field("what", Kind.CODE, mark("What it is"), _H, codes="material"),
        Field("withdrawn_why", Kind.STORY, mark("Withdrawn because"), _H),
    ),
}
# What the desk itself adds to a case; nobody states it in a form.
KEPT: Final = (BREACHES, DOUBTS)


def written(entry: Facts) -> Payload:
    """Return an entry as an act writes it: without its id, which is in its name."""
    return {name: value for name, value in entry.items() if name != "id"}
