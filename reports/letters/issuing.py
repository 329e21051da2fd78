"""Drafting, issuing and reprinting forms as PDF and Word files."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from desk.actions.issue_letter import IssueLetter
from desk.base.errors import Refusal
from desk.base.files import CannotWrite, whole_file
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark
from desk.office import Office
from desk.reads.case_file import CaseFile, read_case
from desk.rules.case.masks import tells_personal
from desk.rules.forms.fitting import misfit, need_fit
from desk.rules.forms.letters import LETTERS
from desk.rules.people.sight import Purpose
from reports.case_shown import case_shown
from reports.dossier import paper_name
from reports.letters.form import filled_form, form_paper, need_everything, template_paper
from reports.letters.given import need_asked
from reports.letters.sources import proven, template_again, template_for, text_for
from reports.letters.templates import Template
from reports.letters.values import Values, values_of
from reports.making import Making
from reports.places import Printed, making_of, open_folder
from reports.stamping import Stamp, write_stamped
from reports.table import Document

SHORT_NO: Final = re.compile(r"[A-Z]+\d+")  # device and number in the number of a letter


class NoLetter(Refusal):
    """The case has no such letter."""

    text: ClassVar[str] = mark("The case {case_no} has no letter {number}. It has: {known}.")


class IssuedOnly(CannotWrite):
    """A letter has its number and stands in the case, but no file could be written."""

    text: ClassVar[str] = mark(
        "The letter has the number {number} and stands in the case, but its files could not be "
        "written. Print it again by its number. {why}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWish:
    """A request for a form of a case.

    Attributes:
        case_no: Number of the case.
        form: "F01" to "F26", or the number of a letter that was issued.
        given: Typed variables, by name without "given.".
        is_draft: Without number and act, for viewing or filling in by hand.
        reason: Why a draft is made, or a letter printed again, with personal data in clear. A
            letter that is issued needs none: it goes to the complainant, and its name says why.
    """

    case_no: str
    form: str
    given: Mapping[str, str] = field(default_factory=dict)
    is_draft: bool = False
    reason: str = ""


def print_form(
    office: Office, wish: FormWish, folder: Path, *, is_paper_only: bool = False
) -> tuple[Printed, str]:
    """Write a form into ``folder`` as PDF and Word file; return also the letter's number.

    Args:
        office: The open office; on the writer thread only.
        wish: Which form.
        folder: Where to.
        is_paper_only: Only the PDF, for the printer.

    Raises:
        NotPermitted: The signed-in person may not.
        NoReason: A letter in clear is printed again without a reason.
        IssuedOnly: It was issued, but no file could be written.
        Refusal: Case or form do not exist, a variable is empty, or writing failed.
    """
    case = case_shown(office, wish.case_no, Purpose.LETTER)
    issued = next((one for one in letters_of(case) if one["no"] == wish.form), None)
    write = partial(_write, is_paper_only=is_paper_only)
    if issued:
        paper = _issued_before(office, wish, issued)
        return write(office, paper, open_folder(folder)), wish.form
    template = proven(office, _template(office, case, wish.form))
    making = making_of(office)
    need_asked(template, wish.given, values_of(case, making, wish.given, in_clear=True))
    if not wish.is_draft:
        office.need(IssueLetter.right)
        need_fit(template.id, case.facts)
        need_everything(template, case, making, wish.given)
    elif not wish.reason:
        template = replace(template, in_clear=False)
    if template.in_clear:
        why = wish.reason or f"{template.id} {template.heading}"
        case = case_shown(office, wish.case_no, Purpose.LETTER, why)
    content = filled_form(template, case, making, wish.given, is_draft=wish.is_draft)
    place = open_folder(folder)
    if wish.is_draft:
        return write(
            office,
            _Paper(
                template=template,
                case=case,
                making=making,
                content=content,
                number="",
                given=wish.given,
            ),
            place,
        ), ""
    _check_word(
        _Paper(
            template=template,
            case=case,
            making=making,
            content=content,
            number="",
            given=wish.given,
        )
    )
    command = IssueLetter(
        case_no=case.case_no,
        form=template.id,
        content=content,
        given=dict(wish.given),
        prescribed=template.version.id if template.version else "",
    )
    number = office.do(command).result
    paper = _Paper(
        template=template,
        case=case,
        making=making,
        content=content,
        number=number,
        given=wish.given,
    )
    try:
        return write(office, paper, place), number
    except CannotWrite as refusal:
        raise IssuedOnly(number=number, why=str(refusal)) from refusal


def letters_of(case: CaseFile) -> list[JsonMapping]:
    """Return the letters that were issued in ``case``, oldest first."""
    return list(case.facts.get(LETTERS, ()))


def seen_form(office: Office, wish: FormWish) -> Document:
    """Return the preview of a form: masked, without a number.

    Raises:
        NotPermitted: The signed-in person may not.
        Refusal: There is no such case, form or letter.
    """
    case = case_shown(office, wish.case_no, Purpose.PREVIEW)
    template, making = _template(office, case, wish.form), making_of(office)
    content = filled_form(replace(template, in_clear=False), case, making, wish.given)
    return form_paper(template, content, case, making)


def _template(office: Office, case: CaseFile, form: str) -> Template:
    if not form.upper().startswith("F") and not form.isdecimal():
        known = [one["no"] for one in letters_of(case)]
        raise NoLetter(case_no=case.case_no, number=form, known=known or ["—"])
    return template_for(office, form)


def _issued_before(office: Office, wish: FormWish, told: JsonMapping) -> "_Paper":
    """Return the letter as it was issued; in clear it is shown for a reason only."""
    template = template_again(office, told["form"], told.get("prescribed", ""))
    case = read_case(office.store, office.reckoning, wish.case_no)
    (issued,) = (one for one in letters_of(case) if one["no"] == wish.form)
    # What it says decides: the template may have changed since.
    is_clear = tells_personal(issued["content"], case.facts)
    if is_clear:
        case_shown(office, wish.case_no, Purpose.LETTER, wish.reason)
    return _Paper(
        template=replace(template, in_clear=is_clear),
        case=case,
        making=making_of(office),
        content=issued["content"],
        number=issued["no"],
        given=issued["given"],
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Paper:
    """A form that is ready to be written."""

    template: Template
    case: CaseFile
    making: Making
    content: list[JsonObject]
    number: str
    given: Mapping[str, str]

    @property
    def document(self) -> Document:
        """Return its paper."""
        return form_paper(self.template, self.content, self.case, self.making, self.number)

    @property
    def name(self) -> str:
        """Return its file name without extension; only a draft can be masked or in clear."""
        short = SHORT_NO.search(self.number)  # the name of the form may be cut, this may not
        parts = (self.template.id, *([short[0]] if short else []), self.template.heading)
        is_marked = self.template.in_clear and not self.number
        return paper_name(self.case, self.making, "-".join(parts), is_marked=is_marked)

    def values(self) -> Values:
        """Return the values of its variables, for the office's own Word template."""
        clear = self.template.in_clear
        return values_of(self.case, self.making, self.given, in_clear=clear)


