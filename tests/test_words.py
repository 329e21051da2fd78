"""The catalogue: every word that people read has its Chinese, and nothing else is in it."""

import ast
import re
from enum import Enum
from importlib import import_module
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from desk.base import words
from desk.base.resources import ROOT as RESOURCES
from tests.families import each

ROOT = Path(__file__).parents[1]
FOLDERS = ("desk", "ui", "reports", "tools")
KEYWORDS = {"mark": None, "say": None}
HOLE = re.compile(r"\{\w*\}")
CATALOGUE = polib.pofile(str(RESOURCES / "translations" / "zh_CN" / "LC_MESSAGES" / "desk.po"))
LATIN = re.compile(r"[A-Za-z]{3,}")
# What stands in Latin letters in good Chinese too.
NAMES = re.compile(
    r"\{\w+\}|“[^”]*”|Excel|WPS|Word|\.docx|KB|CSV|UTF-8|GB18030|Open XML|"
    r"\.xlsx|JSON|PDF|XLSX|Ctrl|Esc|Enter|TS-|"
    r"COMPLAINT_DESK_\w+|--\w+|start\b|pauses\b|NAME|DIR|MB|lizhuguan|wangmin|office|toml|tail|"
    r"state:|ISO|init|restore|packet card|packet trust|\.cdp|\.cdr|SHA-256|U\+|letter|field|"
    r"PostgreSQL|postgresql://[\w@./]+|\?sslmode=\S+?&\S+?=|CREATE DATABASE[^；]*|"
    r"[0-9A-Z]{4}(?:-[0-9A-Z]{4})+|Shift|in_clear|（命令行：[^）]*）"
)


def wanted():
    found = set()
    for folder in FOLDERS:
        for _, _, msgid, _, _ in extract_from_dir(str(ROOT / folder), keywords=KEYWORDS):
            found.add(msgid[0] if isinstance(msgid, tuple) else msgid)
    return found - {""}


def test_every_text_is_translated_and_no_translation_is_left_over():
    known = {entry.msgid for entry in CATALOGUE if entry.msgstr or entry.msgstr_plural}
    assert sorted(wanted() - known) == []
    assert sorted(known - wanted()) == []


@each(entry={entry.msgid: entry for entry in CATALOGUE})
def test_a_translation_fills_the_same_holes(entry):
    said = entry.msgstr_plural.values() if entry.msgstr_plural else [entry.msgstr]
    for text in said:
        assert set(HOLE.findall(text)) == set(HOLE.findall(entry.msgid_plural or entry.msgid))


def test_no_english_is_left_in_the_chinese():
    left = {
        entry.msgstr
        for entry in CATALOGUE
        if LATIN.search(NAMES.sub("", entry.msgstr or "".join(entry.msgstr_plural.values())))
    }
    assert left == set()


def enums():
    """Return every enum of the desk whose members are labelled at all."""
    for path in sorted((ROOT / "desk").rglob("*.py")):
        if "migrations" in path.parts or path.name == "__main__.py":
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = import_module(name.removesuffix(".__init__"))
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, Enum) and found.__module__ == name:
                yield found


def test_an_enum_that_people_read_has_words_for_every_member():
    for found in enums():
        members = [(found, member.name) in words._labels for member in found]
        assert all(members) or not any(members), found


def test_no_text_is_built_before_it_is_said():
    """An f-string or a sum inside ``say`` or ``mark`` could never be translated."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if is_call and node.func.id in KEYWORDS and node.args:
                    assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), path


def test_no_text_is_said_inside_an_f_string():
    """Before Python 3.12 an f-string is one token: Babel would not find the text in it."""
    said = [
        (path.name, node.lineno)
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for whole in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(whole, ast.JoinedStr)
        for node in ast.walk(whole)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    ]
    assert said == []
