#!/usr/bin/env bash
# Makes every figure of models/MODEL_CARD.md again and fills them in.
#
#   GOLD=../shared/gold/dev.jsonl STORE=../store.jsonl.zst PYTHON=venv/bin/python models/figures/run.sh
#
# NABRA   the program                        (target/release/nabra)
# MODEL   the model to measure               (models/default.nabra)
# GOLD    labelled rows to measure on        (must be named; they are not in the repository)
# STORE   texts of the standoff labels       (must be named; see training/README.md)
# TRAIN   label files                        (training/labels/real.jsonl training/labels/nabra.jsonl)
# PASSAGES  passages written for Nabra       (training/passages/passages.jsonl)
# PYTHON  with numpy and scikit-learn        (python3); `fasttext` and `zstd` must be on the path
# WORK    where trainings leave reports      (a new directory; name one and set RESUME=1 to go on with it)
# QUICK   1: no trainings; tables of trainings in the card stay as they are
#
# Two cores, nothing else running: about ten minutes of trainings and five of measuring.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${GOLD:?name the gold}" "${STORE:?name the text store}"
NABRA=${NABRA:-target/release/nabra}
MODEL=${MODEL:-models/default.nabra}
PYTHON=${PYTHON:-python3}
TRAIN=${TRAIN:-training/labels/real.jsonl training/labels/nabra.jsonl}
PASSAGES=${PASSAGES-training/passages/passages.jsonl}
given=${WORK:-}
WORK=${WORK:-$(mktemp -d)}
[ -n "$given" ] || trap 'rm -r "$WORK"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# Lists of files, split at spaces on purpose.
# shellcheck disable=SC2086
if [ "${QUICK:-0}" != 1 ]; then
  nice "$PYTHON" models/figures/trainings.py --nabra "$NABRA" --labels $TRAIN --passages $PASSAGES \
    --texts "$STORE" --recipe training/recipes/default.toml --lexicon training/lexicon \
    --corpora training/corpora.toml --gold "$GOLD" --work "$WORK" ${RESUME:+--resume} >&2
fi
# shellcheck disable=SC2086
nice "$PYTHON" models/figures/figures.py --nabra "$NABRA" --model "$MODEL" --gold "$GOLD" --labels $TRAIN \
  --texts "$STORE" --lexicon training/lexicon --recipe training/recipes/default.toml \
  --corpora training/corpora.toml --folds \
  --work "$WORK" --card models/MODEL_CARD.md --json models/figures/figures.json
