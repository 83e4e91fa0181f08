#!/usr/bin/env python3
"""Trains variants of the default model: learning curve, ablation, other choices of data.

    python3 models/figures/trainings.py --nabra FILE --labels FILE... --passages FILE... \
        --texts STORE --recipe FILE --lexicon DIR --gold FILE --work DIR [--only NAME,...] [--resume]

One training at a time. For each variant WORK gets NAME.json (the report of `nabra train`: figures out
of fold), NAME.folds.jsonl (what it says of each label out of fold) and NAME.gold.jsonl (of the gold). Only the standard library is needed.
Labels are standoff (joined by `nabra train --texts`) or carry their texts.

Variants, all by the same recipe and on real excerpts, without the passages, unless said otherwise:
  all              every label
  curve-N-S        whole documents, drawn at random with seed S, until they have N labels
  bare-N-S         the rows of seed 1 with no term lexicon: terms.toml was mined from the evidence of all labels,
                   so that a curve with it starts from more than N labels
  no-evidence      no token layer
  no-vectors       a vector file with no word in it
  no-terms         a term lexicon with no term in it
  no-connotations  a lexicon of connotations with no word in it
  no-lexica        neither terms nor connotations
  held-terms       terms without the forms that stand in the evidence of exactly one outlet: those would not
                   have been mined, had the outlet been held out. More strict than it needs to be, as such
                   forms are missing for all other outlets as well, and some of them came from elsewhere
  no-intercepts    outlets without intercepts of their own while the article layer is fitted
  no-sides         no factions on one side: how a text speaks of all others alike
  no-far           no words beyond the windows around mentions
  no-network       no network beside the article layer
  no-nouns         no nouns that stand for factions
  no-reporting     no verbs of saying: own and quoted voice by quotation marks and headlines alone
  bag              words of the window alone: no token layer; columns of terms, connotations and
                   vectors at scale 1e-6,
                   where the penalty keeps them out (the recipe has no switch), and no network
  passages         every label, and the passages written for Nabra
  commercial       without corpora that forbid commercial use
  licensed         only corpora that state a licence that allows commercial use
  outlets-N        every label but those of some outlets, with the passages: what it says of the rows of these outlets is
                   in outlets-N.held.jsonl (held.py)
"""

import argparse
import json
import pathlib
import random
import re
import resource
import struct
import subprocess
import tomllib

import held
import names

CURVE = {500: [1, 2], 1000: [1, 2], 2000: [1], 4000: [1], 8000: [1], 16000: [1]}


def rows_of(paths):
    return [json.loads(line) for path in paths for line in open(path, encoding="utf-8") if line.strip()]


def key(row):
    return row.get("key") or row["id"]


def drawn(rows, labels, seed):
    """Whole documents in random order until they have `labels` labels; nested for one seed."""
    documents = {}
    for row in rows:
        documents.setdefault(key(row), []).append(row)
    order = sorted(documents)
    random.Random(seed).shuffle(order)
    taken, count = [], 0
    for document in order:
        if count >= labels:
            break
        taken += documents[document]
        count += sum(len(row["labels"]) for row in documents[document])
    return taken


def licences(corpora):
    """Ids of corpora by what they say of commercial use."""
    with open(corpora, "rb") as file:
        listed = tomllib.load(file)["corpus"]
    return {corpus["id"]: corpus["commercial_use"] for corpus in listed}


def without_reporting(text):
    """text.toml with the lists of its reporting verbs emptied."""
    lists = "verbs|accusations|participles|complements|attributions"
    return re.sub(rf"(?ms)^({lists}) = \[$.*?^\]", r"\1 = []", text)


def lexicon(source, target, **replaced):
    """A copy of the lexicon directory in which some files are others."""
    target.mkdir(parents=True, exist_ok=True)
    for name in ["factions.toml", "terms.toml", "connotations.tsv", "text.toml", "words.tsv", "vectors.bin"]:
        data = (source / name).read_bytes()
        change = replaced.get(name.split(".")[0])
        (target / name).write_bytes(change(data) if change else data)
    return target


def without_sides(text):
    """factions.toml with its list of sides emptied."""
    return re.sub(r"(?ms)^sides = \[$.*?^\]", "sides = []", text)


