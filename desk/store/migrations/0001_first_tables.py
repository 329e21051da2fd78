"""The first tables. A frozen copy: later changes of desk.store.tables do not reach it."""

import peewee as pw

NUMBERS = """
    major complainant_birth_year people_count liable new_facts
""".split()
MONEY = """
    amount compensation
""".split()
CASE_FIELDS = """
    kind party_type topic complexity grade major major_ground sensitive vulnerable channel
    received_at registered_at late_reason first_contact_at forwarded_by forward_no forwarded_on
    regulator_received_at reply_by received_by complainant_form complainant_name
    complainant_id_type complainant_id_no complainant_phone complainant_email
    complainant_address complainant_birth_year standing agent people_count representatives
    complained_unit complained_staff third_party third_party_cooperation occurred_on
    business_channel product_line cause dispute phase product contract_no account_tail amount
    facts demands demand_text grounds department handler co_departments recused state next_step
    investigated_at investigation planned_at planned_by plan approved_at approved_by executed_at
    execution systemic root_cause root_cause_text affected_customers finding liable outcome
    remedies compensation decision_facts_found decision_basis decision_reasons decision_remedies
    notified_at notice_way notice_proof unreachable_proof review_applied_at review_received_at
    review_decided_at satisfaction followed_up_at follow_up withdrawn_at closed_at archived_at
    keep_until repeat_of new_facts merged_into related source_no remarks
""".split()
WORDS = (
    "CREATE VIRTUAL TABLE case_words USING fts5(words, content='', columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn'\")"
)
# On a server: the searched text itself, and its pairs of characters, by which it is found.
SERVER_WORDS = (
    "CREATE TABLE case_words (id bigint PRIMARY KEY, words text NOT NULL, pairs tsvector NOT NULL)",
    "CREATE INDEX case_words_pairs ON case_words USING gin (pairs)",
)


class Base(pw.Model):
    class Meta:
        legacy_table_names = False


class Act(Base):
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

    class Meta:
        indexes = ((("subject",), False), (("device", "epoch", "seq"), False))


class Payload(Base):
    act_id = pw.IntegerField(primary_key=True)
    salt = pw.BlobField()
    body = pw.TextField()


def _column(name):
    if name in NUMBERS:
        return pw.IntegerField(null=True)
    return pw.BigIntegerField(null=True) if name in MONEY else pw.TextField(null=True)


Case = type(
    "Case",
    (Base,),
    {
        "id": pw.IntegerField(primary_key=True),
        "uuid": pw.TextField(),
        "case_no": pw.TextField(index=True),
        **{name: _column(name) for name in CASE_FIELDS},
        "is_open": pw.IntegerField(),
        "due_at": pw.TextField(),
        "attention_at": pw.TextField(),
        "received_on": pw.TextField(),
        "closed_on": pw.TextField(null=True),
        "entries": pw.TextField(),
        "conflicts": pw.IntegerField(),
        "version": pw.IntegerField(),
        "source_key": pw.TextField(null=True),
        "import_id": pw.TextField(null=True),
    },
)
Case.add_index(
    Case.index(
        Case.due_at,
        Case.id,
        Case.attention_at,
        Case.state,
        Case.handler,
        Case.kind,
        Case.received_on,
        name="case_queue",
        where=Case.is_open == 1,
    )
)
Case.add_index(
    Case.index(
        Case.received_on,
        Case.kind,
        Case.channel,
        Case.product_line,
        Case.cause,
        Case.complained_unit,
        Case.grade,
        Case.business_channel,
        name="case_month",
    )
)
Case.add_index(
    Case.index(
        Case.closed_on,
        Case.kind,
        Case.outcome,
        Case.received_on,
        name="case_closed",
        where=Case.closed_on.is_null(False),
    )
)
Case.add_index(
    Case.index(Case.source_key, name="case_source_key", where=Case.source_key.is_null(False))
)
Case.add_index(
    Case.index(Case.import_id, name="case_import_id", where=Case.import_id.is_null(False))
)


class Clock(Base):
    case_id = pw.IntegerField()
    rule = pw.TextField()
    track = pw.TextField()
    is_running = pw.IntegerField()
    is_complaint = pw.IntegerField()
    started_at = pw.TextField()
    due_at = pw.TextField()
    due_on = pw.TextField()
    provisional = pw.IntegerField()
    stopped_at = pw.TextField()
    is_met = pw.IntegerField()
    yellow_at = pw.TextField()
    orange_at = pw.TextField()
    red_at = pw.TextField()

    class Meta:
        primary_key = pw.CompositeKey("case_id", "rule")
        without_rowid = True


Clock.add_index(
    Clock.index(
        Clock.due_on,
        Clock.rule,
        Clock.is_complaint,
        Clock.is_met,
        name="clock_stopped",
        where=Clock.is_running == 0,
    )
)


class Person(Base):
    login = pw.TextField(primary_key=True)
    name = pw.TextField()
    role = pw.TextField()
    department = pw.TextField()
    active = pw.IntegerField()
    verify_key = pw.TextField()


class Setting(Base):
    id = pw.TextField(primary_key=True)
    value = pw.TextField()


class LedgerImport(Base):
    id = pw.TextField(primary_key=True)
    file = pw.TextField()
    profile = pw.TextField()
    at = pw.TextField()
    author = pw.TextField()
    taken = pw.IntegerField()
    known = pw.IntegerField()
    refused = pw.IntegerField()
    undone_at = pw.TextField()


class Home(Base):
    id = pw.IntegerField(primary_key=True)
    device = pw.TextField()
    letter = pw.TextField()
    epoch = pw.TextField()


class Counter(Base):
    day = pw.TextField(primary_key=True)
    last = pw.IntegerField()


class Draft(Base):
    key = pw.TextField(primary_key=True)
    body = pw.TextField()
    at = pw.TextField()


TABLES = [Act, Payload, Case, Clock, Person, Setting, LedgerImport, Home, Counter, Draft]


def up(migrator, db):
    is_file = isinstance(db, pw.SqliteDatabase)
    Clock._meta.without_rowid = is_file  # noqa: SLF001 - peewee's own place for it
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    secure = "INSERT INTO case_words(case_words, rank) VALUES('secure-delete', 1)"
    for statement in (WORDS, secure) if is_file else SERVER_WORDS:
        db.execute_sql(statement)
