"""Words: English in the code, the office's language for people, values never read as templates."""

import enum
import gettext
import importlib
import pkgutil
import string
from datetime import date, datetime

import pytest

import desk
from desk.base import words
from desk.base.errors import Refusal, Several, refuse_all
from desk.base.words import day_with_weekday, in_language, mark, say, shown
from tests.base.hostile import HOSTILE
from tests.families import each


class Weather(enum.Enum):
    """An enum with words for two of its members."""

    SUN = "sun"
    RAIN = "rain"
    FOG = "fog"


class Mood(enum.StrEnum):
    SUN = "sun"


class Place(enum.StrEnum):
    SUN = "sun"


@pytest.fixture(autouse=True)
def _weather(monkeypatch):
    monkeypatch.setattr(words, "_labels", dict(words._labels))
    words.label(Weather.SUN, mark("sunny"))
    words.label_all({Weather.RAIN: mark("rainy {today}")})


class Catalogue(gettext.NullTranslations):
    """A catalogue that knows a few messages, in capitals."""

    KNOWN = ("{name} is missing.", "sunny", ", ", "{day} ({weekday})", "Sun")

    def gettext(self, message):
        return (
            message.upper()
            .replace("{NAME}", "{name}")
            .replace("{DAY}", "{day}")
            .replace("{WEEKDAY}", "{weekday}")
            if message in self.KNOWN
            else message
        )


@pytest.fixture
def loud(monkeypatch):
    monkeypatch.setattr(words, "_catalogue", Catalogue())


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Nothing to fill.", {}, "Nothing to fill."),
        ("", {}, ""),
        ("{name} is missing.", {"name": "Telephone"}, "Telephone is missing."),
        ("{a}{a} {b}", {"a": 1, "b": None}, "11 None"),
        ("braces {} stay without values", {}, "braces {} stay without values"),
        ("{name}", {"name": "{x}"}, "{x}"),
        ("{name}", {"name": "{0!r} {name} {{}}"}, "{0!r} {name} {{}}"),
        ("{when}", {"when": datetime(2026, 11, 22, 10, 5, 59)}, "2026-11-22 10:05"),
        ("{day}", {"day": date(2026, 11, 22)}, "2026-11-22"),
        ("{of}", {"of": Weather.SUN}, "sunny"),
        ("{of}", {"of": [Weather.SUN, 2, "x"]}, "sunny, 2, x"),
        ("{of}", {"of": ("a",)}, "a"),
        ("{of}", {"of": frozenset({"a"})}, "a"),
        ("{of}", {"of": []}, ""),
    ],
)
def test_a_sentence_is_filled_with_values_as_people_read_them(text, values, said):
    assert say(text, **values) == said


@each(name=HOSTILE)
def test_a_value_is_never_read_as_a_template(name):
    assert say("{name} is missing.", name=name) == name + " is missing."


def test_a_label_with_braces_is_not_filled():
    assert say("{of}", of=Weather.RAIN) == "rainy {today}"


def test_a_member_without_words_is_a_fault():
    with pytest.raises(KeyError):
        shown(Weather.FOG)


def test_members_of_two_enums_with_equal_text_have_words_of_their_own():
    words.label(Mood.SUN, mark("bright"))
    assert Mood.SUN == Place.SUN
    assert shown(Mood.SUN) == "bright"
    with pytest.raises(KeyError):
        shown(Place.SUN)


@pytest.mark.usefixtures("loud")
def test_the_translation_is_used_and_values_are_put_in_after_it():
    assert say("{name} is missing.", name="phone") == "phone IS MISSING."
    assert say("{of}", of=[Weather.SUN, Weather.SUN]) == "SUNNY, SUNNY"


@pytest.mark.usefixtures("loud")
def test_a_missing_translation_falls_back_to_english():
    assert say("Not in the catalogue: {name}.", name="x") == "Not in the catalogue: x."


@pytest.mark.usefixtures("loud")
def test_the_day_of_the_week_is_named_in_the_language():
    assert day_with_weekday(date(2026, 11, 22)) == "2026-11-22 (SUN)"


@pytest.mark.parametrize(
    ("day", "name"), [*enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), start=16)]
)
def test_every_day_of_the_week_has_its_name(day, name):
    assert day_with_weekday(date(2026, 11, day)) == f"2026-11-{day} ({name})"


def test_the_language_can_be_chosen_and_chosen_again():
    texts = {"zh": "投诉", "en": "complaint"}
    assert (words.language(), in_language(texts)) == ("en", "complaint")
    words.use(words.CHINESE)
    assert (words.language(), in_language(texts)) == ("zh_CN", "投诉")
    assert say("") == ""  # a catalogue keeps its own header under the empty text
    words.use(words.ENGLISH)
    assert say("{name} is missing.", name="x") == "x is missing."


def test_a_language_without_a_catalogue_is_refused_and_the_old_one_stays():
    with pytest.raises(FileNotFoundError):
        words.use("xx")
    assert words.language() == "en"


# refusals


class Lost(Refusal):
    text = mark("{thing} was lost on {day}.")


@pytest.mark.usefixtures("loud")
def test_a_refusal_is_a_sentence_made_when_it_is_read():
    refusal = Lost(field="thing", thing="{key}", day=date(2026, 11, 22))
    assert (refusal.field, str(refusal)) == ("thing", "{key} was lost on 2026-11-22.")


def test_a_refusal_without_words_of_its_own_still_says_no():
    assert str(Refusal()) == "This cannot be done."


@pytest.mark.parametrize("name", ["text", "count", "value"])
def test_a_refusal_may_name_its_value_as_it_likes(name):
    class Odd(Refusal):
        text = "{" + name + "} is odd."

    assert str(Odd(**{name: "x"})) == "x is odd."


def all_refusals(of=Refusal):
    for kind in of.__subclasses__():
        if kind.__module__.startswith("desk."):
            yield kind
            yield from all_refusals(kind)


def test_every_refusal_of_the_desk_can_say_its_sentence():
    for module in pkgutil.walk_packages(desk.__path__, "desk."):
        importlib.import_module(module.name)
    for kind in all_refusals():
        names = {name for _, name, _, _ in string.Formatter().parse(kind.text) if name is not None}
        if kind.__init__ is not Refusal.__init__:
            continue
        sentence = str(kind(**dict.fromkeys(names, "x.")))
        assert sentence[-1] in ".!?", kind
        assert "{" not in sentence, kind


def test_several_refusals_speak_one_after_the_other():
    several = Several([Lost(field="a", thing="A", day=1), Lost(field="b", thing="{B}", day=2)])
    assert several.field == "a"
    assert str(several) == "A was lost on 1. {B} was lost on 2."


def test_all_refusals_come_together_one_comes_alone_and_none_is_no_refusal():
    one, other = Lost(field="a", thing="A", day=1), Lost(field="b", thing="B", day=2)
    refuse_all([])
    with pytest.raises(Lost) as alone:
        refuse_all([one])
    assert alone.value is one
    with pytest.raises(Several) as together:
        refuse_all([one, other])
    assert together.value.refusals == [one, other]
