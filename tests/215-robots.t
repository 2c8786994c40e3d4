#!/bin/bash
# No robot gets an answer, every person does: hundreds of mails of many senders, the whole way to the reply.
. "$(dirname "$0")/lib.sh"
build huizhi
build huizhi-reader
counts=$(SAMPLES_CACHE=$B/photos python3 "$ROOT/tests/samples/make-robots.py" "$T")
tap_ok "at least 300 different robots and 100 people ($counts)" test "${counts% *}" -ge 300 -a "${counts#* }" -ge 100

cat >"$T/judge.py" <<'PY'
import collections, json, os, sys
wanted, failed, kinds, seen = sys.argv[1] == "humans", 0, collections.Counter(), 0
for line in sys.stdin:
    mail = json.loads(line)
    seen += 1
    kinds[mail["kind"]] += 1
    if mail["reply"]["send"] != wanted:
        failed += 1
        print(f'# {os.path.basename(mail["file"])}: {mail["kind"]} ({mail["kind_why"]}), {mail["reply"]["why"]}: {mail["message"]["subject"]}')
print("#", sys.argv[1], dict(kinds))
print(seen, failed)
PY
# From a folder of its own: no configuration, the rules of this tree.
for side in robots humans; do
    "$B/huizhi" check --json "$T/$side" >"$T/$side.json" 2>"$T/$side.err"
    said=$(python3 "$T/judge.py" $side <"$T/$side.json")
    grep '^#' <<<"$said"
    [ $side = robots ] && want="$(find "$T/$side" -name '*.eml' | wc -l) 0" what='no robot is answered' ||
        { want="$(find "$T/$side" -name '*.eml' | wc -l) 0" what='every person is answered'; }
    tap_is "$what" "$(tail -1 <<<"$said")" "$want"
done
tap_is 'nothing inside a bounce, an own mail or a notice is filed' \
    "$(grep -c '"kind":"\(bounce\|own\|other\)".*"verdict":' "$T/robots.json")" 0
tap_done
