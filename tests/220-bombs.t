#!/bin/sh
# MIME bombs end as an error of their mail, quickly and in bounded memory.
set -e
cd "$(dirname "$0")/.."
B=${B:-build}
make -s B="$B" "$B/tools/mailprint" >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 tests/tools/mail_bombs.py "$B/tools/mailprint" rules/common "$scratch"
