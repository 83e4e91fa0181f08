#!/usr/bin/env bash
# What `nabra serve` bears, measured from other processes: requests a second with their times
# (wrk), then slow connections and bodies that never end while others go on being answered.
#
#   benches/serve/run.sh [NABRA] [RATE] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")"
nabra=${1:-../../target/release/nabra}
rate=${2:-500}
seconds=${3:-20}
work=$(mktemp -d)
"$nabra" serve --port 0 2>"$work/log" &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do grep -q listening "$work/log" && break; sleep 0.1; done
url=$(grep -o 'http://[^/]*/' "$work/log")
pid_memory() { awk '/VmRSS|VmHWM/ { printf "%s %d MB  ", $1, $2 / 1024 }' "/proc/$server/status"; echo; }

# 5 KB of text: the fixture again and again, cut at a word.
python3 - "$work/body.json" <<'PY'
import json, sys
text = open("../../tests/fixtures/article.txt", encoding="utf-8").read()
body = (text + "\n") * 9
while len(body.encode()) > 5000:
    body = body[: body.rindex(" ")]
json.dump({"id": "a", "text": body}, open(sys.argv[1], "w"), ensure_ascii=False)
PY
export BODY=$work/body.json
echo "body: $(wc -c <"$BODY") bytes"; nproc; uptime

echo "== as fast as it goes"
wrk -t1 -c8 -d"${seconds}s" --latency -s post.lua "${url}v1/score"
echo "== $rate requests a second"
RATE=$rate wrk -t1 -c16 -d"${seconds}s" --latency -s paced.lua "${url}v1/score"
echo -n 'memory: '; pid_memory

echo "== slow clients, while others are answered"
python3 slow.py "${url#http://}" 10000 &
slow=$!
sleep 20
curl -s "${url}metrics" | grep -E '^nabra_(connections|requests_under_way) '
RATE=$rate wrk -t1 -c16 -d"${seconds}s" --latency -s paced.lua "${url}v1/score"
echo -n 'memory: '; pid_memory
wait $slow
for body in '{' '{"text": "\ud83d"}' '[1,2' ''; do
  curl -s -o /dev/null -w "malformed: %{http_code}\n" -H 'Content-Type: application/json' --data-binary "$body" "${url}v1/score"
done
curl -s -o /dev/null -w 'healthz: %{http_code}\n' "${url}healthz"
kill -TERM $server; wait $server; echo "stopped with $?"
