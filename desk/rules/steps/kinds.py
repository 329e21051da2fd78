"""What an act may do: one table of all kinds of acts.

A kind says who may write such an act, about what, which fields and entries, and whether it is
signed by itself. Commands, folding and `verify` go by it; audit log, timeline and dossier take
their words from it (docs/decisions/0011). The kinds of the steps of a case come from their table.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.words import mark
from desk.rules.case import entries, stored
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.code_tables import TABLE, is_table_entry
from desk.rules.case.erasure import ERASED_AT, LISTED, Way
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import Action
from desk.rules.case.stored import Fits
from desk.rules.case.ways import WAYS
from desk.rules.forms.reply_texts import SAID
from desk.rules.people.rights import Right, Role
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.record.fold import ENTRY_MARK
from desk.rules.record.subjects import (
    AUDIT,
    CASE,
    DEVICE,
    IMPORT,
    PACKET,
    PEER,
    PERSON,
    PRINT,
    PROPOSAL,
    REPORT,
    SETTINGS,
    TEMPLATE,
    TEXT,
    VERSIONS,
)
from desk.rules.record.undone import UNDONE_AFTER
from desk.rules.reports.closing import COMMENT, DENOMINATOR, TRAINING
from desk.rules.settings import settings_known
from desk.rules.steps.act_kind import ActKind, Reach, Restores
from desk.rules.steps.intake import TAKES
from desk.rules.steps.register_acts import register_kinds
from desk.rules.steps.step import Step
from desk.rules.steps.table import STEPS
from desk.rules.time.practice import CALENDAR, DECISIVE, LIGHTS, PRACTICES, PRESCRIBED
from desk.rules.time.taking_rules import HOUSE, LAW

ANYBODY: Final = tuple(Right)  # whoever works here has one of them
RECOVERY_KEY: Final = "recovery_key"  # among the settings: the public key of the printed code
WORD_LISTS: Final = frozenset({"suggestion_words"})


KINDS: Final[dict[str, ActKind]] = {}


def _known(**told: Any) -> ActKind:
    """Return a kind, and put it into the table."""
    kind = KINDS[told["id"]] = ActKind(**told)
    return kind


def is_anything(_value: object) -> bool:
    """Let every value pass: what is checked where it is read, or concerns its writer alone."""
    return True


def _is_role(value: object) -> bool:
    return isinstance(value, str) and value in set(Role)


_SAID: Final[Mapping[str, Fits]] = {  # of a case, beside its fields
    "case_no": stored.is_case_no,
    "source_key": stored.is_text,
    "import_id": stored.is_text,
    UNDONE_AFTER: stored.is_whole,
    LISTED: stored.is_told,
    ERASED_AT: stored.is_moment,
    "erased_by": stored.is_text,
    "erased_way": lambda value: isinstance(value, str) and value in set(Way),
}
KEPT: Final = tuple(f"{name}{ENTRY_MARK}" for name in entries.KEPT)


def _case(names: Iterable[str]) -> dict[str, Fits]:
    """Return what says whether values of these fields and collections of a case fit."""
    found: dict[str, Fits] = {}
    for name in names:
        if name.endswith(ENTRY_MARK):
            found[name] = stored.entry_fits(name.removesuffix(ENTRY_MARK))
        else:
            found[name] = _SAID[name] if name in _SAID else stored.fits(BY_ID[name])
    return found


_COLLECTIONS: Final = tuple(f"{name}{ENTRY_MARK}" for name in sorted(stored.COLLECTIONS))
WHOLE_CASE: Final = _case((*BY_ID, *_SAID, *_COLLECTIONS))
_PEOPLE: Final[Mapping[str, Fits]] = {
    "name": stored.is_text,
    "role": _is_role,
    "department": stored.is_text,
    "active": stored.is_yes_no,
    "verify_key": stored.is_text,
}
_CARD: Final = ("office", "name", "role", "sign_key", "box_key", "is_trusted")
_RECEIPT: Final = ("heads", "number", "at", "wants")
_PACKET: Final = ("way", "device", "peer", "epoch", "number", "digest", "made_at", "at", "facts")


def _step(step: Step) -> ActKind:
    """Return the kind of the acts of ``step``."""
    states = {state.value for before, state in step.moves.items() if state is not before}
    states |= {state.value for state in step.leads_to}
    names = {*step.takes, *(step.fixed or ()), *step.relied, *step.writes, *KEPT}
    names |= {step.stamp} if step.stamp else set()
    names |= {"state"} if states else set()
    names |= {f"{step.entry}{ENTRY_MARK}"} if step.entry else set()
    bounds = {name: frozenset({value}) for name, value in (step.fixed or {}).items()}
    return _known(
        id=f"case.{step.action}",
        rights=(step.right,),
        about=CASE,
        writes=_case(names),
        bounds={**bounds, "state": frozenset(states)} if states else bounds,
        restores=Restores.MERGER if step.action is Action.UNMERGE else None,
        bound=step.bound,
        leaves=frozenset(state.value for state in step.moves) if step.bound else frozenset(),
        is_signed=step.is_signed,
        is_step=True,
        can_be_undone=step.can_be_undone,
        retells=step.retells,
        group=AuditGroup.CHANGE,
        words=step.words,
    )


def _echo(step: Step) -> ActKind:
    """Return the kind of what ``step`` writes to the other case that it reaches."""
    return _change(f"{step.action}-echo", step.right, step.echo_words, (*step.echo_writes, *KEPT))


def _change(name: str, right: Right, words: str, writes: Iterable[str], **more: Any) -> ActKind:
    """Return a kind of acts that change a case and are no step."""
    told = {"writes": _case(writes), "group": AuditGroup.CHANGE, **more}
    return _known(id=f"case.{name}", rights=(right,), about=CASE, words=words, **told)


def _audit(name: str, group: AuditGroup, words: str, *rights: Right, **more: Any) -> ActKind:
    """Return a kind of lines of the audit log: they change nothing."""
    return _known(
        id=f"audit.{name}",
        rights=rights or ANYBODY,
        about=AUDIT,
        writes={"entry/": is_anything},
        group=group,
        words=words,
        **more,
    )


SIGN_IN, FAILED, REVEAL, PRINTS, EXPORT, CHANGE, PEOPLE, SETTING, BACKUP, RESTORE, EXCHANGE, _ = (
    AuditGroup
)
REGISTERED: Final = _change(
    "registered",
    Right.REGISTER,
    mark("Case registered"),
    (
        *TAKES,
        *("case_no", "state", "received_by", "registered_at", "related"),
        *(f"{entries.LINKS}{ENTRY_MARK}", *KEPT),
    ),
    bounds={"state": frozenset(way.begins().value for way in WAYS)},
)
IMPORTED: Final = _change(
    "imported",
    Right.IMPORT,
    mark("Taken over from a ledger"),
    (*BY_ID, "case_no", "source_key", "import_id"),
)
UNDONE: Final = _change("undone", Right.IMPORT, mark("Import taken back"), (UNDONE_AFTER,))
BREACHED: Final = _known(
    id="case.breached",
    rights=(Right.SETTINGS, Right.EXCHANGE, Right.RULES),  # by settings, packet or new law
    about=CASE,
    writes=_case(KEPT),
    group=CHANGE,
    words=mark("Passed deadlines kept before reckoning changed"),
)
DECIDED: Final = _change(
    "decided",
    Right.DECIDE,
    mark("Disagreement decided"),
    WHOLE_CASE,
    restores=Restores.SIDES,
    is_signed=True,
)
RESTORED: Final = _change(
    "restored",
    Right.IMPORT,
    mark("Led back to what it was before a packet"),
    WHOLE_CASE,
    restores=Restores.EARLIER,
)
LETTER: Final = _change("letter", Right.RECORD, mark("Letter issued"), ("letters/",))
_FILES: Final = (f"{ATTACHMENTS}{ENTRY_MARK}",)
ATTACHED: Final = _change("attached", Right.RECORD, mark("File attached"), _FILES)
DETACHED: Final = _change("detached", Right.RECORD, mark("Attachment withdrawn"), _FILES)
_OPENED: Final = mark("Archived case opened for reading")
OPENED: Final = _change("opened", Right.RECORD, _OPENED, ("openings/",), group=REVEAL)
_HOLDS: Final = (f"{entries.HOLDS}{ENTRY_MARK}",)
HELD: Final = _change("held", Right.ARCHIVE, mark("Put on hold"), _HOLDS, group=RESTORE)
RELEASED: Final = _change("released", Right.ARCHIVE, mark("Hold lifted"), _HOLDS, group=RESTORE)
_LISTED: Final = mark("Put on the list for erasure")
LISTED_FOR_ERASURE: Final = _change("listed", Right.ARCHIVE, _LISTED, (LISTED,), group=RESTORE)
# What is left of a case is its own; its author is asked for, and signs.
_LEFT: Final = (
    *{
        f"{name}{ENTRY_MARK}" if name in stored.COLLECTIONS else name
        for way in Way
        for name in read_toml("retention.toml")[way.value]
    },
    *(ERASED_AT, "erased_by", "erased_way"),
)
ERASED: Final = _change(
    "erased",
    Right.ERASE,
    mark("Erasure approved"),
    _LEFT,
    group=RESTORE,
    is_signed=True,
    shreds=True,
)
ERASED_AGAIN: Final = _change(
    "erased-again",
    Right.BACKUP,
    mark("Erased again after a restore"),
    _LEFT,
    group=RESTORE,
    is_signed=True,
    shreds=True,
)
BROUGHT_BACK: Final = _change(
    "brought-back",
    Right.BACKUP,
    mark("Brought back from a backup"),
    WHOLE_CASE,
    group=RESTORE,
    restores=Restores.EARLIER,
)
_STEPS: Final = {action: _step(step) for action, step in STEPS.items()}
_ECHOES: Final = {action: _echo(step) for action, step in STEPS.items() if step.echoes}
UNDO: Final = _change(
    "undo",
    Right.RECORD,
    mark("Took the last step back"),
    {name for kind in _STEPS.values() if kind.can_be_undone for name in kind.writes},
    restores=Restores.LAST,
)
_GROUPS: Final = {
    PERSON: PEOPLE,
    PROPOSAL: PEOPLE,
    SETTINGS: SETTING,
    REPORT: SETTING,
    PRINT: PRINTS,
    TEXT: SETTING,
}


def _other(name: str, right: Right, about: str, words: str, writes: Any, **more: Any) -> ActKind:
    """Return a kind of acts that are about no case."""
    fits = writes if isinstance(writes, Mapping) else dict.fromkeys(writes, is_anything)
    told = {"group": _GROUPS.get(about, EXCHANGE), "writes": fits, "rights": (right,), **more}
    return _known(id=name, about=about, words=words, **told)


PERSON_ADDED: Final = _other(
    "person.added",
    Right.PEOPLE,
    PERSON,
    mark("added “{subject}” as {role}"),
    _PEOPLE,
    reach=Reach.READABLE,
)
PERSON_CHANGED: Final = _other(
    "person.changed",
    Right.PEOPLE,
    PERSON,
    mark("changed the account “{subject}”: {names}"),
    _PEOPLE,
    reach=Reach.READABLE,
)
OFFICE_SET: Final = _other(
    "office.set",
    Right.SETTINGS,
    SETTINGS,
    mark("changed settings: {names}"),
    (*settings_known(), f"{PRACTICES}{ENTRY_MARK}", RECOVERY_KEY),
)
CALENDAR_TAKEN: Final = _other(
    "calendar.taken",
    Right.SETTINGS,
    SETTINGS,
    mark("took in a calendar"),
    (CALENDAR,),
    reach=Reach.BINDING,
)
LAW_TAKEN: Final = _other(
    "law.taken",
    Right.RULES,
    SETTINGS,
    mark("took in statutory rules"),
    LAW,
    is_signed=True,
    reach=Reach.BINDING,
)
HOUSE_TAKEN: Final = _other(
    "house-rule.taken", Right.SETTINGS, SETTINGS, mark("took in house rules"), HOUSE, is_signed=True
)
CODES_TAKEN: Final = _other(
    "codes.taken",
    Right.SETTINGS,
    SETTINGS,
    mark("took in a table of codes"),
    {f"{TABLE}{ENTRY_MARK}": is_table_entry},
    is_signed=True,
    reach=Reach.BINDING,
)
RULES_SET: Final = _other(
    "rules.set",
    Right.SETTINGS,
    SETTINGS,
    mark("prescribed rules to the branches"),
    (*DECISIVE, *LIGHTS, f"{PRESCRIBED}{ENTRY_MARK}"),
    is_signed=True,
    reach=Reach.BINDING,
)
RULES_TAKEN: Final = _other(
    "rules.taken",
    Right.EXCHANGE,
    SETTINGS,
    mark("took over head office's rules"),
    (f"{PRACTICES}{ENTRY_MARK}",),
    reach=Reach.BINDING,
)
WORDS_SET: Final = _other(
    "words.set",
    Right.SETTINGS,
    SETTINGS,
    mark("prescribed word lists to the branches"),
    (*WORD_LISTS,),
    is_signed=True,
    reach=Reach.BINDING,
)
TEMPLATE_SET: Final = _other(
    "template.set",
    Right.PRESCRIBE,
    TEMPLATE,
    mark("prescribed the form {subject} from {at} on"),
    (f"{VERSIONS}{ENTRY_MARK}",),
    is_signed=True,
    reach=Reach.BINDING,
)
TEXT_KEPT: Final = _other(
    "text.kept", Right.RECORD, TEXT, mark("changed the reply texts: “{name}”"), SAID
)
TEXT_SET: Final = _other(
    "text.set",
    Right.PRESCRIBE,
    TEXT,
    mark("changed the reply texts of the branches: “{name}”"),
    {**SAID, "prescribed": stored.is_yes_no},
    is_signed=True,
    reach=Reach.BINDING,
)
PRINTED: Final = _other(
    "print.made",
    Right.PRINT,
    PRINT,
    mark("printed: {what} {about}, copy {copy}, {full}"),
    ("what", "about", "copy", "full", "hashes", "at", "by"),
)
REPORT_NOTED: Final = _other(
    "report.noted",
    Right.RECORD,
    REPORT,
    mark("wrote the commentary of the report {subject}"),
    (COMMENT, DENOMINATOR, TRAINING),
)
REPORT_CLOSED: Final = _other(
    "report.closed",
    Right.SIGN,
    REPORT,
    mark("closed the report {subject}"),
    (
        *("closed_at", "closed_by", "figures", "cases", "restated", "hash", "head", "despite"),
        *("blockers", "comments", "rectifications", "clocks"),
    ),
    is_signed=True,
)
REPORT_SUBMITTED: Final = _other(
    "report.submitted",
    Right.SIGN,
    REPORT,
    mark("recorded the submission of the report {subject}"),
    ("submitted_on", "submitted_by", "submission_proof", "days_late"),
)
DEVICE_INTRODUCED: Final = _other(
    "device.introduced", Right.EXCHANGE, DEVICE, mark("introduced the workstation {subject}"), _CARD
)
DEVICE_TRUSTED: Final = _other(
    "device.trusted",
    Right.DEVICES,
    DEVICE,
    mark("trusted the workstation {subject}"),
    (*_CARD,),
    is_signed=True,
    reach=Reach.BINDING,
)
DEVICE_REVOKED: Final = _other(
    "device.revoked",
    Right.DEVICES,
    DEVICE,
    mark("revoked the workstation {subject}"),
    ("revoked", "is_trusted", "reason"),
    is_signed=True,
    reach=Reach.BINDING,
)
PACKET_SENT: Final = _other(
    "packet.sent", Right.EXCHANGE, PACKET, mark("sent a packet"), (*_PACKET,), is_signed=True
)
PACKET_TAKEN: Final = _other(
    "packet.taken", Right.EXCHANGE, PACKET, mark("took in a packet"), (*_PACKET,)
)
PACKET_RECEIPTED: Final = _other(
    "packet.receipted", Right.EXCHANGE, PEER, mark("took in a receipt"), _RECEIPT
)
PACKET_UNDONE: Final = _other(
    "packet.undone", Right.IMPORT, PACKET, mark("took a packet back"), ("facts",)
)
LEDGER_IMPORTED: Final = _other(
    "ledger.imported",
    Right.IMPORT,
    IMPORT,
    mark("imported a ledger"),
    (
        *("file", "profile", "at", "by", "rows", "taken", "known", "changed", "refused"),
        *("warnings", "closing_days_assumed"),
    ),
)
LEDGER_UNDONE: Final = _other(
    "ledger.undone", Right.IMPORT, IMPORT, mark("took an import back"), ("undone_at", "undone_by")
)
_SECONDED: Final = (Right.PEOPLE, Right.SETTINGS, Right.BACKUP)  # what needs a second person
PROPOSED: Final = _other(
    "proposal.made",
    Right.PEOPLE,
    PROPOSAL,
    mark("proposed to give more power ({subject})"),
    ("deed", "wish", "by", "at", "until", "concerns"),
    rights=_SECONDED,
    is_signed=True,
)
CONFIRMED: Final = _other(
    "proposal.confirmed",
    Right.SECOND,
    PROPOSAL,
    mark("confirmed the proposal {subject}"),
    ("confirmed_by", "confirmed_at"),
    is_signed=True,
)
DECLINED: Final = _other(
    "proposal.refused",
    Right.SECOND,
    PROPOSAL,
    mark("refused the proposal {subject}: {reason}"),
    ("refused_by", "refused_at", "reason"),
    is_signed=True,
)
WITHDRAWN: Final = _other(
    "proposal.withdrawn",
    Right.PEOPLE,
    PROPOSAL,
    mark("withdrew the proposal {subject}"),
    ("withdrawn_at",),
    rights=_SECONDED,
)
CARRIED_OUT: Final = _other(
    "proposal.done",
    Right.PEOPLE,
    PROPOSAL,
    mark("carried out the proposal {subject}"),
    ("done_at",),
    rights=_SECONDED,
)
RAISE_SEEN: Final = _other(
    "proposal.seen",
    Right.PEOPLE,
    PROPOSAL,
    mark("has seen who was given more power ({subject})"),
    ("seen/",),
)
for _told in register_kinds():
    _known(**_told)
SIGNED_IN: Final = _audit("signed-in", SIGN_IN, mark("signed in"))
SIGN_IN_FAILED: Final = _audit(
    "sign-in-failed", FAILED, mark("wrong password for “{login}” at {at}")
)
REFUSED: Final = _audit("refused", FAILED, mark("was refused: may not {right}"))
REVEALED: Final = _audit("revealed", REVEAL, mark("saw {fields} unmasked: {reason}"), Right.REVEAL)
LOOKED_UP: Final = _audit("looked-up", REVEAL, mark("searched by {fields}: {count} cases found"))
EXPORTED: Final = _audit(
    "exported",
    EXPORT,
    mark("exported {what}, {count} cases, {full}: {purpose}"),
    Right.EXPORT,
    is_signed=True,
)
FORMS_RESERVED: Final = _other(
    "forms.reserved",
    Right.REGISTER,
    AUDIT,
    mark("reserved numbers for paper forms"),
    ("entry/",),
    group=PRINTS,
)
PASSWORD_CHANGED: Final = _audit("password-changed", PEOPLE, mark("changed the own password"))
PASSWORD_RESET: Final = _audit(
    "password-reset", PEOPLE, mark("gave “{login}” a new password"), Right.PEOPLE
)
KEYS_CHANGED: Final = _audit(
    "keys-changed", PEOPLE, mark("changed all keys, generation {generation}")
)
RECOVERY_CODE_MADE: Final = _audit(
    "recovery-code-made", PEOPLE, mark("made a new recovery code"), Right.PEOPLE
)
RECOVERED: Final = _audit(
    "recovered", PEOPLE, mark("used the printed recovery code: new password for “{login}”")
)
SERVER_PASSWORD_TOLD: Final = _audit(
    "server-password-told",
    BACKUP,
    mark("told the desk the new password of the database server"),
    Right.BACKUP,
)
BACKED_UP: Final = _audit("backed-up", BACKUP, mark("made the backup {name} ({why})"))
DRILLED: Final = _audit(
    "drill", BACKUP, mark("recovery drill with {name}: {cases} cases, {findings} findings")
)
CHECKED: Final = _audit("checked", BACKUP, mark("checked: {parts}, {findings} findings"))
HOME_RESTORED: Final = _audit(
    "restored", RESTORE, mark("restored the home from {name}"), Right.BACKUP
)
RESTORE_CONFIRMED: Final = _audit(  # by a second person, who need not be one to restore
    "restore-confirmed", RESTORE, mark("confirmed the restored home")
)
END_ACCEPTED: Final = _audit(
    "end-accepted", RESTORE, mark("took the end of the record as it is: {reason}"), Right.DEVICES
)
CASE_BROUGHT_BACK: Final = _audit(
    "case-brought-back", RESTORE, mark("brought {case_no} back from {origin}"), Right.BACKUP
)

SIGNED: Final = frozenset(kind.id for kind in KINDS.values() if kind.is_signed)
RESTING: Final = frozenset(kind for kind in KINDS.values() if kind.rests_on_others)
SHREDDING: Final = tuple(kind.id for kind in KINDS.values() if kind.shreds)
BINDING: Final = frozenset(kind.id for kind in KINDS.values() if kind.reach is Reach.BINDING)
READABLE: Final = BINDING | {kind.id for kind in KINDS.values() if kind.reach is Reach.READABLE}


def of_step(action: Action) -> ActKind:
    """Return the kind of the acts of a step."""
    return _STEPS[action]


def of_echo(action: Action) -> ActKind:
    """Return the kind of what a step writes to the other case that it reaches."""
    return _ECHOES[action]
