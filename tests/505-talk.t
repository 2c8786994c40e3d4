#!/bin/bash
# What a sender says to us after the first mail, in a run with its database: a trial, 无原图, a number nobody has.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com

# One mail a name, all from one sender.
cat >"$T/mails.py" <<'PY'
import os, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
from mailkit import mail, photo, work_docx
from people import WORK, ZHANG
box = sys.argv[2]
files = [("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", photo("small1"))]
caption = "照片1：2020年2月10日，武汉，护士给老人喂饭。"
mails = {
    "1": [mail("163", ZHANG, "试投", "2020-05-18 09:00", caption, files=files)],
    "2": [mail("163", ZHANG, "报送作品", "2020-05-18 10:00", caption, files=files)],
    "3": [mail("163", ZHANG, "Re: 【请补正】作品 NXZ-0001：共1处", "2020-05-19 10:00", "无原图")],
    "4": [mail("163", ZHANG, "补照片 NXZ-0077", "2020-05-20 10:00", "原图请查收",
               files=[("照片9.jpg", photo("small2"))])],
}
for name, data in mails.items():
    for part in ("new", "cur", "tmp"):
        os.makedirs(os.path.join(box, part), exist_ok=True)
    if name == sys.argv[3]:
        with open(os.path.join(box, "new", f"{name}.M1P1.x"), "wb") as file:
            file.write(data[0])
PY
come() {
    python3 "$T/mails.py" "$ROOT" "$T/box" "$1"
    hz_says a run --once
}
last() { # what became of the last mail: kind, disposition, submissions, the newest answer's subject
    sql a "SELECT m.kind, m.disposition, (SELECT group_concat(number || ' ' || state || ' ' || revision) FROM submission),
        (SELECT subject FROM outbox o WHERE o.mail=m.id) FROM mail m ORDER BY m.id DESC LIMIT 1"
}

config a 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
mailbox_maildir a $OFFICE "$T/box"
tap_is 'a trial comes in' "$(come 1)" '0 '
tap_is 'it is answered, and nothing is filed' "$(last)" 'command|aside||【试投】【请补正】作品 试投：共1处'
tap_is 'no table has a trace of it' \
    "$(sql a "SELECT (SELECT count(*) FROM contribution) + (SELECT count(*) FROM work) + (SELECT count(*) FROM outbox_about)" 2>&1)" 0
come 2 >/dev/null
tap_is 'the same mail in earnest has the first number, and is no duplicate' "$(last)" \
    'submission|filed|NXZ-0001 incomplete 1|【请补正】作品 NXZ-0001：共1处'
come 3 >/dev/null
tap_is '无原图: people decide' "$(last)" 'amendment|joined|NXZ-0001 review 2|【已收到·人工核对】作品 NXZ-0001'
come 4 >/dev/null
tap_is 'a number that is not there is waited for' "$(last)" 'amendment|waiting|NXZ-0001 review 2|'
tap_is 'all is sound' "$(hz a verify && echo sound)" sound
tap_done
