"""Validation of Word templates: text and pictures only, no macros, no external content.

Uses the standard library only, before any other parser sees the file.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from xml.etree import ElementTree as ET

from desk.base.resources import read_toml
from desk.base.words import mark, say
from desk.rules.forms.form_templates import WORDS, BadTemplate, limit, variables_in

MAIN: Final = "word/document.xml"
TYPES: Final = "[Content_Types].xml"
XML: Final = (".xml", ".rels")
ENCRYPTED: Final = 0x1
_FILLED: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_DECLARED: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=[\"']([^\"']*)")
_TARGET: Final = re.compile(r'hyperlink\s+(?:\\l\b|"([^"]*)")', re.IGNORECASE)
_NO_WORD: Final = (
    zipfile.BadZipFile,
    ET.ParseError,
    EOFError,
    NotImplementedError,  # a way of packing that nobody unpacks
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def word_variables_in(name: str, content: bytes, most: int | None = None) -> frozenset[str]:
    """Validate the Word file ``content`` as a template; return the variables in it.

    Args:
        name: Of the file, for the refusal.
        content: Its bytes.
        most: How many there may be; as many as travel in a packet unless stated.

    Raises:
        BadTemplate: It is no Word file, too large, or has forbidden content.
    """
    most = most or limit("word_bytes")
    if len(content) > most:
        _no(name, say(mark("it is larger than {most} KB"), most=most // 1024))
    try:
        parts = dict(_parts(name, content))
    except _NO_WORD as error:
        raise BadTemplate(name=name, reason=say(mark("it is no Word file"))) from error
    if MAIN not in parts or parts.get(TYPES, _Look(name=name)).types.get(f"/{MAIN}") != _told(
        "main"
    ):
        _no(name, say(mark("it is no Word file")))
    for path, look in parts.items():
        if look.variables and not _FILLED.fullmatch(path):
            words = mark("“{name}” stands where it cannot be filled in ({part})")
            _no(name, say(words, name=min(look.variables), part=path))
    return frozenset[str]().union(*(look.variables for look in parts.values()))


def _no(name: str, reason: str) -> NoReturn:
    raise BadTemplate(name=name, reason=reason)


def _told(name: str) -> Any:
    return read_toml(WORDS)["word"][name]


def _holds(what: str) -> str:
    return say(mark("it holds “{what}”, which no template may"), what=what[:80])


def _parts(name: str, content: bytes) -> Iterator[tuple[str, "_Look"]]:
    """Yield the XML parts by path, decompressed with a limit, as stated sizes can be wrong."""
    room = limit("unfolded")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        infos = file.infolist()
        if len(infos) > limit("parts") or len({info.filename for info in infos}) != len(infos):
            _no(name, say(mark("it has too many parts")))
        for info in infos:
            _need_plain(name, info)
            with file.open(info) as part:
                raw = part.read(room + 1)
            room -= len(raw)
            if room < 0:
                most = limit("unfolded") >> 20
                _no(name, say(mark("it unfolds to more than {most} MB"), most=most))
            if info.filename.lower().endswith(XML):
                yield info.filename, _looked(name, raw)


def _need_plain(name: str, info: zipfile.ZipInfo) -> None:
    """Refuse parts with a forbidden name, and encrypted ones."""
    path = info.filename
    is_outside = path.startswith("/") or ".." in path.split("/") or "\\" in path
    if is_outside or info.flag_bits & ENCRYPTED:
        _no(name, say(mark("it is no Word file")))
    if any(word in path.lower() for word in _told("refused_parts")):
        _no(name, _holds(path))


def _looked(name: str, raw: bytes) -> "_Look":
    """Parse an XML part; refuse DTDs and encodings other than UTF-8."""
    encoding = _ENCODING.match(raw)
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii"):
        _no(name, _holds(encoding[1].decode("ascii", "replace")))  # would hide elements from us
    if _DECLARED.search(raw):
        _no(name, _holds("DOCTYPE"))
    look = _Look(name=name)
    parser = ET.XMLParser(target=look)  # noqa: S314 - what is declared was refused above
    parser.feed(raw.decode("utf-8-sig"))
    parser.close()
    return look


@dataclass(kw_only=True)
class _Look:
    """A streaming parser target that keeps only the texts of paragraphs and fields.

    Attributes:
        name: Of the file, for the refusal.
        variables: Names in its paragraphs.
        types: Content types by part.
    """

    name: str
    variables: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    _depth: int = 0
    _count: int = 0
    _open: str = ""
    _paragraphs: list[list[str]] = field(default_factory=list)
    _fields: list[list[str]] = field(default_factory=lambda: [[]])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > limit("depth") or self._count > limit("elements"):
            raise ValueError(tag)
        local, told = _local(tag), {_local(key): value for key, value in attributes.items()}
        if local in _told("refused_elements"):
            _no(self.name, _holds(local))
        self._open = local
        match local:
            case "Relationship":
                self._need_inside(told)
            case "Override":
                self.types[told.get("PartName", "")] = told.get("ContentType", "")
            case "p":
                self._paragraphs.append([])
            case "fldSimple":
                self._need_field(told.get("instr", ""))
            case "fldChar":
                self._turn(told.get("fldCharType", ""))

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        self._depth -= 1
        self._open = ""
        if _local(tag) == "p" and self._paragraphs:
            self.variables.update(variables_in("".join(self._paragraphs.pop())))

    def data(self, text: str) -> None:
        """Handle text."""
        if self._open == "t" and self._paragraphs:
            self._paragraphs[-1].append(text)
        elif self._open == "instrText":
            self._fields[-1].append(text)

    def close(self) -> None:
        """Check fields that were not ended."""
        for pieces in self._fields:
            self._need_field("".join(pieces))

    def _turn(self, kind: str) -> None:
        """Begin or end a field; nested fields are checked separately."""
        if kind == "begin":
            self._fields.append([])
        elif kind == "end" and len(self._fields) > 1:
            self._need_field("".join(self._fields.pop()))

    def _need_field(self, words: str) -> None:
        """Refuse fields other than numbers, dates and references."""
        first = re.match(r"\s*(=|[^\s\\\"]*)", words)
        kind = first[1].lower() if first else ""
        if words.strip() and kind not in _told("fields"):
            _no(self.name, _holds(words.strip()))
        if kind == "hyperlink":
            target = _TARGET.match(words.strip())
            if target is None or not _is_link(target[1] or "http://"):
                _no(self.name, _holds(words.strip()))

    def _need_inside(self, told: Mapping[str, str]) -> None:
        """Refuse external references, except hyperlinks."""
        if told.get("TargetMode", "").lower() != "external":
            return
        kind, target = told.get("Type", "").rpartition("/")[2], told.get("Target", "")
        if kind != "hyperlink" or not _is_link(target):
            _no(self.name, _holds(f"{kind}: {target}"))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _is_link(target: str) -> bool:
    return target.lower().startswith(tuple(_told("links")))
