"""The tables: the journal, the read model, and data of this home alone."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import peewee as pw

from desk.base.shapes import Payload
from desk.rules.case.fields import FIELDS, Kind


class BaseTable(pw.Model):
    """The base of all tables; they are bound to no database, see `Store`."""

    class Meta:
        """Names as written."""

        legacy_table_names = False


class ContentRow(BaseTable):
    """The content of a file, stored once for all cases that have it; not in any act.

    A small one is in ``body``. A larger one is beside the database as an
    encrypted file ``name``, whose key is stored only here.
    """

    hash = pw.TextField(primary_key=True)  # SHA-256 of the content, hex
    size = pw.BigIntegerField()
    alg = pw.TextField()
    name = pw.TextField()  # "" when it lies here
    key = pw.BlobField(null=True)
    body = pw.BlobField(null=True)

    class Meta:
        """Table."""

        table_name = "content"


class AttachmentRow(BaseTable):
    """An attachment of a case, from its acts; its content may not have arrived yet."""

    case_id = pw.IntegerField()
    entry = pw.TextField()
    hash = pw.TextField(index=True)
    size = pw.BigIntegerField()
    is_withdrawn = pw.IntegerField()

    class Meta:
        """Table."""

        table_name = "attachment"
        primary_key = pw.CompositeKey("case_id", "entry")
        without_rowid = True


class DeviceRow(BaseTable):
    """A workstation that exchanges packets with this one, or this one itself."""

    id = pw.TextField(primary_key=True)  # "0101-A"
    office = pw.TextField()
    name = pw.TextField()
    role = pw.TextField()
    sign_key = pw.TextField()  # Ed25519, hex
    box_key = pw.TextField()  # X25519, hex
    is_trusted = pw.IntegerField()
    revoked = pw.TextField()  # JSON: last number by chain that still counts; "" while it is not

    class Meta:
        """Table."""

        table_name = "device"


class PacketRow(BaseTable):
    """A packet that was sent or imported."""

    id = pw.TextField(primary_key=True)
    way = pw.TextField()  # sent, taken
    device = pw.TextField()  # whose packet it is
    peer = pw.TextField()  # who took it; for one sent, the addressees
    epoch = pw.TextField()
    number = pw.IntegerField()
    digest = pw.TextField()
    made_at = pw.TextField()
    at = pw.TextField()
    facts = pw.TextField()  # JSON: counts, heads, undone …

    class Meta:
        """Table."""

        table_name = "packet"


class PeerRow(BaseTable):
    """The known heads of another workstation."""

    device = pw.TextField(primary_key=True)
    heads = pw.TextField()  # JSON: ends by chain
    number = pw.IntegerField()  # last of our packets that it confirmed
    at = pw.TextField()

    class Meta:
        """Table."""

        table_name = "peer"


class DeviceSecretRow(BaseTable):
    """The seed of this workstation's own keys; never leaves this home."""

    id = pw.IntegerField(primary_key=True)  # always 1
    seed = pw.BlobField()

    class Meta:
        """Table."""

        table_name = "device_secret"


class KnownPageRow(BaseTable):
    """The digest of a page of acts imported before; never leaves this home."""

    digest = pw.TextField(primary_key=True)  # of the page's bytes, hex
    counts = pw.TextField()  # JSON: its acts by kind

    class Meta:
        """Table."""

        table_name = "known_page"


class StaleCaseRow(BaseTable):
    """A case whose row an earlier program made otherwise than this one does (`refold_stale`)."""

    id = pw.IntegerField(primary_key=True)

    class Meta:
        """Table."""

        table_name = "stale_case"


class RuleRow(BaseTable):
    """A version of a rule as it shipped when this home first saw it; never changed afterwards."""

    id = pw.TextField(primary_key=True)  # "decide@2020-03-01"
    body = pw.TextField()  # JSON, as `rule_files.rule_json`

    class Meta:
        """Table."""

        table_name = "rule"


class QuarantineRow(BaseTable):
    """A packet in quarantine; never leaves this home."""

    digest = pw.TextField(primary_key=True)
    file = pw.TextField()
    sender = pw.TextField()
    number = pw.IntegerField()
    made_at = pw.TextField()
    reason = pw.TextField()  # code of the refusal
    at = pw.TextField()
    told = pw.TextField(null=True)  # its values

    class Meta:
        """Table."""

        table_name = "quarantine"


