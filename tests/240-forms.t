#!/bin/bash
# Generated forms: formats × layouts × wordings × ways to tick × fillings, read back and compared with what was written.
# FORMS=n and SEED=n widen the run; TABLE=1 prints the whole table (make forms-score) and leaves the files in build/forms/.
. "$(dirname "$0")/lib.sh"

build tools/forms_score
table=$B/forms
mkdir -p "$table"
folder=$T/forms
[ -z "${TABLE:-}" ] || folder=$table/now
rm -rf "$folder"
export CACHE=$table/cache
tap_ok "forms are generated" python3 "$ROOT/tests/forms/make-forms.py" "$folder" "${FORMS:-110}" "${SEED:-2020}"
score_all() { "$B/tools/forms_score" "$ROOT/rules" score "$folder/manifest" "$table/wrong.txt" >"$table/score.txt"; }
tap_ok "every file is read" score_all
[ -z "${TABLE:-}" ] || sed 's/^/# /' "$table/score.txt"
grep -E '^(native|pdf):' "$table/score.txt" | sed 's/^/# /'

# What KIND FIELDS MARKS FORMS CERTAIN: at least so many percent of fields and marks, at most so many wrong forms, and wrong values held for certain.
reaches() {
    sed -n "s/^$1: \([0-9]*\) files, fields [0-9/]* (\([0-9.]*\)%), marks [0-9/]* (\([0-9.]*\)%), wrong forms \([0-9]*\), wrong and certain \([0-9]*\), too sure.*/\1 \2 \3 \4 \5/p" \
        "$table/score.txt" | awk -v fields="$2" -v marks="$3" -v forms="$4" -v certain="$5" \
        '{ seen = 1; bad = $1 == 0 || $2 < fields || $3 < marks || $4 > forms || $5 > certain } END { exit !seen || bad }'
}
tap_ok "native formats" reaches native 50 50 999 999
tap_ok "PDF" reaches pdf 50 50 999 999
[ "$TAP_FAILED" = 0 ] || sed 's/^/# /' "$table/wrong.txt" | head -40
tap_done
