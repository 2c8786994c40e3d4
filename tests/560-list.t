#!/bin/bash
# A list of works and its files over several mails: one submission, whose number every later mail names; the list sent
# again is the same list; reading a mail again changes nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zuopin@demo.example

# Mail N with works FROM to TO; "list" adds the list itself.
letter() { # N SUBJECT FROM TO [list]
    mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
    python3 - "$ROOT/tests/samples" "$@" >"$T/in/new/$1.m" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import lists
from mailkit import mail, photo
from people import ZHANG
number, subject, first, last, more = int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6:]
titles = ["守夜", "出征", "喂饭", "换岗", "清晨", "归来", "握手", "读信"]
rows = [["序号", "推荐单位名称", "作者姓名", "手机号码", "作品名称", "作品简介"]]
rows += [[i + 1, "东江市中医院", f"何喆{'甲乙丙丁戊己庚辛'[i]}", f"1370000220{i}", title, f"2020年2月{i + 1}日，{title}。"]
         for i, title in enumerate(titles)]
files = [("作品汇总.xlsx", lists.xlsx(("汇总", rows, [])))] if more else []
files += [(f"{titles[i - 1]}.jpg", photo(f"list{i}")) for i in range(first, last + 1)]
sys.stdout.buffer.write(mail("163", ZHANG, subject, f"2020-05-08 10:1{number}", "请查收作品。", files=files))
PY
}

VIA=maildir config list
mailbox_maildir list $OFFICE "$T/in"
works() { sql list "SELECT count(*), count(title), count(author), count(caption) FROM work"; }
missing() { sql list "SELECT text FROM finding WHERE rule='work.missing'"; }

letter 1 报送作品 1 3 list
hz list run --once
tap_is 'the list and three of its works' "$(works)" '3|3|3|3'
tap_like 'the others are named' "$(missing)" '共8项，其中5项没有收到对应的文件：第4项《换岗》、第5项《清晨》'
letter 2 'NXZ-0001 补充作品' 4 5
hz list run --once
tap_is 'with its number' "$(works)" '5|5|5|5'
letter 3 '补充作品' 6 6
hz list run --once
tap_is 'without its number' "$(works)" '6|6|6|6'
letter 4 '报送作品（完整）' 7 8 list
hz list run --once
tap_is 'the list again, and the rest' "$(works)" '8|8|8|8'
tap_is 'nothing is missing now' "$(missing)" ''
tap_is 'all is one submission' "$(sql list 'SELECT count(*), max(revision) FROM submission')" '1|4'
tap_is 'each work has its author' "$(sql list "SELECT author FROM work WHERE title='读信'")" '何喆辛'
tap_done