def without_nouns(text):
    """factions.toml with no noun that stands for a faction."""
    return re.sub(r"(?ms)^anaphors = \[.*?\]$", "anaphors = []", text)


def no_terms(data):
    return data[: data.index(b"[[term]]")] + b"\n" if b"[[term]]" in data else data


def terms_file(data):
    # `term = []` has to stand before the first table.
    return b"term = []\n" + no_terms(data)


def of_one_outlet(rows, terms, recipe):
    """Forms of terms that the evidence of exactly one outlet holds."""
    merged = tomllib.loads(recipe)["folds"]["same_source"]
    outlet = {source: name for name, sources in merged.items() for source in sources}
    seen = {}
    for row in rows:
        for label in row["labels"]:
            for piece in label["evidence"]:
                if isinstance(piece, dict):
                    piece = (row["title"] if piece["field"] == "title" else row["text"])[piece["start"]: piece["end"]]
                for spelling in terms.spellings(names.words(piece)):
                    seen.setdefault(spelling, set()).add(outlet.get(row["source"], row["source"]))
    return {spelling for spelling, outlets in seen.items() if len(outlets) == 1}


def without_forms(data, gone):
    """terms.toml without some forms; terms that lose every form go."""
    lexicon = tomllib.loads(data.decode())
    out = [f"[paradigms.{name}]\nsuffixes = {json.dumps(p['suffixes'], ensure_ascii=False)}" for name, p in lexicon["paradigms"].items()]
    for term in lexicon["term"]:
        left = {kind: [form for form in term.get(kind, []) if (term["id"], form) not in gone] for kind in ["cores", "extra"]}
        cores, extra = left["cores"], left["extra"]
        if not cores and not extra:
            continue
        # The file wants a core: an extra form stands in, with the suffixes of none.
        suffixes = term["suffixes"] if cores else "invariant"
        lines = ["[[term]]", f"id = {json.dumps(term['id'])}", f"suffixes = {json.dumps(suffixes)}",
                 f"cores = {json.dumps(cores or extra, ensure_ascii=False)}"]
        lines += [f"extra = {json.dumps(extra, ensure_ascii=False)}"] if cores and extra else []
        lines += [f"{name} = {json.dumps(term[name])}" for name in ["category", "lean"]]
        lines += ["quoted = true"] if term.get("quoted") else []
        lines += [f"contexts = [{', '.join('{ of = %s, lean = %s }' % (json.dumps(c['of']), json.dumps(c['lean'])) for c in term['contexts'])}]"] if term.get("contexts") else []
        out.append("\n".join(lines))
    return ("\n\n".join(out) + "\n").encode()


def variants(options):
    labels, passages = rows_of(options.labels), rows_of(options.passages)
    use = licences(options.corpora)
    base = pathlib.Path(options.lexicon)
    recipe = pathlib.Path(options.recipe).read_text(encoding="utf-8")
    bag = recipe.replace("units = 64", "units = 0").replace("[token]", "[token]\nenabled = false").replace("[article]", "[article]\ndense_scale = 1e-6")
    assert "units = 64" in recipe
    no_network = recipe.replace("units = 64", "units = 0")
    no_token = recipe.replace("[token]", "[token]\nenabled = false")

    def changed(name, **replaced):
        return lexicon(base, options.work / f"lexicon-{name}", **replaced)

    yield "all", labels, recipe, base
    for count, seeds in CURVE.items():
        for seed in seeds:
            yield f"curve-{count}-{seed}", drawn(labels, count, seed), recipe, base
    yield "no-evidence", labels, no_token, base
    yield "bag", labels, bag, base
    assert "group_intercepts = 1.0" in recipe
    yield "no-intercepts", labels, recipe.replace("group_intercepts = 1.0", "group_intercepts = 0.0"), base
    allowed = [row for row in labels if use.get(row["corpus"]) != "forbidden"]
    yield "commercial", allowed, recipe, base
    yield "no-terms", labels, recipe, changed("no-terms", terms=terms_file)
    empty = b"NABRAVEC" + struct.pack("<IIf", 0, 0, 1.0)
    yield "no-vectors", labels, recipe, changed("no-vectors", vectors=lambda _: empty)
    terms = names.Terms(base / "terms.toml")
    gone = of_one_outlet(names.joined(options.labels, options.texts), terms, recipe)
    print(len(gone), "forms of terms stand in the evidence of one outlet only", flush=True)
    held = changed("held-terms", terms=lambda data: without_forms(data, gone))
    yield "held-terms", labels, recipe, held
    yield "no-connotations", labels, recipe, changed("no-connotations", connotations=lambda _: b"")
    yield "no-lexica", labels, recipe, changed("no-lexica", connotations=lambda _: b"", terms=terms_file)
    for count, seeds in CURVE.items():
        for seed in seeds[:1]:
            yield f"bare-{count}-{seed}", drawn(labels, count, seed), recipe, changed("no-terms", terms=terms_file)
    apart = changed("no-sides", factions=lambda data: without_sides(data.decode()).encode())
    yield "no-sides", labels, recipe, apart
    assert "far = 3" in recipe
    yield "no-far", labels, recipe.replace("far = 3", "far = 0"), base
    yield "no-network", labels, no_network, base
    nameless = changed("no-nouns", factions=lambda data: without_nouns(data.decode()).encode())
    yield "no-nouns", labels, recipe, nameless
    silent = changed("no-reporting", text=lambda data: without_reporting(data.decode()).encode())
    yield "no-reporting", labels, recipe, silent
    licensed = [row for row in labels if use.get(row["corpus"]) == "allowed"]
    yield "licensed", licensed, recipe, base
    if passages:
        yield "passages", labels + passages, recipe, base
    yield from held_out(options, labels, passages, recipe, base)