def _write(office: Office, paper: _Paper, folder: Path, *, is_paper_only: bool) -> Printed:
    pdf, word = folder / f"{paper.name}.pdf", folder / f"{paper.name}.docx"
    stamp = Stamp(what="letter", about=paper.case.case_no, is_full=paper.template.in_clear)
    unfit = None if paper.number else misfit(paper.template.id, paper.case.facts)
    problem = " ".join(str(why) for why in (paper.template.problem, unfit) if why)
    others = [("docx", word, lambda _document, draft: _write_word(paper, draft))]
    printed = write_stamped(office, paper.document, stamp, pdf, [] if is_paper_only else others)
    return replace(printed, remark=problem)


def _check_word(paper: _Paper) -> None:
    """Refuse a faulty Word template of the office before the letter gets a number."""
    if paper.template.word is not None:
        _filled_word(paper, paper.template.word)


def _filled_word(paper: _Paper, word: bytes) -> bytes:
    from reports.word import filled_word  # noqa: PLC0415 - python-docx costs start-up

    values = paper.values()
    text_of: Callable[[str], str] = lambda name: (  # noqa: E731 - one line of meaning
        paper.number if name == "letter_no" else values.text(name)
    )
    return filled_word(f"{paper.template.id}.docx", word, text_of)


def _write_word(paper: _Paper, path: Path) -> None:
    from reports.word import write_word  # noqa: PLC0415 - python-docx costs start-up

    if paper.template.word is None:
        write_word(paper.document, path)
    else:
        path.write_bytes(_filled_word(paper, paper.template.word))


def write_template(office: Office, form: str, folder: Path) -> Path:
    """Write a form's Word template with its variables into ``folder``, for customising.

    Raises:
        NoForm: There is no such form.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    from reports.word import write_word  # noqa: PLC0415 - python-docx costs start-up

    def write(template: Template, draft: Path) -> None:
        write_word(template_paper(template, making_of(office)), draft)

    return _to_begin_with(office, form, folder, "docx", write)


def write_text_template(office: Office, form: str, folder: Path) -> Path:
    """Write a form's .toml template into ``folder``, for customising.

    Raises:
        NoForm: There is no such form.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """

    def write(template: Template, draft: Path) -> None:
        draft.write_text(text_for(office, template), encoding="utf-8")

    return _to_begin_with(office, form, folder, "toml", write)


def _to_begin_with(
    office: Office, form: str, folder: Path, kind: str, write: Callable[[Template, Path], None]
) -> Path:
    template = template_for(office, form)
    path = open_folder(folder) / f"{template.id}.{kind}"
    with whole_file(path) as draft:
        write(template, draft)
    return path
