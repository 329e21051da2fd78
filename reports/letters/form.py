"""Filled-in forms: their content as plain values, and the resulting paper."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from desk.base.errors import Refusal, refuse_all
from desk.base.resources import read_toml
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark
from desk.reads.case_file import CaseFile
from desk.rules.forms.form_templates import WORDS
from reports.discreet import sight_of
from reports.letters.given import hole_of, label_of
from reports.letters.templates import Template
from reports.letters.values import BLANK, LETTER_NO, Values, values_of
from reports.making import Making
from reports.table import (
    Block,
    Box,
    Column,
    Document,
    Letter,
    RuledForm,
    Section,
    Signatures,
    Table,
)


class Lacking(Refusal):
    """Something without which the form cannot be issued."""

    text: ClassVar[str] = mark("“{form}” cannot be issued: {label} is missing.")


def filled_form(
    template: Template,
    case: CaseFile,
    making: Making,
    given: Mapping[str, str],
    *,
    is_draft: bool = False,
) -> list[JsonObject]:
    """Return the form's content: blocks as in the template, their variables filled in.

    A line whose variables are all empty falls away, and with the last line of a section its head;
    a draft keeps them, with blanks to write on. What is asked at other kinds of office falls away.

    Raises:
        UnknownVariable: The template uses one that does not exist.
    """
    values = values_of(case, making, given, in_clear=template.in_clear)
    lists = _Lists(case, making, template)
    filled = [_filled(block, values, lists, is_draft=is_draft) for block in template.blocks]
    return _headed([block for block in filled if block])


def need_everything(
    template: Template, case: CaseFile, making: Making, given: Mapping[str, str]
) -> None:
    """Refuse when a required variable is empty.

    Raises:
        Refusal: Required variables are empty; all at once.
    """
    values = values_of(case, making, given, in_clear=True)
    lacking = [name for name in template.needs if not values.text(hole_of(template, name)).strip()]
    refuse_all([Lacking(form=template.title, label=label_of(name)) for name in lacking])


def _filled(
    block: JsonMapping, values: Values, lists: "_Lists", *, is_draft: bool
) -> JsonObject | None:
    """Return a block filled in, or None when it falls away."""
    if "head" in block:
        return {"head": values.filled(block["head"])}
    if "line" in block:
        text = values.filled(block["line"], BLANK)
        is_empty = values.says_nothing(block["line"]) or not text.strip()
        falls = is_empty and block["line"].strip() and not is_draft
        return None if falls else {"line": text, "side": block.get("side", "left")}
    if "row" in block:
        row = [
            [values.filled(label), values.filled(text)]
            for label, text in block["row"]
            if values.is_asked(text)
        ]
        return {"row": row, "lines": block.get("lines", 1)} if row else None
    if "sign" in block:
        return {"sign": [values.filled(role) for role in block["sign"]]}
    return {"table": lists.table(block["list"])}


def _headed(blocks: Sequence[JsonObject]) -> list[JsonObject]:
    """Return ``blocks`` with their heads as numbered lines; one with nothing below falls away."""
    numerals = iter(read_toml(WORDS)["numerals"])
    found: list[JsonObject] = []
    for block, below in pairwise([*blocks, {}]):
        if "head" not in block:
            found.append(block)
        elif below.keys() & {"row", "table"} or below.get("side") == "left":
            found.append({"line": f"{next(numerals)}、{block['head']}", "side": "left"})
    return found


class _Lists:
    """The lists that a form may hold."""

    def __init__(self, case: CaseFile, making: Making, template: Template) -> None:
        self._case, self._making = case, making
        self._sight = sight_of(case.facts, is_full=template.in_clear, names=case.names)

    def table(self, name: str) -> JsonObject:
        """Return the list ``name``: its headings and rows, all texts."""
        ways: dict[str, Callable[[], tuple[list[str], list[list[str]]]]] = {
            "approvals": self._approvals,
            "contacts": self._contacts,
            "representatives": self._representatives,
            "contents": self._contents,
        }
        heads, rows = ways[name]()
        widths = read_toml(WORDS)[name]["widths"]
        return {"heads": heads, "rows": rows or [[""] * len(heads)] * 3, "widths": widths}

    def _approvals(self) -> tuple[list[str], list[list[str]]]:
        told = read_toml(WORDS)["approvals"]
        words = told["words"]
        rows = [
            [
                entry["at"][:16].replace("T", " "),
                self._making.people.name(entry["by"]),
                words.get(entry.get("decision", ""), ""),
                self._sight.text(entry.get("reason", "")),
            ]
            for entry in self._case.facts.get("approvals", ())
        ]
        return told["heads"], rows

    def _contacts(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                entry["at"][:16].replace("T", " "),
                self._making.people.name(entry["by"]),
                self._sight.text(entry.get("summary", "")),
            ]
            for entry in self._case.facts.get("contacts", ())
        ]
        return read_toml(WORDS)["contacts"]["heads"], rows

    def _representatives(self) -> tuple[list[str], list[list[str]]]:
        people = self._sight.facts(self._case.facts).get("representatives") or ()
        keys = ("name", "id_no", "phone")
        rows = [[entry.get(key, "") for key in keys] for entry in people]
        return read_toml(WORDS)["representatives"]["heads"], rows

    def _contents(self) -> tuple[list[str], list[list[str]]]:
        told = read_toml(WORDS)["contents"]
        rows = [[str(n), name, "", ""] for n, name in enumerate(told["rows"], start=1)]
        return told["heads"], rows


def form_paper(
    template: Template,
    content: Sequence[JsonMapping],
    case: CaseFile,
    making: Making,
    number: str = "",
) -> Document:
    """Return the paper of a form with this ``content``; without a number it is a draft.

    Args:
        template: For its name.
        content: From `filled_form`, now or when the letter was issued.
        case: Which case.
        making: Who prints it.
        number: Of the letter, or "".
    """
    numbered = _numbered(list(content), number or read_toml(WORDS)["draft_no"])
    foot = f"{template.id} {template.heading} · {case.case_no} · {making.office}"
    return Document(
        title=template.heading,
        head=[("", making.office)],
        sections=[Section("form", "", "", list(_blocks(numbered)))],
        foot=(foot, making.printed()),
        author=making.by.name,
        made_at=making.at,
        language="zh-CN",
        is_letter=True,
    )


def letter_blocks(letter: JsonMapping) -> list[Block]:
    """Return an issued letter as it went out, to stand in another paper."""
    return list(_blocks(_numbered(letter["content"], letter["no"])))


def template_paper(template: Template, making: Making) -> Document:
    """Return a form with unfilled variables, for writing it as a Word template."""
    blocks = _headed([_unfilled(block) for block in template.blocks])
    foot = (f"{template.id} {template.heading}", "")
    sections = [Section("form", "", "", list(_blocks(blocks)))]
    office = [("", "{office}")]
    return Document(
        title=template.heading,
        head=office,
        sections=sections,
        foot=foot,
        author=making.office,
        made_at=making.at,
        language="zh-CN",
        is_letter=True,
    )


def _unfilled(block: JsonMapping) -> JsonObject:
    if "list" not in block:
        return {"side": "left", "lines": 1, **block}
    told = read_toml(WORDS)[block["list"]]
    rows = [[""] * len(told["heads"])] * 3
    return {"table": {"heads": told["heads"], "rows": rows, "widths": told["widths"]}}


def _numbered(content: object, number: str) -> Any:
    if isinstance(content, str):
        return content.replace(LETTER_NO, number)
    if isinstance(content, Mapping):
        return {name: _numbered(part, number) for name, part in content.items()}
    return [_numbered(p, number) for p in content] if isinstance(content, list) else content


def _blocks(content: Sequence[JsonMapping]) -> Iterator[Block]:
    rows: list[list[Box]] = []
    for block in content:
        if "row" in block:
            rows.append([Box(label, text, lines=block["lines"]) for label, text in block["row"]])
            continue
        if rows:
            yield RuledForm(rows)
            rows = []
        yield _block(block)
    if rows:
        yield RuledForm(rows)


def _block(block: JsonMapping) -> Block:
    if "line" in block:
        return Letter(block["line"], block["side"])
    if "sign" in block:
        words = read_toml(WORDS)
        sealed = any(words["sealed"] in role for role in block["sign"])
        seal = words["seal"] if sealed else ""
        return Signatures(block["sign"], words["date"], seal, each_dates=True)
    table = block["table"]
    widths = table.get("widths", [1] * len(table["heads"]))  # letters of old have none
    columns = [Column(head, paper=n) for head, n in zip(table["heads"], widths, strict=True)]
    return Table("list", "", columns, table["rows"], is_form=True)
