#!/bin/bash
# The demo ends well, twice the same, and its database and its outgoing Maildir are where the README says.
. "$(dirname "$0")/lib.sh"
build huizhi
build huizhi-reader
mkdir "$T/b"
ln -s "$B/huizhi" "$B/huizhi-reader" "$T/b/"

tap_ok "the demo runs" env SAMPLES_CACHE="$B/photos" bash "$ROOT/tests/demo.sh" "$T/b"
summary=$(cat "$T/tap.out")
dump() { sqlite3 "$T/b/demo/huizhi.db" 'SELECT number,form,title,state,received FROM submission; SELECT number,name,sha256 FROM work;
    SELECT rule,subject FROM finding; SELECT kind,disposition,reason FROM mail ORDER BY sha256; SELECT template,state,to_addr,subject,text FROM outbox'; }
first=$(dump)
tap_is "at least ten submissions" "$(sqlite3 "$T/b/demo/huizhi.db" 'SELECT count(*)>=10 FROM submission')" 1
tap_is "in each verdict" "$(sqlite3 "$T/b/demo/huizhi.db" 'SELECT group_concat(state) FROM (SELECT DISTINCT state FROM submission ORDER BY state)')" complete,incomplete,late,review
tap_is "as many replies as letters that were sent" "$(find "$T/b/demo/out/new" -type f | wc -l)" \
    "$(sqlite3 "$T/b/demo/huizhi.db" 'SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL')"
tap_ok "the digest lies there" test -s "$T/b/demo/digest/index.html"
tap_like "the summary says in which year it plays" "$summary" '以上日期都在2020年（2020-05-06至2020-06-01）'
tap_like "which mail became what" "$summary" '回执表-《东江全科医学》杂志社 +来件 +登记 NXZ-0001'
tap_like "who was answered what" "$summary" 'zhoulj@huainan\.example +【请补正】回执表 NXZ-0004：共2处'
tap_like "and where the digest lies" "$summary" 'demo/digest/index\.html'
tap_ok "a second time" env SAMPLES_CACHE="$B/photos" bash "$ROOT/tests/demo.sh" "$T/b"
tap_is "with the same result" "$(dump)" "$first"
tap_done
