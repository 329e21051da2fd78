"""How often the right code is suggested: ours beside scikit-learn's complement naive Bayes.

Each data set is split into random halves, learnt on one and asked on the other; both
sides get the same halves. ``pip install -e ".[benchmark]"`` brings scikit-learn.

    python -m benchmarks.suggestions DATA_DIR
"""

import csv
import gzip
import sys
from pathlib import Path
from random import Random
from statistics import mean

import numpy as np
import python_calamine
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import ComplementNB

from desk.rules.suggestions import Learner, counted, tokens

TOP = 3
CHINESE = "complaints_zh/gov_messages_labelled_sample.xlsx"
ENGLISH = "complaints_en/cfpb_narratives_by_product.csv.gz"


def chinese(folder):
    book = python_calamine.CalamineWorkbook.from_path(folder / CHINESE)
    rows = book.get_sheet_by_index(0).to_python()[1:]
    return [(f"{row[2]} {row[4]}", row[5]) for row in rows]


def english(folder):
    with gzip.open(folder / ENGLISH, "rt", encoding="utf-8") as file:
        return [(text, product) for product, text in list(csv.reader(file))[1:]]


def halves(pairs, seed):
    mixed = list(pairs)
    Random(seed).shuffle(mixed)
    return mixed[::2], mixed[1::2]


def accuracy(ranked, known):
    first = mean(codes[0] == code for codes, (_, code) in zip(ranked, known))
    among = mean(code in codes[:TOP] for codes, (_, code) in zip(ranked, known))
    return first, among


def ours(learnt, asked):
    learner = Learner()
    for text, code in learnt:
        learner.learn(counted(text), code)
    model = learner.model()
    scored = [model.scores(text) for text, _ in asked]
    ranked = [sorted(found, key=lambda code: -found[code][0]) for found in scored]
    return accuracy(ranked, asked)


def theirs(vectorizer, learnt, asked):
    counts = vectorizer.fit_transform([text for text, _ in learnt])
    model = ComplementNB().fit(counts, [code for _, code in learnt])
    scores = model.predict_joint_log_proba(vectorizer.transform([text for text, _ in asked]))
    ranked = [list(model.classes_[order]) for order in np.argsort(-scores, axis=1)]
    return accuracy(ranked, asked)


def main():
    folder = Path(sys.argv[1])
    print("| data | texts | halves | who | top 1 | top 3 |")
    print("|---|---|---|---|---|---|")
    for name, pairs, usual, times in (
        ("Chinese messages, 7 classes", chinese(folder), ("char", (1, 2)), 10),
        ("English narratives, 5+ classes", english(folder), ("word", (1, 1)), 5),
    ):
        splits = [halves(pairs, seed) for seed in range(times)]
        analyzer, span = usual
        sides = {
            "ours": [ours(*split) for split in splits],
            f"scikit-learn, {analyzer} {span}": [
                theirs(CountVectorizer(analyzer=analyzer, ngram_range=span), *split)
                for split in splits
            ],
            "scikit-learn, our words": [
                theirs(CountVectorizer(analyzer=tokens), *split) for split in splits
            ],
        }
        for side, found in sides.items():
            first, among = (mean(values) for values in zip(*found))
            print(f"| {name} | {len(pairs)} | {times} | {side} | {first:.3f} | {among:.3f} |")


if __name__ == "__main__":
    main()
