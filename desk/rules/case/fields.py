"""Every field of a case: id, kind, code list, mask. design.md 4 is the contract for the ids."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

from desk.base.shapes import Facts, Payload
from desk.base.words import label_all, mark


class Kind(Enum):
    """What a field holds; values are stored and exchanged as JSON."""

    CODE = "code"  # a code of its list
    CODES = "codes"  # several codes of its list
    TEXT = "text"  # one line
    STORY = "story"  # many lines
    DAY = "day"  # "2026-11-22"
    MOMENT = "moment"  # "2026-11-22T10:05:00"
    MONEY = "money"  # "1234.50", yuan
    COUNT = "count"  # a whole number
    YES_NO = "yes_no"  # true or false
    NAMES = "names"  # several short texts
    ENTRIES = "entries"  # several {key: text}


class Mask(Enum):
    """How a personal field is masked (domain.md 8.2)."""

    NAME = "name"
    ID_NO = "id_no"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ACCOUNT = "account"
    CONTRACT = "contract"
    ENTRIES = "entries"
    BIRTH = "birth"


class FieldGroup(Enum):
    """The groups of design.md 4."""

    NATURE = "nature"
    ARRIVAL = "arrival"
    WHO = "who"
    WHAT = "what"
    HANDLING = "handling"
    RESULT = "result"
    LINKS = "links"


label_all(
    {
        FieldGroup.NATURE: mark("Nature"),
        FieldGroup.ARRIVAL: mark("Arrival"),
        FieldGroup.WHO: mark("Who"),
        FieldGroup.WHAT: mark("What"),
        FieldGroup.HANDLING: mark("Handling"),
        FieldGroup.RESULT: mark("Result"),
        FieldGroup.LINKS: mark("Links"),
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a case.

    Attributes:
        id: Name in code, JSON and import profiles; nested ones with a dot.
        kind: Type of its value.
        words: The label, ``mark``ed English.
        group: Its group in design.md 4.
        codes: Its code list, or "".
        mask: How it is masked, or None.
        guarded: Conflicts in it must be decided by a person (design.md 3, rule 3).
        derived: Computed by the desk, never entered.
    """

    id: str
    kind: Kind
    words: str
    group: FieldGroup
    _: KW_ONLY
    codes: str = ""
    mask: Mask | None = None
    guarded: bool = False
    derived: bool = False

    @property
    def column(self) -> str:
        """Return the name of its column."""
        return self.id.replace(".", "_")


def _coded(name: str, words: str, group: FieldGroup, codes: str = "", **more: Any) -> Field:
    return Field(name, Kind.CODE, words, group, codes=codes or name, **more)


