"""Compact stand-ins, for baselines, of what Nabra does with care: folding, names, terms, joining.

Names: aliases of factions.toml on folded words, leftmost and longest, with `near`, `not_before`,
`not_after` and `clitics`; the first word may carry و ف ب ل ك or two of them, لل stands for ال; ون and
ين at the end of a word are the same. No anaphors. Terms: terms.toml, legal prefix + core + suffix of
the paradigm, leftmost and longest.
"""

import json
import re
import subprocess
import tomllib

MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LETTERS = str.maketrans("أإآٱىیةکؤئگڨپچڤ", "ااااييهكءءققبجف")
WORD = re.compile(r"\w+")
PROCLITICS = ["", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل"]
PREFIXES = [a + b + c for c in ["", "ال"] for b in ["", "ب", "ل", "ك", "س"] for a in ["", "و", "ف"]] + ["لل", "ولل", "فلل"]


def words(text):
    return WORD.findall(MARKS.sub("", text).translate(LETTERS))


def plural(word):
    return word[:-2] + "ون" if len(word) > 4 and word.endswith("ين") else word


def hosts(word):
    """What a word may be without proclitics: (proclitics, rest), the whole word first."""
    for clitics in PROCLITICS:
        rest = word[len(clitics):]
        if word.startswith(clitics) and len(rest) >= 3:
            yield clitics, rest
            if clitics.endswith("ل") and rest.startswith("ل"):
                yield clitics, "ا" + rest


class Names:
    """The faction lexicon."""

    def __init__(self, path):
        with open(path, "rb") as file:
            lexicon = tomllib.load(file)
        self.by_first = {}
        near = {name: self.conditions(listed, {}) for name, listed in lexicon["near"].items()}
        for faction in lexicon["faction"]:
            for alias in faction["aliases"]:
                alias = {"text": alias} if isinstance(alias, str) else alias
                spelled = [plural(word) for word in words(alias["text"])]
                clitics = alias.get("clitics", True)
                entry = (spelled, faction["id"], self.conditions(alias.get("near", []), near),
                         self.conditions(alias.get("not_before", []), near),
                         self.conditions(alias.get("not_after", []), near),
                         None if clitics is True else set(clitics or []))
                self.by_first.setdefault(spelled[0], []).append(entry)
        for entries in self.by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    @staticmethod
    def conditions(listed, named):
        out = set()
        for item in listed:
            out |= named[item[1:]] if item.startswith("@") else {" ".join(plural(w) for w in words(item))}
        return out

    def mentions(self, fields):
        """(field, first word, word after the last, faction) of each mention in lists of folded words."""
        fields = [[plural(word) for word in field] for field in fields]
        bare = [" ".join(field) for field in fields]
        around = f" {' '.join(bare)} " + " ".join(rest for field in fields for w in field for _, rest in hosts(w)) + " "
        found = []
        for number, field in enumerate(fields):
            i = 0
            while i < len(field):
                best = self.longest(field, i, around)
                found += [(number, i, i + length, faction) for length, faction in best]
                i += best[0][0] if best else 1
        return found

    def longest(self, field, i, around):
        best = []
        for clitics, first in hosts(field[i]):
            for spelled, faction, near, before, after, allowed in self.by_first.get(first, []):
                length = len(spelled)
                if best and length < best[0][0]:
                    break
                if field[i + 1: i + length] != spelled[1:] or (allowed is not None and not set(clitics) <= allowed):
                    continue
                if near and not any(f" {word} " in around for word in near):
                    continue
                next_words, previous = field[i + length: i + length + 1], field[max(i - 1, 0): i]
                if before.intersection(next_words) or after.intersection(previous):
                    continue
                if not best or length > best[0][0]:
                    best = []
                if (length, faction) not in best:
                    best.append((length, faction))
        return best


class Terms:
    """The term lexicon: the lean of each term, by its forms."""

    def __init__(self, path):
        with open(path, "rb") as file:
            lexicon = tomllib.load(file)
        self.forms, self.spelling = {}, {}
        # What counts between scare quotes alone is plain elsewhere.
        for term in (term for term in lexicon["term"] if not term.get("quoted")):
            suffixes = lexicon["paradigms"][term["suffixes"]]["suffixes"]
            for listed, endings in [(term["cores"], suffixes), (term.get("extra", []), ["", "ها", "ه", "هم"])]:
                for form_of in listed:
                    spelled = words(form_of)
                    for ending in endings:
                        form = tuple(spelled[:-1] + [spelled[-1] + ending])
                        self.forms[form] = term["lean"]
                        self.spelling.setdefault(form, set()).add((term["id"], form_of))
        self.longest = max(len(form) for form in self.forms)

    def find(self, field):
        """(first word, word after the last, lean) of each term in a list of folded words."""
        i, found = 0, []
        while i < len(field):
            match = next(self.matches(field, i), None)
            if match:
                found.append((i, *match))
                i = match[0]
            else:
                i += 1
        return found

    def spellings(self, field):
        """(term, core or extra form as the file has it) of all that a list of folded words may hold."""
        return {origin for i in range(len(field)) for length in range(1, min(self.longest, len(field) - i) + 1)
                for prefix in PREFIXES if field[i].startswith(prefix)
                for origin in self.spelling.get((field[i][len(prefix):], *field[i + 1: i + length]), ())}

    def matches(self, field, i):
        for length in range(min(self.longest, len(field) - i), 0, -1):
            for prefix in PREFIXES:
                if field[i].startswith(prefix):
                    lean = self.forms.get((field[i][len(prefix):], *field[i + 1: i + length]))
                    if lean:
                        yield i + length, lean


def joined(paths, store):
    """Rows of label files with their texts: {title, text, source, labels, corpus}."""
    rows = [json.loads(line) for path in paths for line in open(path, encoding="utf-8") if line.strip()]
    wanted = {row["key"] for row in rows if "text" not in row}
    texts = {}
    if wanted:
        opened = subprocess.Popen(["zstd", "-dcq", str(store)], stdout=subprocess.PIPE)
        for line in opened.stdout:
            article = json.loads(line)
            if article["id"] in wanted:
                texts.setdefault(article["id"], []).append(article)
        opened.wait()
    for row in rows:
        if "text" in row:
            continue
        part = next(filter(None, (cut(article, row) for article in texts.get(row["key"], []))), None)
        if part is None:
            raise SystemExit(f"no text for {row['key']}")
        row.update(part)
    return rows


def cut(article, row):
    """The words of the row from an article, or from an excerpt that has them; None where it has not."""
    first = article.get("start", 0)
    body = article["text"].split()[max(row["start"] - first, 0): row["end"] - first]
    if row["start"] < first or len(body) != row["end"] - row["start"] or article["corpus"] != row["corpus"]:
        return None
    return {"title": article["title"], "source": article.get("source"), "text": " ".join(body)}


def windows(rows, names, reach=16):
    """For each (row, label): folded words around the faction's mentions with its name masked, or None."""
    for row in rows:
        fields = [words(row.get("title") or ""), words(row["text"])]
        mentions = names.mentions(fields)
        for label in row["labels"]:
            own = [(f, a, b) for f, a, b, faction in mentions if faction == label["faction"]]
            yield row, label, window(fields, own, reach) if own else None


def window(fields, own, reach):
    out = []
    for number, field in enumerate(fields):
        spans = [(a, b) for f, a, b in own if f == number]
        for i, word in enumerate(field):
            if any(a <= i < b for a, b in spans):
                if any(i == a for a, _ in spans):
                    out.append("xfaction")
            elif any(a - reach <= i < b + reach for a, b in spans):
                out.append(word)
    return " ".join(out)


def term_framing(row, faction, names, terms, reach=9):
    """hostile or favourable, whichever has more terms within `reach` words of a mention; else neutral."""
    fields = [words(row.get("title") or ""), words(row["text"])]
    mentions = names.mentions(fields)
    balance = 0
    for number, field in enumerate(fields):
        spans = [(a, b) for f, a, b, who in mentions if f == number and who == faction]
        for first, last, lean in terms.find(field):
            if any(first < b + reach and a - reach < last for a, b in spans):
                balance += (lean == "favourable") - (lean == "hostile")
    return "hostile" if balance < 0 else "favourable" if balance > 0 else "neutral"