def held_out(options, labels, passages, recipe, base):
    """Variants without some outlets, with their rows as documents."""
    texts = names.joined(options.labels, options.texts)
    merged = tomllib.loads(recipe)["folds"]["same_source"]
    for number, (taught, out) in enumerate(held.splits(texts, merged)):
        documents = options.work / f"outlets-{number}.documents.jsonl"
        lines = (json.dumps(held.document(texts[row]), ensure_ascii=False) + "\n" for row in out)
        documents.write_text("".join(lines), encoding="utf-8")
        yield f"outlets-{number}", [labels[row] for row in taught] + passages, recipe, base


def predict(options, model, documents, out):
    command = [options.nabra, "predict", documents, "--model", model, "--format", "jsonl", "-q"]
    with open(out, "wb") as file:
        subprocess.run([str(part) for part in command], check=True, stdout=file)


def run(options, name, rows, recipe, lexicon_of):
    work = options.work
    report, gold, model = work / f"{name}.json", work / f"{name}.gold.jsonl", work / f"{name}.nabra"
    if options.resume and report.exists() and gold.exists():
        return
    data, recipe_file = work / f"{name}.rows.jsonl", work / f"{name}.toml"
    data.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    recipe_file.write_text(recipe, encoding="utf-8")
    texts = ["--texts", options.texts] if options.texts else []
    train = [options.nabra, "train", data, *texts, "--recipe", recipe_file, "--lexicon", lexicon_of, "-q",
             "-o", model, "--report", report, "--out-of-fold", work / f"{name}.folds.jsonl"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([str(part) for part in train], check=True, stdout=subprocess.DEVNULL)
    predict(options, model, options.gold, gold)
    documents = work / f"{name}.documents.jsonl"
    if documents.exists():
        predict(options, model, documents, work / f"{name}.held.jsonl")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    figures = json.loads(report.read_text())
    figures["labels"] = sum(len(row["labels"]) for row in rows)
    figures["documents"] = len({key(row) for row in rows})
    figures["cpu_seconds"] = round(spent, 1)
    report.write_text(json.dumps(figures, ensure_ascii=False))
    model.unlink()
    macro = (figures.get("figures") or {}).get("macro_f1")
    print(name, figures["labels"], "labels, macro-F1 out of fold", macro, f"{spent:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nabra", required=True)
    parser.add_argument("--labels", nargs="+", required=True)
    parser.add_argument("--passages", nargs="*", default=[])
    parser.add_argument("--texts")
    parser.add_argument("--recipe", required=True)
    parser.add_argument("--lexicon", required=True)
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--gold", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, options.only.split(",")))
    for name, rows, recipe, lexicon_of in variants(options):
        if not only or name in only:
            run(options, name, rows, recipe, lexicon_of)


if __name__ == "__main__":
    main()
