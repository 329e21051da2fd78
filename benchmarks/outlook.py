"""How far the forecast of eight weeks is off, beside simpler ways and a seasonal one, on real data.

Each series is cut at every week from the 60th on; from what lies before, each of the eight weeks
after is forecast. Complaints of Texas and of a bank: as they are, and thinned as for a branch.

    python -m benchmarks.outlook DATA_DIR
"""

import csv
import gzip
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean, median

import python_calamine

from desk.rules.oversight.outlook import AHEAD, Week, outlook

FIRST = 60
WORKDAYS = 5  # the data is foreign: its holidays are in no calendar of ours


def texas(folder):
    with gzip.open(folder / "insurance_texas_2011_2018.csv.gz", "rt", encoding="utf-8") as file:
        return [date.fromisoformat(row["received_date"][:10]) for row in csv.DictReader(file)]


def bank(folder):
    book = python_calamine.CalamineWorkbook.from_path(
        folder / "cfpb_bank_of_america_2017_2023.xlsx"
    )
    head, *rows = book.get_sheet_by_index(0).to_python()
    days = (row[head.index("Date submitted")] for row in rows)
    return [day.date() if isinstance(day, datetime) else day for day in days if day]


def weekly(days):
    """Return the whole weeks from the first to the last."""
    counts = Counter(day - timedelta(days=day.weekday()) for day in days)
    first, last = min(counts), max(counts)
    whole = range(1, (last - first).days // 7)
    return [Week(counts[first + timedelta(weeks=place)], WORKDAYS) for place in whole]


def thinned(days, share):
    draw = Random(1)
    return [day for day in days if draw.random() < share]


def seasonal(counts, ahead):
    """Return the mean of eight weeks, half as much above or below as a year before."""
    a_year_ago = len(counts) - 52
    base = mean(counts[a_year_ago - 8 : a_year_ago])
    around = mean(counts[a_year_ago + ahead - 2 : a_year_ago + ahead + 1])
    ratio = around / base if base else 1
    return mean(counts[-8:]) * (1 + ratio) / 2


OTHERS = {
    "last week (naive)": lambda counts, _: counts[-1],
    "the same week a year before": lambda counts, ahead: counts[len(counts) - 53 + ahead],
    "eight weeks with the season": seasonal,
    "median of eight weeks": lambda counts, _: median(counts[-8:]),
}


def measured(weeks):
    """Return by way the mean error a week and over eight weeks; and the share within the band."""
    counts = [week.count for week in weeks]
    errors, sums, within = {}, {}, []
    for end in range(FIRST, len(weeks) - AHEAD + 1):
        found = counts[end : end + AHEAD]
        ours = outlook(weeks[:end], [WORKDAYS] * AHEAD)
        within += [one.low <= count <= one.high for one, count in zip(ours, found)]
        said = {"ours": [one.middle for one in ours]}
        for name, way in OTHERS.items():
            said[name] = [way(counts[:end], ahead) for ahead in range(1, AHEAD + 1)]
        for name, some in said.items():
            errors.setdefault(name, []).extend(abs(a - b) for a, b in zip(some, found))
            sums.setdefault(name, []).append(abs(sum(some) - sum(found)))
    return {name: (mean(errors[name]), mean(sums[name])) for name in errors}, mean(within)


def main():
    folder = Path(sys.argv[1])
    several = {"Texas": texas(folder), "bank": bank(folder)}
    series = {
        "Texas, insurers": several["Texas"],
        "Texas, 1 in 50": thinned(several["Texas"], 1 / 50),
        "a bank": several["bank"],
        "a bank, 1 in 30": thinned(several["bank"], 1 / 30),
    }
    for name, days in series.items():
        weeks = weekly(days)
        found, within = measured(weeks)
        usual = mean(week.count for week in weeks)
        print(f"{name}: {len(weeks)} weeks, {usual:.1f} a week; in the band {within:.0%}")
        for way, (error, total) in found.items():
            print(f"  {way:30} {error:7.2f} a week  {total:7.1f} of eight weeks")


if __name__ == "__main__":
    main()
