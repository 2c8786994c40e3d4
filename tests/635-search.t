#!/bin/bash
# Search: words of any length, phones however they are typed, files, captions, mails; what was corrected is found no
# longer; a database of an earlier version is indexed when it is first asked.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
PYTHON=python3
"$PYTHON" -c 'import openpyxl' 2>/dev/null || PYTHON=/usr/bin/python3

letter() { # N SUBJECT TEXT [list]
    mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
    python3 - "$ROOT/tests/samples" "$@" >"$T/in/new/$1.m" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import lists
from mailkit import mail, photo
from people import ZHANG
number, subject, text, more = int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]
files = []
if more:
    rows = [["序号", "推荐单位名称", "联系人", "联系人手机号码", "作者姓名", "手机号码", "作品名称", "作品简介"],
            [1, "东江市中医院", "罗敏", "13700002299", "歐陽睿哲", "138 0000 6677", "守夜", "2020年2月，ICU护士守夜。"],
            [2, "东江市中医院", "罗敏", "13700002299", "何喆", "13700002201", "出征", "2020年1月，医疗队出征。"]]
    files = [("作品汇总.xlsx", lists.xlsx(("汇总", rows, []))), ("守夜.jpg", photo("s1")), ("出征.jpg", photo("s2"))]
sys.stdout.buffer.write(mail("163", ZHANG, subject, f"2020-05-08 10:1{number}", text, files=files))
PY
}
VIA=maildir config book
mailbox_maildir book zuopin@demo.example "$T/in"
letter 1 报送作品 '请查收作品，联系电话：010-6000 0001。' list
letter 2 请问报送作品的照片要求 '老师好：请问照片尺寸有什么要求？Zürich 的照片可以吗？'
hz book run --once
tap_is 'a list of works and a question' "$? $(sql book "SELECT count(*) FROM work") $(sql book "SELECT count(*) FROM mail WHERE disposition='aside'")" '0 2 1'

found() { # TEXT…: number and place of each hit
    hz book search --json "$@"
    local code=$?
    python3 -c '
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
print(*sorted({(row["number"] or "-") + " " + row["where"] for row in rows}), sep="; ")' "$T/out" | sed "s/^/$code /"
}
tap_like 'a name of two characters' "$(found 何喆)" '^0 .*NXZ-0001'
tap_like 'a word of two characters inside a sentence' "$(found 护士)" '文字说明 NXZ-0001-01'
tap_like 'one character' "$(found 喆)" 'NXZ-0001'
tap_is 'what stands apart is no word' "$(found 守出)" '0 '
tap_like 'a traditional name by its simplified one' "$(found 欧阳睿哲)" 'NXZ-0001'
tap_like 'and the other way' "$(found 歐陽)" 'NXZ-0001'
tap_like 'a file name' "$(found 守夜.jpg)" '文件名 NXZ-0001-01'
tap_like 'letters in either case, begun' "$(found icu)" 'NXZ-0001'
tap_like 'without accents' "$(found zurich)" '^0 - 来信$'
tap_like 'a number' "$(found nxz-0001)" 'NXZ-0001 编号'
tap_like 'a whole phone' "$(found 13700002201)" 'NXZ-0001'
for phone in '138 0000 6677' 138-0000-6677 +8613800006677 13800006677 1380000 6677 １３８００００６６７７; do
    tap_like "a phone as $phone" "$(found "$phone")" 'NXZ-0001 作品清单'
done
tap_like 'a landline of a mail' "$(found 01060000001)" '^0 NXZ-0001 来信$'
tap_is 'a phone of nobody' "$(found 13811112222)" '0 '
tap_is 'a phone does not begin in its middle' "$(found 80000667)" '0 '
tap_like 'a question that was set aside' "$(found 尺寸)" '^0 - 来信$'
tap_like 'its subject' "$(found 照片要求)" '来信主题'
tap_like 'its sender' "$(found "$(sql book 'SELECT from_addr FROM mail LIMIT 1')")" '来信人'
tap_like 'several words of one submission' "$(found 出征 何喆)" '^0 NXZ-0001'
tap_like 'of its form and its mail' "$(found 东江市中医院 01060000001)" '^0 NXZ-0001 推荐单位名称'
tap_is 'not all of them' "$(found 出征 尺寸)" '0 '
for odd in '"' '*' 'AND' 'text:x' 'a"b' "'; DROP TABLE search; --" '(' '^x' 'NEAR(a b)'; do
    hz book search "$odd"
    tap_like "harmless: $odd" "$? $(cat "$T/err")" '^(0|64) (huizhi: there is nothing to search for.*)?$'
done
hz book search
tap_is 'nothing to search for' "$?" 64
hz book search 何喆 --csv
tap_like 'as CSV' "$(cat "$T/out")" '^NXZ-0001,'
hz book search 何喆 --xlsx "$T/found.xlsx"
tap_is 'as a workbook' "$? $("$PYTHON" -c 'import openpyxl, sys; print(openpyxl.load_workbook(sys.argv[1]).active["A2"].value)' "$T/found.xlsx")" '0 NXZ-0001'
hz book search --limit 1 作品
tap_is 'no more than asked for' "$(($(wc -l <"$T/out") - 1))" 1

# ---- the index is what the rows are
sound() { sqlite3 "$T/book.state/huizhi.db" "INSERT INTO search(search, rank) VALUES('integrity-check', 1)" 2>&1; }
tap_is 'the index is sound' "$(sound)" ''
before=$(sql book "SELECT kind, name, text, digits FROM search_text ORDER BY 1, 2, 3")
sqlite3 "$T/book.state/huizhi.db" "DELETE FROM search_text; INSERT INTO search(search) VALUES('rebuild');
  DELETE FROM meta WHERE key='search.indexed'"
tap_like 'an earlier database is indexed when it is asked' "$(found 何喆)" 'NXZ-0001'
tap_is 'with the same rows' "$(sql book "SELECT kind, name, text, digits FROM search_text ORDER BY 1, 2, 3")" "$before"
tap_is 'soundly' "$(sound)" ''
letter 3 'NXZ-0001 更正' '联系人：蒋一鸣'
hz book run --once
tap_like 'a correction is found' "$(found 蒋一鸣)" 'NXZ-0001 推荐单位联系人'
tap_unlike 'what it replaced is not, in its field' "$(found 罗敏)" '推荐单位联系人'
tap_is 'and the index is sound' "$(sound)" ''
tap_done
