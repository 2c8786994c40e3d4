#!/bin/sh
# New text told from quoted and passed-on text, in the letters of nineteen mail programs.
set -e
cd "$(dirname "$0")/.."
B=${B:-build}
make -s B="$B" "$B/tools/mailprint" >&2
python3 tests/tools/quote_fresh.py "$B/tools/mailprint" rules/common tests/cases