# A case that is over and may owe something still: a rectification, a promise, the confirming of a
# correction, a report on an emergency, to who forwarded it or of a major complaint, the order that
# a systemic problem asks for. In words of both engines, without parameters: they name an index.
OWING: Final = (
    "(is_open = 0 AND (replace(entries, '\"rectifications\"', '') <> entries "
    "OR replace(entries, '\"promised_on\"', '') <> entries "
    "OR replace(entries, '\"corrections\"', '') <> entries "
    "OR replace(entries, '\"emergencies\"', '') <> entries "
    "OR replace(entries, '\"corrects\"', '') <> entries "
    "OR (state = 'closed' AND reply_by IS NOT NULL) "
    "OR (import_id IS NULL AND (major = 1 OR systemic = 'systemic' OR (forwarded_by IS NOT NULL "
    "AND replace(entries, '\"feedbacks\"', '') = entries)))))"
)
NEVER: Final = "9999-12-31T23:59:59"  # sorts last; NULL in a sort key would lose rows


class ActRow(BaseTable):
    """One act of the journal; never changed, never deleted.

    Hashes have no index: an act is looked up by its position in its chain.
    """

    id = pw.AutoField()
    hash = pw.BlobField()
    device = pw.TextField()
    epoch = pw.TextField()
    seq = pw.IntegerField()
    prev = pw.BlobField()
    hlc = pw.BigIntegerField()
    author = pw.TextField()
    kind = pw.TextField()
    subject = pw.TextField()
    base = pw.TextField()
    payload_hash = pw.BlobField()
    schema = pw.IntegerField()
    alg = pw.TextField()
    signature = pw.BlobField(null=True)
    aside = pw.IntegerField(default=0, constraints=[pw.SQL("DEFAULT 0")])  # an `Aside`

    class Meta:
        """Table and indexes."""

        table_name = "act"
        indexes = ((("subject",), False), (("device", "epoch", "seq"), False))


ActRow.add_index(
    ActRow.index(ActRow.device, ActRow.epoch, ActRow.seq, name="act_aside", where=ActRow.aside != 0)
)


class PayloadRow(BaseTable):
    """An act's payload; separate, so that it can be erased while the chain stays intact."""

    act_id = pw.IntegerField(primary_key=True)
    salt = pw.BlobField()
    body = pw.TextField()

    class Meta:
        """Table."""

        table_name = "payload"


_COLUMNS: Final = {
    Kind.MONEY: lambda: pw.BigIntegerField(null=True),  # fen, so that sums are exact
    Kind.COUNT: lambda: pw.IntegerField(null=True),
    Kind.YES_NO: lambda: pw.IntegerField(null=True),
}


ANSWERED: Final = ("answer", "answered_at", "handed_to", "handed_at")  # fields, by migration 0014
CLASSIFIED: Final = ("insurance_line", "sales_channel", "issue")  # by migration 0016
DELIVERED: Final = ("delivered_at",)  # by migration 0021
FIRST: Final = tuple(
    field.id for field in FIELDS if field.id not in {*ANSWERED, *CLASSIFIED, *DELIVERED}
)


def _case_columns(names: Sequence[str]) -> dict[str, pw.Field]:
    text = lambda: pw.TextField(null=True)  # noqa: E731
    wanted = (field for field in FIELDS if field.id in names)
    return {field.column: _COLUMNS.get(field.kind, text)() for field in wanted}


def _case_table() -> Any:
    """Build the table of cases: a column per field, and derived columns for queue and reports."""
    columns: Payload = {
        "__doc__": "A case as its acts leave it; its id is that of its first act here.",
        "id": pw.IntegerField(primary_key=True),
        "uuid": pw.TextField(),
        "case_no": pw.TextField(index=True),
        **_case_columns(FIRST),
        "is_open": pw.IntegerField(),
        "due_at": pw.TextField(),  # soonest end of a running clock, or NEVER
        "attention_at": pw.TextField(),  # first change of a light from green, or NEVER
        "received_on": pw.TextField(),
        "closed_on": pw.TextField(null=True),
        "entries": pw.TextField(),  # JSON: contacts, approvals, notes …
        "conflicts": pw.IntegerField(),
        "version": pw.IntegerField(),  # acts folded; a page names the one it saw
        "source_key": pw.TextField(null=True),  # where an imported row came from
        "import_id": pw.TextField(null=True),
        "name_sound": pw.TextField(null=True),  # the complainant's name in pinyin
        "legal_due_at": pw.TextField(null=True),  # as due_at, of the legal clocks alone
        "legal_orange_at": pw.TextField(null=True),  # from when on the law stands before all else
        "is_queued": pw.IntegerField(null=True),  # open, or a review of a closed case runs on
        **_case_columns(ANSWERED),
        "counted_in": pw.TextField(null=True),  # which table of a report counts it
        **_case_columns(CLASSIFIED),
        **_case_columns(DELIVERED),
        "Meta": type("Meta", (), {"table_name": "case", "legacy_table_names": False}),
    }
    table: Any = type("CaseRow", (BaseTable,), columns)
    for index in _case_indexes(table):
        table.add_index(index)
    return table


