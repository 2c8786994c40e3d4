#!/bin/bash
# The terminal: tables that fit, colour only where somebody sees it, progress only on a terminal, and the words of the
# reader's language on any machine.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
export TERM=xterm
unset NO_COLOR COLUMNS LANGUAGE

mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
python3 - "$ROOT/tests/samples" "$T/in/new" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import lists
from mailkit import mail, photo
from people import ZHANG
rows = [["序号", "推荐单位名称", "作者姓名", "手机号码", "作品名称", "作品简介"]]
rows += [[n, "东江市中医院（东江市第一人民医院集团总医院）宣传与健康教育中心", "何喆", f"1370000220{n}", f"守夜{n}",
          "2020年2月，东江市中医院重症监护室的护士在病房外守夜，她们已经连续工作了很多天。"] for n in (1, 2, 3)]
for n in range(1, 9):
    files = [("作品汇总.xlsx", lists.xlsx(("汇总", rows, [])))] + [(f"守夜{n}.jpg", photo(f"t{n}"))]
    # Enough to look at for a second.
    files += [(f"现场{n}-{k}.jpg", photo(f"terminal{k}", 2000000)) for k in (1, 2, 3)]
    data = mail("163", ZHANG, f"报送作品{n}", f"2020-05-08 10:1{n}", "请查收作品。", files=files)
    open(f"{sys.argv[2]}/{n}.m", "wb").write(data)
PY
VIA=maildir config a
mailbox_maildir a zuopin@demo.example "$T/in"
on_terminal() { # COLUMNS VERB…
    local columns=$1
    shift
    python3 "$ROOT/tests/tools/on_terminal.py" "$columns" "$HUIZHI" --config "$T/a.yaml" --now "$NOW" "$@" >"$T/out"
}
width() { # of the widest line, escapes taken out
    python3 -c 'import re, sys, unicodedata
text = re.sub(r"\x1b\[[0-9;]*[mK]", "", open(sys.argv[1], encoding="utf-8").read())
print(max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.splitlines()))' "$1"
}
escapes() { grep -c $'\033' "$T/out"; }

# ---- progress
on_terminal 100 run --once
tap_like 'a run shows how far it is' "$? $(cat "$T/out")" '^0 .*reading mails \[#*-*\] [0-9]+/8 '
tap_is 'and leaves a clean line' "$(tail -c 4 "$T/out" | od -An -tx1)" ' 0d 1b 5b 4b'
hz a run --once
tap_is 'without a terminal it is silent' "$? $(cat "$T/out" "$T/err")" '0 '

# ---- tables
for columns in 60 80 132; do
    on_terminal $columns list
    tap_ok "the list fits into $columns columns" [ "$(width "$T/out")" -le $columns ]
done
on_terminal 60 list
tap_ok 'and has colours' [ "$(escapes)" -gt 0 ]
tap_like 'what was cut says so' "$(cat "$T/out")" '…'
NO_COLOR=1 on_terminal 60 list
tap_is 'unless NO_COLOR is set' "$(escapes)" 0
TERM=dumb on_terminal 60 list
tap_is 'or the terminal is dumb' "$(escapes)" 0
COLUMNS=50 hz a list
tap_is 'a file gets neither colours nor cuts' "$(escapes) $(grep -c … "$T/out")" '0 0'
tap_is 'columns are aligned by what Han characters take' \
    "$(python3 -c 'import sys, unicodedata
wide = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
head, *lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
at = head.index("state")
print(all(any(wide(line[:i]) == at and line[i - 1] == " " and line[i] != " " for i in range(1, len(line))) for line in lines), len(lines) > 0)' "$T/out")" 'True True'
tap_done
