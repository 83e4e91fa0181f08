#!/usr/bin/env bash
# Trains the default model: train_default.sh OUTPUT [more options of `nabra train`].
# NABRA is the program, STORE the text store (see training/README.md).
set -euo pipefail
cd "$(dirname "$0")/.."
exec "${NABRA:-target/release/nabra}" train --quiet \
  --lexicon training/lexicon --recipe training/recipes/default.toml --texts "${STORE:?name the text store}" \
  training/labels/real.jsonl training/labels/nabra.jsonl training/passages/passages.jsonl \
  --output "$@"