def _case_indexes(table: Any) -> Iterator[Any]:
    """Yield the indexes; each costs a page per save, so they are few and partial."""
    yield table.index(
        table.due_at,
        table.id,
        table.attention_at,
        table.state,
        table.handler,
        table.kind,
        table.received_on,
        table.legal_orange_at,
        table.is_open,
        table.counted_in,
        name="case_due",
        where=table.is_queued == 1,
    )
    law = (table.legal_due_at, table.id, table.legal_orange_at, table.state, table.handler)
    yield table.index(*law, name="case_law", where=table.is_queued == 1)
    yield table.index(
        table.received_on,
        table.counted_in,
        table.channel,
        table.product_line,
        table.cause,
        table.complained_unit,
        table.grade,
        table.business_channel,
        name="case_month",
    )
    yield table.index(
        table.closed_on,
        table.counted_in,
        table.outcome,
        table.received_on,
        name="case_closed",
        where=table.closed_on.is_null(False),
    )
    rare = {"owing": OWING, "merged": "(merged_into IS NOT NULL)", "conflicts": "(conflicts > 0)"}
    for name, which in rare.items():
        yield table.index(table.id, name=f"case_{name}", where=pw.SQL(which))
    kept = pw.SQL("(state = 'archived')")
    yield table.index(table.id, table.department, name="case_archived", where=kept)
    for column in (table.source_key, table.import_id, table.name_sound, table.complainant_id_no):
        yield table.index(column, name=f"case_{column.name}", where=column.is_null(False))


CaseRow: Final = _case_table()
# Open cases: all of them are queued, and only the queued ones are in an index.
IS_OPEN: Final[pw.Expression] = (CaseRow.is_queued == 1) & (CaseRow.is_open == 1)


class ClockRow(BaseTable):
    """A running or stopped clock; windows and clocks without a recorded end are not stored."""

    case_id = pw.IntegerField()
    rule = pw.TextField()
    track = pw.TextField()
    is_running = pw.IntegerField()
    is_complaint = pw.IntegerField()
    started_at = pw.TextField()
    due_at = pw.TextField()
    due_on = pw.TextField()
    provisional = pw.IntegerField()
    stopped_at = pw.TextField()  # "" while it runs
    is_met = pw.IntegerField()
    yellow_at = pw.TextField()
    orange_at = pw.TextField()
    red_at = pw.TextField()

    class Meta:
        """Table."""

        table_name = "clock"
        primary_key = pw.CompositeKey("case_id", "rule")
        without_rowid = True


ClockRow.add_index(
    ClockRow.index(
        ClockRow.due_on,
        ClockRow.rule,
        ClockRow.is_complaint,
        ClockRow.is_met,
        name="clock_stopped",
        where=ClockRow.is_running == 0,
    )
)


class MissedRow(BaseTable):
    """An end that a clock of a case passed: late for good, whatever moved it afterwards."""

    case_id = pw.IntegerField()
    rule = pw.TextField()
    due_at = pw.TextField()
    is_complaint = pw.IntegerField()

    class Meta:
        """Table."""

        table_name = "missed"
        primary_key = pw.CompositeKey("case_id", "rule", "due_at")
        without_rowid = True


MissedRow.add_index(
    MissedRow.index(MissedRow.due_at, MissedRow.rule, MissedRow.is_complaint, name="missed_month")
)


class ClosedRow(BaseTable):
    """To whom a case is closed, as `desk.rules.people.sight.closed_to` says."""

    case_id = pw.IntegerField()
    who = pw.TextField()

    class Meta:
        """Table."""

        table_name = "closed"
        primary_key = pw.CompositeKey("case_id", "who")
        without_rowid = True


