#!/usr/bin/env bash
# Checks demo/report.html in a browser; skipped, with a word, where node or Chromium is missing.
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
node check.mjs ../../demo/report.html
