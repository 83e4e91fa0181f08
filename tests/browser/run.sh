#!/usr/bin/env bash
# Drives the pages in a headless Chromium, and with `--screenshots DIR [NEWS]` takes pictures of them; those of
# a report need a file of NEWS with outlets and dates.
# Installs Debian's chromium and chromium-driver where it may; says so and ends well where it cannot.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
      chromium chromium-driver fonts-noto-core; } >/dev/null 2>&1 || true
  fi
fi
if ! command -v chromedriver >/dev/null; then
  echo 'skipped: no chromedriver here and none can be installed (Debian: chromium, chromium-driver)'
  exit 0
fi
target=${CARGO_TARGET_DIR:-target}
profile=${PROFILE:-release}
cargo build --locked --profile "$profile" --bin nabra
NABRA=$(cd "$target/$profile" && pwd)/nabra
export NABRA
if [ "${1:-}" = --screenshots ]; then
  cargo run --locked -p nabra-browser-tests --bin screenshots -- "${@:2}"
  # A palette is enough for them.
  ! command -v pngquant >/dev/null || pngquant --ext .png --force 64 "$2"/*.png
else
  cargo test --locked -p nabra-browser-tests -- --test-threads=1
fi
