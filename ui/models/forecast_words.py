"""The forecast of the lights in one line."""

from desk.base.words import mark, say
from desk.reads.forecast import LongHoliday, Turning

WHEN = (mark("today"), mark("until tomorrow"), mark("within 7 days"))


def coming_words(turnings: list[Turning], holiday: LongHoliday | None) -> str:
    """Return the sentence about light changes and the next long holiday."""
    parts = [
        say(
            mark("{when}: {yellow} yellow, {red} red, {black} overdue"),
            when=say(when),
            yellow=turning.yellow,
            red=turning.red,
            black=turning.black,
        )
        for when, turning in zip(WHEN, turnings, strict=True)
    ]
    if holiday is not None:
        text = mark("{name} from {first} to {back}: {count} end before the office is back")
        words = say(
            text,
            name=holiday.name,
            first=f"{holiday.first:%m-%d}",
            back=f"{holiday.back:%m-%d}",
            count=holiday.ending,
        )
        parts.insert(0, words)
    return "  ·  ".join(parts)
