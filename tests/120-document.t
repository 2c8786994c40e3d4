#!/bin/sh
# The readers of documents: each document that tests/document/*.py make, and those that LibreOffice 7.4 saved
# (tests/document/libreoffice), against what stands in NAME.want.
# UPDATE=1 writes the .want files anew, to be looked at before they are committed.
cd "$(dirname "$0")/.." || exit 1
B=${B:-build}
program=$B/fuzz/document
[ -x "$program" ] || make -s "B=$B" "$program" || exit 1
work=$(mktemp -d)
trap '[ -n "${KEEP:-}" ] || rm -rf "$work" "$work.got"' EXIT
for maker in tests/document/*.py; do
    python3 "$maker" "$work" || exit 1
done
cp tests/document/libreoffice/* "$work" || exit 1

count=0
for file in "$work"/*.*; do
    name=$(basename "$file")
    count=$((count + 1))
    "$program" "$file" >"$work/got" 2>&1
    [ -n "${UPDATE:-}" ] && cp "$work/got" "tests/document/$name.want"
    if diff -u "tests/document/$name.want" "$work/got" >"$work/diff"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$work/diff"
    fi
done
for want in tests/document/*.want; do
    name=$(basename "$want" .want)
    [ -e "$work/$name" ] && continue
    count=$((count + 1))
    echo "not ok $count - $name is made no more"
done

# A few mutations of each; `document --mutate 2000 SEED FILE…` under the sanitizers is the long run.
count=$((count + 1))
rm -f "$work"/bomb.* "$work/got" "$work/diff"
mkdir "$work/pdf" && mv "$work"/*.pdf "$work/pdf" # drawn, so fewer
mutations=${MUTATIONS:-60}
if "$program" --mutate "$mutations" 1 "$work"/*.* >"$work.got" 2>&1 &&
    "$program" --mutate "$(((mutations + 9) / 10))" 1 "$work"/pdf/[fps]*.pdf >"$work.got" 2>&1; then
    echo "ok $count - mutations"
else
    echo "not ok $count - mutations"
    sed 's/^/# /' "$work.got"
fi
echo "1..$count"
