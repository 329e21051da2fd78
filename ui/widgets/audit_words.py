"""Lines of the audit log in sentences; text that nobody knows is shown as its kind."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from desk.base.words import mark, say
from desk.reads.audit_search import CaseLine
from desk.rules.case.fields import BY_ID
from desk.rules.forms.prescribed import SET
from desk.rules.forms.prints import PAPERS
from desk.rules.people.rights import Right, Role, right_label, role_label
from desk.rules.settings import settings_known
from ui.widgets.story import title

SENTENCES: Final = {
    "audit.signed-in": mark("signed in"),
    "audit.sign-in-failed": mark("wrong password for “{login}” at {at}"),
    "audit.refused": mark("was refused: may not {right}"),
    "audit.revealed": mark("saw {fields} unmasked: {reason}"),
    "audit.exported": mark("exported {what}, {count} cases, {full}: {purpose}"),
    "audit.password-changed": mark("changed the own password"),
    "audit.password-reset": mark("gave “{login}” a new password"),
    "audit.keys-changed": mark("changed all keys, generation {generation}"),
    "audit.recovery-code-made": mark("made a new recovery code"),
    "audit.recovered": mark("used the printed recovery code: new password for “{login}”"),
    "audit.backed-up": mark("made the backup {name} ({why})"),
    "audit.drill": mark("recovery drill with {name}: {cases} cases, {findings} findings"),
    "audit.checked": mark("checked: {parts}, {findings} findings"),
    "audit.restored": mark("restored the home from {name}"),
    "audit.restore-confirmed": mark("confirmed the restored home"),
    "audit.case-brought-back": mark("brought {case_no} back from {origin}"),
    "audit.forms.reserved": mark("reserved numbers for paper forms"),
    "person.added": mark("added “{subject}” as {role}"),
    "person.changed": mark("changed the account “{subject}”: {names}"),
    "office.set": mark("changed settings: {names}"),
    "calendar.taken": mark("took in a calendar"),
    "rules.set": mark("prescribed rules to the branches"),
    "rules.taken": mark("took over head office's rules"),
    "words.set": mark("prescribed word lists to the branches"),
    "template.set": mark("prescribed the form {subject} from {at} on"),
    "print.made": mark("printed: {what} {about}, copy {copy}, {full}"),
    "report.noted": mark("wrote the commentary of the report {subject}"),
    "report.closed": mark("closed the report {subject}"),
    "report.submitted": mark("recorded the submission of the report {subject}"),
    "device.introduced": mark("introduced the workstation {subject}"),
    "device.trusted": mark("trusted the workstation {subject}"),
    "device.revoked": mark("revoked the workstation {subject}"),
    "packet.sent": mark("sent a packet"),
    "packet.taken": mark("took in a packet"),
    "packet.receipted": mark("took in a receipt"),
    "packet.undone": mark("took a packet back"),
    "ledger.imported": mark("imported a ledger"),
    "ledger.undone": mark("took an import back"),
}
CASE_WORDS: Final = {
    "case.erased": mark("approved the erasure of {case_no}"),
    "case.erased-again": mark("erased {case_no} again after a restore"),
    "case.listed": mark("put {case_no} on the list for erasure"),
    "case.held": mark("put {case_no} on hold"),
    "case.released": mark("lifted the hold of {case_no}"),
    "case.brought-back": mark("brought {case_no} back from a backup"),
    "case.restored": mark("brought {case_no} back from a backup"),
}
PEOPLE_WORDS: Final = {
    "name": mark("name"),
    "role": mark("role"),
    "department": mark("department"),
    "active": mark("works here or not"),
    "verify_key": mark("signing key"),
}


def sentence(found: CaseLine) -> str:
    """Return what an act did, without who and when."""
    line = found.line
    if line.kind in CASE_WORDS:
        return say(CASE_WORDS[line.kind], case_no=found.case_no or line.subject)
    if line.kind.startswith("case."):
        return say(mark("{case_no}: {what}"), case_no=found.case_no, what=title(line.kind))
    text = SENTENCES.get(line.kind)
    if text is None:
        return line.kind
    subject = line.subject.partition(":")[2]
    told = {name: _word(name, value) for name, value in line.told.items()}
    names = _names(line.kind, line.told)
    told |= {"subject": subject, "names": names}
    if line.kind == SET:
        text, told["at"] = _prescribed(line.told)
    return say(text, **{name: told.get(name) or NOTHING for name in HOLES})


def _prescribed(told: Mapping[str, Any]) -> tuple[str, str]:
    """Return what was done to a form, in words, and from when."""
    other = mark("prescribes no form {subject} from {at} on")
    return SENTENCES[SET] if told.get("parts") else other, str(told.get("valid_from", ""))


HOLES: Final = (
    *("login", "at", "right", "fields", "reason", "what", "count", "full", "purpose"),
    *("generation", "name", "why", "cases", "findings", "parts", "case_no", "origin"),
    *("subject", "names", "role", "about", "copy"),
)
NOTHING: Final = "—"


def _names(kind: str, told: Mapping[str, Any]) -> str:
    known: Mapping[str, str] = {}
    if kind == "office.set":
        known = {name: one.title for name, one in settings_known().items()}
    elif kind == "person.changed":
        known = {name: say(words) for name, words in PEOPLE_WORDS.items()}
    return say(mark(", ")).join(known.get(name, name) for name in sorted(told))


_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "right": lambda value: right_label(Right(value)) if value in set(Right) else str(value),
    "role": lambda value: role_label(Role(value)) if value in set(Role) else str(value),
    "full": lambda value: say(mark("unmasked")) if value else say(mark("personal data masked")),
    "what": lambda value: say(PAPERS[value]) if value in PAPERS else str(value),
    "at": lambda value: str(value).replace("T", " "),
    "fields": lambda value: say(mark(", ")).join(
        say(BY_ID[name].words) if name in BY_ID else str(name) for name in value
    ),
    "parts": lambda value: say(mark(", ")).join(map(str, value)),
}


def _word(name: str, value: Any) -> str:
    return _WORDS.get(name, str)(value)