ClosedRow.add_index(ClosedRow.index(ClosedRow.who, ClosedRow.case_id, name="closed_who"))


class PersonRow(BaseTable):
    """A person with an account here."""

    login = pw.TextField(primary_key=True)
    name = pw.TextField()
    role = pw.TextField()
    department = pw.TextField()
    active = pw.IntegerField()
    verify_key = pw.TextField()  # Ed25519 public key, hex

    class Meta:
        """Table."""

        table_name = "person"


class SettingRow(BaseTable):
    """A setting that was set."""

    id = pw.TextField(primary_key=True)
    value = pw.TextField()  # JSON

    class Meta:
        """Table."""

        table_name = "setting"


class ImportRow(BaseTable):
    """A ledger that was imported."""

    id = pw.TextField(primary_key=True)
    file = pw.TextField()
    profile = pw.TextField()
    at = pw.TextField()
    author = pw.TextField()
    taken = pw.IntegerField()
    known = pw.IntegerField()
    refused = pw.IntegerField()
    undone_at = pw.TextField()  # "" while it stands

    class Meta:
        """Table."""

        table_name = "ledger_import"


class ReportRow(BaseTable):
    """A period report with commentary, closed or submitted."""

    id = pw.TextField(primary_key=True)  # of the period: "2026-10", "2026-Q3" …
    closed_at = pw.TextField()  # "" while it is a draft
    closed_by = pw.TextField()
    hash = pw.TextField()  # of figures and case list, hex
    submitted_on = pw.TextField()  # "" until it is
    days_late = pw.IntegerField()

    class Meta:
        """Table."""

        table_name = "report"


class PrintRow(BaseTable):
    """A paper that was printed, by the code on it."""

    code = pw.TextField(primary_key=True)
    what = pw.TextField()
    about = pw.TextField(index=True)  # number of a case, or id of a period
    copy_no = pw.TextField()
    is_full = pw.IntegerField()
    at = pw.TextField()
    author = pw.TextField()
    hashes = pw.TextField()  # JSON: SHA-256 by kind of file

    class Meta:
        """Table."""

        table_name = "print"


class RegisterItemRow(BaseTable):
    """An item of a register, such as a meeting or a task."""

    uuid = pw.TextField(primary_key=True)
    register = pw.TextField(index=True)
    no = pw.TextField(index=True)
    state = pw.TextField()
    facts = pw.TextField()  # JSON

    class Meta:
        """Table."""

        table_name = "register_item"


class HomeRow(BaseTable):
    """This home's identity in the journal."""

    id = pw.IntegerField(primary_key=True)  # always 1
    device = pw.TextField()
    letter = pw.TextField()
    epoch = pw.TextField()
    place = pw.TextField(default="", constraints=[pw.SQL("DEFAULT ''")])  # to notice a copy
    watched = pw.TextField(default="", constraints=[pw.SQL("DEFAULT ''")])  # where a witness is

    class Meta:
        """Table."""

        table_name = "home"


class CounterRow(BaseTable):
    """The last number that this device gave of a series."""

    series = pw.TextField(primary_key=True)  # the cases of "2026-11-20", "letter/2026", "copy/…"
    last = pw.IntegerField()

    class Meta:
        """Table."""

        table_name = "counter"


class DraftRow(BaseTable):
    """A draft, typed and not yet saved; never leaves this home."""

    key = pw.TextField(primary_key=True)  # "<login>/<form>"
    body = pw.TextField()
    at = pw.TextField()

    class Meta:
        """Table."""

        table_name = "draft"


class CheckRow(BaseTable):
    """When a check was last made in this home, and what it found."""

    name = pw.TextField(primary_key=True)
    at = pw.TextField()
    findings = pw.TextField()  # JSON: pairs of what and where

    class Meta:
        """Table."""

        table_name = "checkup"


TABLES: Final = (
    ActRow,
    PayloadRow,
    CaseRow,
    ClockRow,
    MissedRow,
    ClosedRow,
    PersonRow,
    SettingRow,
    ImportRow,
    ReportRow,
    PrintRow,
    RegisterItemRow,
    HomeRow,
    CounterRow,
    DraftRow,
    CheckRow,
    DeviceRow,
    PacketRow,
    PeerRow,
    DeviceSecretRow,
    QuarantineRow,
    KnownPageRow,
    StaleCaseRow,
    RuleRow,
    ContentRow,
    AttachmentRow,
)
