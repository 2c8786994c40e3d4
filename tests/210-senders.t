#!/bin/sh
# Who wrote a mail: robots, bounces and lists of many senders, and people who look like them.
set -e
cd "$(dirname "$0")/.."
B=${B:-build}
make -s B="$B" "$B/tools/mailprint" >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 tests/tools/mail_senders.py "$B/tools/mailprint" rules/common "$scratch"
