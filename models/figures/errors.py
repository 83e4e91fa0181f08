#!/usr/bin/env python3
"""The surest mistakes on a gold file, for reading: errors.py NABRA GOLD [COUNT [MODEL]].

Prints texts of the gold: keep what it prints out of the repository.
"""

import sys

from measure import gold_rows, predict, read_scores


def main():
    nabra, gold, count, model = [*sys.argv[1:], *["30", ""][len(sys.argv) - 3:]]
    rows = gold_rows(gold)
    scores = read_scores(predict(nabra, gold, model or None), rows)
    wrong = [(score["probabilities"][label["framing"]] if score else 1.0, i)
             for i, ((_, label), score) in enumerate(zip(rows, scores))
             if (score["framing"] if score else "neutral") != label["framing"]]
    for place, (probability, i) in enumerate(sorted(wrong)[: int(count)], start=1):
        (row, label), score = rows[i], scores[i]
        said = score["framing"] if score else "not found"
        print(f"--- {place} {row['source']} {label['faction']} gold {label['framing']} ({label['confidence']}, quoted "
              f"{label.get('quoted')}), said {said}, p {probability:.2f}, {score['mentions'] if score else 0} mentions, "
              f"abstained {score['abstained'] if score else '-'}")
        print("gold evidence:", " / ".join(label["evidence"]))
        pieces = [f"{e['text']} {e['contribution']:+.1f} {e['voice']}" for e in (score or {}).get("evidence", [])[:6]]
        print("nabra:", " | ".join(pieces))
        print(row["title"], "\n", row["text"], "\n")


if __name__ == "__main__":
    main()
