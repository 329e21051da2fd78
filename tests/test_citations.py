"""What code and pages cite is there: files, sections, labels, modules and functions."""

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CITED = ("domain", "design", "reliability")  # whose sections and labels are cited by number
OLD = "changelog-technical.md"  # tells what was
PAGES = [ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("README*.md"))]
PAGES += [page for page in sorted(DOCS.rglob("*.md")) if page.name != OLD]
FOLDERS = ("desk", "ui", "reports", "tests", "resources", "benchmarks", "docs")
READ = {".py", ".toml", ".md", ".qss", ".spec"}

HEADING = re.compile(r"^#+ (\d+(?:\.\d+)*)\.? ", re.MULTILINE)
LABEL = re.compile(r"(?:\*\*|^\| )([A-Z]\d+[a-z]?)(?:\*\*| \|)", re.MULTILINE)
RULE = re.compile(r"^(\d+)\. ", re.MULTILINE)
CITATION = re.compile(rf"\b({'|'.join(CITED)})\.md`?\s+(?=[\dA-Z(])")
TOKEN = re.compile(
    r"[\s#\"`]*(?:(?P<number>\d+(?:\.\d+)*)|(?P<label>[A-Z]\d+[a-z]?)\b|(?P<rules>rules?)\b"
    r"|(?P<parts>parts?)\b|(?P<document>种\d{3}\b)|(?P<join>[,;()–-]|\band\b))"
)
SPOKEN = re.compile(r"\b(?:domain|design|reliability|peers|style|DESIGN) \d")
FILE = re.compile(r"(?<![\w.<-])[\w.-]+\.md\b")
PATH = re.compile(r"`((?:desk|ui|reports|tests|resources|benchmarks|docs)/[\w/.*-]*)`")
MODULE = re.compile(r"`(?!desk\.db`)((?:desk|ui|reports|benchmarks)(?:\.\w+)+)(?::([\w.]+))?`")
LINK = re.compile(r"\]\(([^)#:]+)\)")


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


def sources():
    yield from (ROOT / "start.py", *PAGES[:4])
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in READ and path != Path(__file__):
                yield path


@cache
def sections(page):
    """Return the text of each numbered section of a page, by its number."""
    text, found = text_of(DOCS / f"{page}.md"), {}
    places = [*HEADING.finditer(text), None]
    for here, after in pairwise(places):
        found[here[1]] = text[here.end() : after.start() if after else len(text)]
    return found


@cache
def labels(page):
    return set(LABEL.findall(text_of(DOCS / f"{page}.md")))


def cited(text, start):
    """Yield what a citation names, one after another: (what it is, its number)."""
    kind, section = "section", ""
    while token := TOKEN.match(text, start):
        start = token.end()
        if token["number"]:
            yield kind, f"{section}/{token['number']}" if kind == "rule" else token["number"]
            section = token["number"] if kind == "section" else section
        elif token["label"]:
            yield "label", token["label"]
        elif token["rules"] or token["parts"]:
            kind = "rule" if token["rules"] else "parts"


def is_there(page, kind, number):
    if kind == "section":
        return number in sections(page)
    if kind == "rule":
        section, _, rule = number.partition("/")
        return rule in RULE.findall(sections(page).get(section, ""))
    return kind == "parts" or number in labels(page)


def unresolved(text):
    return [
        f"{found[1]}.md {kind} {number}"
        for found in CITATION.finditer(text)
        for kind, number in cited(text, found.end())
        if not is_there(found[1], kind, number)
    ]


def lacking(check):
    """Return what ``check`` finds in the sources, by file."""
    found = {str(path.relative_to(ROOT)): check(text_of(path)) for path in sources()}
    return {path: names for path, names in found.items() if names}


def test_every_section_and_label_that_is_cited_is_there():
    assert lacking(unresolved) == {}


def test_the_law_is_cited_by_the_name_of_its_file():
    assert lacking(SPOKEN.findall) == {}


def test_every_page_that_is_named_is_there():
    names = {path.name for path in (*DOCS.rglob("*.md"), *ROOT.glob("*.md"))}
    assert lacking(lambda text: sorted(set(FILE.findall(text)) - names)) == {}


def missing(check):
    """Return what ``check`` finds in the pages, by page."""
    found = {str(page.relative_to(ROOT)): check(page) for page in PAGES}
    return {page: names for page, names in found.items() if names}


def test_every_path_that_a_page_names_is_there():
    assert missing(lost_paths) == {}


def lost_paths(page):
    text = text_of(page)
    links = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    return links + [path for path in PATH.findall(text) if not is_path(path.rstrip("/"))]


def is_path(path):
    return any(ROOT.glob(path)) or any(ROOT.glob(f"{path}-*.md"))  # decisions, by number


def test_every_module_and_function_that_a_page_names_is_there():
    assert missing(lost_names) == {}


def lost_names(page):
    return [":".join(found) for found in MODULE.findall(text_of(page)) if not has(*found)]


def has(module, name):
    path = ROOT.joinpath(*module.split("."))
    if path.is_dir():
        path = path / "__init__"
    path = path.with_suffix(".py")
    return path.is_file() and (not name or name in names_in(path))


@cache
def names_in(path):
    """Return the functions and classes of a module, members as ``Class.member``."""
    names = set()
    for node in ast.parse(text_of(path)).body:
        names |= bound_by(node)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{name}" for inner in node.body for name in bound_by(inner)}
    return names


def bound_by(node):
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return {target.id for target in targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize(
    "citation",
    ["domain.md 9.99", "domain.md 9.4 F99", "domain.md 2 (R22, R99)", "design.md 3, rule 99",
     "reliability.md 6, T99", "domain.md 9.4, 14.99", "domain.md 14.4-14.99"],
)  # fmt: skip
def test_a_citation_of_nothing_is_noticed(citation):
    assert unresolved(f'"""Text ({citation})."""') != []
    assert unresolved(f'"""Text ({citation.replace("99", "1")})."""') == []
