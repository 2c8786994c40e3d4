#!/bin/bash
# One answer, not twelve: a receipt waits for what follows, though not for ever; a day's budget keeps room for the
# office; an answer after an outage says sorry.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com
PYTHONPATH=$ROOT/tests/samples python3 - "$T/made" <<'PY'
import os, sys
from mailkit import mail, pdf, work_docx, write_maildir
from people import SCIENCE
sender = ("张伟东", "zhangwd@office.example")
mails = {"000": mail("163", sender, "报送作品", "2020-05-20 09:00", "作品分几封发来。", files=[("登记表.docx", work_docx(SCIENCE))])}
for n in range(1, 12):
    when = f"2020-05-20 {9 + n * 10 // 60:02d}:{n * 10 % 60:02d}"
    mails[f"{n:03d}"] = mail("163", sender, f"作品第{n}封", when, "见附件。", files=[(f"折页{n}.pdf", pdf(f"page {n}"))])
for name, data in mails.items():
    os.makedirs(sys.argv[1], exist_ok=True)
    open(os.path.join(sys.argv[1], name), "wb").write(data)
PY
[ -s "$T/made/011" ] || { echo 'Bail out! no mails'; exit 1; }

install_it() { # NAME LINES
    mkdir -p "$T/$1.md/new" "$T/$1.md/cur" "$T/$1.md/tmp"
    VIA=maildir config "$1" "intake: {min_free: 0}"$'\n'"$2"
    mailbox_maildir "$1" $OFFICE "$1.md"
    NOW=2020-05-20T08:00:00 hz "$1" send --release
}
arrives() { # NAME MAIL TIME: a mail comes, and the mailbox is polled a minute later
    cp "$T/made/$2" "$T/$1.md/new/$2"
    NOW=2020-05-20T$3:00 hz "$1" run --once
}
left() { find "$T/$1.sink/new" -type f 2>/dev/null | wc -l; }

# ---- twelve mails, ten minutes apart
install_it many 'reply: {mode: send, delay: 20m}'
for n in $(seq 0 11); do
    at=$((n * 10 + 1))
    arrives many "$(printf '%03d' "$n")" "$(printf '%02d:%02d' $((9 + at / 60)) $((at % 60)))"
    [ $n = 5 ] && early=$(left many)
done
tap_is 'for an hour nobody is answered' "$early" 0
tap_ok 'then somebody is, though mails keep coming' test "$(left many)" -ge 1
NOW=2020-05-20T11:30:00 hz many run --once
tap_ok "twelve mails, at most two receipts ($(left many))" test "$(left many)" -le 2
tap_is 'one submission with all the works' "$(sql many 'SELECT count(*), (SELECT count(*) FROM work) FROM submission')" '1|11'
tap_is "the last receipt counts them all" \
    "$(sql many "SELECT text LIKE '%至此共收到文件11件%' FROM outbox WHERE state='sent' ORDER BY id DESC LIMIT 1")" 1

# ---- one mail: after twenty minutes
install_it one 'reply: {mode: send, delay: 20m}'
arrives one 000 09:01
NOW=2020-05-20T09:15:00 hz one run --once
tap_is 'a receipt waits' "$(left one)" 0
NOW=2020-05-20T09:22:00 hz one run --once
tap_is 'for twenty minutes' "$(left one)" 1
tap_is 'and does not say sorry' "$(sql one "SELECT text LIKE '%见谅%' FROM outbox")" 0

# ---- after an outage
install_it outage 'reply: {mode: send, delay: 0s}'
cp "$T/made/000" "$T/outage.md/new/000"
NOW=2020-05-23T09:00:00 hz outage run --once
tap_is 'an answer after three days says sorry' "$(sql outage "SELECT text LIKE '%见谅%' FROM outbox")" 1

# ---- the budget: four mails a day, two of them for the office
install_it few 'reply: {mode: send, delay: 0s}'
sed -i 's/^deliver: {/&daily: 4, kept: 2, /' "$T/few.yaml"
sed -i "s/^mailboxes:/digest: {to: [desk@office.example], at: '09:30'}\n&/" "$T/few.yaml"
sent() { sql few "SELECT group_concat(template) FROM (SELECT template FROM outbox WHERE state='sent' ORDER BY sent_at, id)"; }
NOW=2020-05-19T10:00:00 hz few run --once
arrives few 000 09:01
arrives few 001 09:11
tap_is 'one receipt; the next one waits for tomorrow' "$(sent)" 'digest,incomplete'
NOW=2020-05-20T09:40:00 hz few run --once
tap_is 'what was kept is for the digest' "$(sent)" 'digest,incomplete,digest'
tap_like 'which says when the rest will leave' "$(sql few "SELECT text FROM outbox WHERE template='digest'")" \
    '待发1封，预计5月21日发完'
NOW=2020-05-21T09:20:00 hz few run --once
tap_is 'the next day it leaves' "$(sql few "SELECT count(*) FROM outbox WHERE state='queued'")" 0
tap_done
