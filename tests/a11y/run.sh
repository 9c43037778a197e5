#!/usr/bin/env bash
# Checks the pages of the demos in a browser: the report, the same for everybody, and those of the process. Skipped, with a
# word, where node or Chromium is missing.
set -euo pipefail
cd "$(dirname "$0")"
for program in node npm; do
    command -v "$program" >/dev/null || { echo "skipped: no $program"; exit 0; }
done
for browser in chromium chromium-browser google-chrome; do
    CHROMIUM=${CHROMIUM:-$(command -v "$browser" || true)}
done
if [ -z "$CHROMIUM" ]; then
    echo "skipped: no Chromium (install it, or say CHROMIUM=/path/to/it)"
    exit 0
fi
export CHROMIUM
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then
    npm ci --ignore-scripts --no-audit --no-fund --silent
fi
root=../..
made=$root/demo-process
commonground=$root/target/release/commonground
# What the demos do not make: the page for everybody, and the two that colleagues fill in.
round="$root/fixtures/round --metadata $root/fixtures/partnerships.csv --quiet --force"
"$commonground" analyse $round --framework "$root/fixtures/framework.toml" --public --out "$made/public"
"$commonground" analyse $round --review "$made/study" --out "$made/reviewed"
"$commonground" decide "$made/study" --review "$made/review.html" --force
node check.mjs "$root/demo/report.html" "$made/public/report.html" "$made/reviewed/report.html" "$made/review.html" \
    "$made/vote/priorities.html" "$made/ledger/ledger.html" "$made/groups/groups.html" "$made/groups/briefs/measuring.html" \
    "$made/notes/comparison.html" "$made/second-areas/comparison.html" "$made/second-themes/comparison.html"
