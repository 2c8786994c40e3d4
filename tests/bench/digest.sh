#!/bin/bash
# What the digest, the workbook and a search cost over many submissions: digest.sh BUILD-TREE [COUNT]; a line each with
# the seconds of the clock and of the processor and the peak memory.
set -eu
build=$(realpath "$1")
count=${2:-50000}
root=$(realpath "$(dirname "$0")/../..")
folder=$build/bench/digest
rm -rf "$folder"
mkdir -p "$folder"
python3 "$root/tests/samples/make-samples.py" "$folder/in" >/dev/null
cat >"$folder/huizhi.yaml" <<YAML
state: $folder/state
rules: $root/rules
reader: {path: $build/huizhi-reader}
intake: {min_free: 0}
reply: {mode: hold}
mailboxes:
  - {address: yywsqkfh@126.com, source: maildir, path: $folder/in}
YAML
huizhi() {
    "$build/huizhi" --config "$folder/huizhi.yaml" --now 2020-06-01T09:30:00+08:00 "$@" >"$folder/out"
}
measure() { # NAME VERB…
    local name=$1
    shift
    export -f huizhi
    export build folder
    command time -f "| $name | %e | %U | %M |" bash -c 'huizhi "$@"' - "$@"
}
huizhi run --once
python3 "$root/tests/bench/many.py" "$folder/state/huizhi.db" "$count"
echo "| over $count submissions | seconds | of the processor | KB |"
echo '|---|---|---|---|'
measure 'digest with workbook' digest --since 2020-05-01 --out "$folder/digest"
measure 'digest --all' digest --since 2020-05-01 --all --out "$folder/all"
measure 'export --csv' export --csv "$folder/csv"
measure 'list' list
measure 'search, the first (indexes)' search 13800001234
measure 'search' search 水阳 人民医院
ls -l "$folder/digest" | awk '/xlsx/ { print "\nThe workbook has " $5 " bytes." }'
