#!/bin/sh
# Thousands of generated headers, names and bodies (SEED=n, N=n of each kind), read by us and by Python's email package:
# every difference is of a class that has its reason, and Python never reads what we do not.
set -e
cd "$(dirname "$0")/.."
B=${B:-build}
make -s B="$B" "$B/tools/mailprint" >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 tests/samples/decode-gen.py "$scratch" "${SEED:-2020}" "${N:-1200}"
python3 tests/tools/decode_compare.py "$B/tools/mailprint" rules/common "$scratch"