# What is asked of the complainant, in the order in which it is shown.
COMPLAINANT: Final = (
    "complainant.name",
    "complainant.form",
    "complainant.phone",
    "complainant.id_type",
    "complainant.id_no",
    "complainant.email",
    "complainant.address",
    "complainant.birth_year",
)
N, A, W, T, H, R, L = FieldGroup
FIELDS: Final = (
    _coded("kind", mark("Nature of the matter"), N),
    _coded("party_type", mark("Who complains"), N),
    _coded("topic", mark("Topic"), N),
    _coded("complexity", mark("Complexity"), N),
    _coded("grade", mark("Grade"), N, guarded=True),
    Field("major", Kind.YES_NO, mark("Major complaint"), N, derived=True),
    _coded("major_ground", mark("Ground for major"), N, derived=True),
    Field("sensitive", Kind.CODES, mark("Sensitive tags"), N, codes="sensitive"),
    Field("vulnerable", Kind.CODES, mark("Vulnerable group"), N, codes="vulnerable"),
    _coded("channel", mark("Intake channel"), A),
    Field("received_at", Kind.MOMENT, mark("Received at"), A),
    Field("registered_at", Kind.MOMENT, mark("Registered at"), A),
    Field("late_reason", Kind.TEXT, mark("Reason for late registration"), A),
    Field("first_contact_at", Kind.MOMENT, mark("First contact at"), A),
    _coded("forwarded_by", mark("Forwarded by"), A),
    Field("forward_no", Kind.TEXT, mark("Forward number"), A),
    Field("forwarded_on", Kind.DAY, mark("Forwarded on"), A),
    Field("regulator_received_at", Kind.MOMENT, mark("Received by the regulator at"), A),
    Field("reply_by", Kind.DAY, mark("Feedback demanded by"), A),
    Field("received_by", Kind.TEXT, mark("Taken down by"), A),
    _coded("complainant.form", mark("Kind of party"), W, "form"),
    Field("complainant.name", Kind.TEXT, mark("Complainant"), W, mask=Mask.NAME),
    _coded("complainant.id_type", mark("Identity document"), W, "id_type"),
    Field("complainant.id_no", Kind.TEXT, mark("Document number"), W, mask=Mask.ID_NO),
    Field("complainant.phone", Kind.TEXT, mark("Telephone"), W, mask=Mask.PHONE),
    Field("complainant.email", Kind.TEXT, mark("Email"), W, mask=Mask.EMAIL),
    Field("complainant.address", Kind.TEXT, mark("Address"), W, mask=Mask.ADDRESS),
    Field("complainant.birth_year", Kind.COUNT, mark("Year of birth"), W, mask=Mask.BIRTH),
    _coded("standing", mark("Standing"), W),
    Field("agent", Kind.ENTRIES, mark("Agent"), W, mask=Mask.ENTRIES),
    Field("people_count", Kind.COUNT, mark("Number of people"), W),
    Field("representatives", Kind.ENTRIES, mark("Representatives"), W, mask=Mask.ENTRIES),
    Field("complained_unit", Kind.TEXT, mark("Unit complained of"), W),
    Field("complained_staff", Kind.NAMES, mark("Staff complained of"), W),
    Field("third_party", Kind.TEXT, mark("Third party involved"), W),
    _coded("third_party_cooperation", mark("Its cooperation"), W, "cooperation"),
    Field("occurred_on", Kind.DAY, mark("Occurred on"), T),
    _coded("business_channel", mark("Channel of the business"), T),
    _coded("product_line", mark("Product line"), T),
    _coded("cause", mark("Cause"), T),
    _coded("insurance_line", mark("Line of insurance"), T),
    _coded("dispute", mark("Insurance dispute"), T),
    _coded("sales_channel", mark("Sales channel"), T),
    _coded("phase", mark("Financing phase"), T),
    _coded("issue", mark("Financing issue"), T),
    Field("product", Kind.TEXT, mark("Product"), T),
    Field("contract_no", Kind.TEXT, mark("Contract or policy number"), T, mask=Mask.CONTRACT),
    Field("account_tail", Kind.TEXT, mark("Last digits of the account"), T, mask=Mask.ACCOUNT),
    Field("amount", Kind.MONEY, mark("Amount in dispute"), T, guarded=True),
    Field("facts", Kind.STORY, mark("Facts"), T),
    Field("demands", Kind.CODES, mark("Demands"), T, codes="demands"),
    Field("demand_text", Kind.STORY, mark("Demand in words"), T),
    Field("grounds", Kind.STORY, mark("Grounds and evidence"), T),
    Field("department", Kind.TEXT, mark("Department in charge"), H),
    Field("handler", Kind.TEXT, mark("Handler"), H),
    Field("co_departments", Kind.ENTRIES, mark("Co-departments"), H),
    Field("recused", Kind.NAMES, mark("Recused"), H),
    Field("state", Kind.TEXT, mark("State"), H, guarded=True, derived=True),
    Field("next_step", Kind.TEXT, mark("Next step"), H, derived=True),
    Field("investigated_at", Kind.MOMENT, mark("Investigated at"), H),
    Field("investigation", Kind.STORY, mark("Investigation"), H),
    Field("planned_at", Kind.MOMENT, mark("Plan fixed at"), H),
    Field("planned_by", Kind.TEXT, mark("Plan fixed by"), H, derived=True),
    Field("plan", Kind.STORY, mark("Plan"), H),
    Field("approved_at", Kind.MOMENT, mark("Plan approved at"), H, guarded=True, derived=True),
    Field("approved_by", Kind.TEXT, mark("Plan approved by"), H, guarded=True, derived=True),
    Field("executed_at", Kind.MOMENT, mark("Executed at"), H),
    Field("execution", Kind.STORY, mark("Execution"), H),
    Field("answer", Kind.STORY, mark("Answer"), H),
    Field("answered_at", Kind.MOMENT, mark("Answered at"), H),
    Field("handed_to", Kind.TEXT, mark("Competent office"), H),
    Field("handed_at", Kind.MOMENT, mark("Handed on at"), H),
    _coded("systemic", mark("Systemic or isolated"), H),
    _coded("root_cause", mark("Root cause"), H),
    Field("root_cause_text", Kind.STORY, mark("Root cause in words"), H),
    Field("affected_customers", Kind.STORY, mark("Customers affected who did not complain"), H),
    _coded("finding", mark("Finding"), R),
    Field("liable", Kind.YES_NO, mark("Office liable"), R),
    _coded("outcome", mark("Outcome"), R, guarded=True),
    Field("remedies", Kind.CODES, mark("Remedies"), R, codes="remedies"),
    Field("compensation", Kind.MONEY, mark("Compensation"), R, guarded=True),
    Field("decision.facts_found", Kind.STORY, mark("Facts found"), R, guarded=True),
    Field("decision.basis", Kind.STORY, mark("Basis"), R, guarded=True),
    Field("decision.reasons", Kind.STORY, mark("Reasons"), R, guarded=True),
    Field(
        "decision.remedies", Kind.STORY, mark("Remedies open to the complainant"), R, guarded=True
    ),
    Field("notified_at", Kind.MOMENT, mark("Notified at"), R, guarded=True),
    _coded("notice_way", mark("Way of notice"), R),
    Field("notice_proof", Kind.TEXT, mark("Proof of notice"), R),
    Field("delivered_at", Kind.MOMENT, mark("Decision received at"), R),
    Field("unreachable_proof", Kind.STORY, mark("Proof that nobody could be reached"), R),
    Field("review_applied_at", Kind.MOMENT, mark("Review applied for at"), R),
    Field("review_received_at", Kind.MOMENT, mark("Review received at"), R),
    Field("review_decided_at", Kind.MOMENT, mark("Review decided at"), R),
    _coded("satisfaction", mark("Satisfaction"), R),
    Field("followed_up_at", Kind.MOMENT, mark("Followed up at"), R),
    Field("follow_up", Kind.STORY, mark("Follow-up"), R),
    Field("withdrawn_at", Kind.MOMENT, mark("Withdrawn at"), R),
    Field("closed_at", Kind.MOMENT, mark("Closed at"), R, guarded=True),
    Field("archived_at", Kind.MOMENT, mark("Archived at"), R),
    Field("keep_until", Kind.DAY, mark("Keep until"), R),
    Field("repeat_of", Kind.TEXT, mark("Repeat of"), L),
    Field("new_facts", Kind.YES_NO, mark("New facts"), L),
    Field("merged_into", Kind.TEXT, mark("Merged into"), L),
    Field("related", Kind.NAMES, mark("Related cases"), L),
    Field("source_no", Kind.TEXT, mark("Number in the former ledger"), L),
    Field("remarks", Kind.STORY, mark("Remarks"), L),
)
BY_ID: Final = {field.id: field for field in FIELDS}
ENTRY_KEYS: Final = {
    "agent": ("name", "id_type", "id_no", "phone", "authorisation"),
    "representatives": ("name", "id_no", "phone"),
    "co_departments": ("department", "liaison"),
}


def flat(nested: Facts) -> Payload:
    """Return ``{"complainant": {"name": …}}`` as ``{"complainant.name": …}``; flat stays flat."""
    out: Payload = {}
    for name, value in nested.items():
        if isinstance(value, Mapping) and name in nests():
            out.update({f"{name}.{part}": inner for part, inner in value.items()})
        else:
            out[name] = value
    return out


@cache
def nests() -> frozenset[str]:
    """Return the names of nested objects: "complainant" and "decision"."""
    return frozenset(field.id.split(".")[0] for field in FIELDS if "." in field.id)


def nested(facts: Facts) -> Payload:
    """Return ``facts`` with every field of design.md 4, nested ones as objects."""
    out: Payload = {}
    for field in FIELDS:
        value = facts.get(field.id)
        outer, _, inner = field.id.partition(".")
        if inner:
            out.setdefault(outer, {})[inner] = value
        else:
            out[outer] = value
    return out
