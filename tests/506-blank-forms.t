#!/bin/bash
# 模板 asks for the blank forms: they go along with the answer, as they were when it was written, and no other file.
# Then the campaign of 2021 in a run: an application without its schedule, which comes two days later without a number.
NOW=2021-06-05T10:00:00
VIA=maildir
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zgyywsqkfh2021@126.com

cat >"$T/mails.py" <<'PY'
import os, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
sys.dont_write_bytecode = True
from cases2021 import LETTER, OFFICE_2021, PLAN, PROPOSAL, SCHEDULE, TAO, application
from mailkit import mail, text_docx
make = lambda subject, date, text, files=(): mail("163", TAO, subject, date, text, files=list(files), to=OFFICE_2021)
mails = {
    "1": lambda: make("模板", "2021-06-01 09:00", ""),
    "2": lambda: make("空白表格", "2021-06-01 10:00", ""),
    "3": lambda: make("承办申请", "2021-06-02 10:00", LETTER, [
        ("承办申请表.docx", application(PROPOSAL)), ("活动方案.docx", text_docx(PLAN))]),
    "4": lambda: make("补发", "2021-06-04 10:00", "计划书见附件。", [("计划书.docx", text_docx(SCHEDULE))]),
}
box = sys.argv[2]
for part in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(box, part), exist_ok=True)
with open(os.path.join(box, "new", f"{sys.argv[3]}.M1P1.x"), "wb") as file:
    file.write(mails[sys.argv[3]]())
PY
come() {
    python3 "$T/mails.py" "$ROOT" "$T/box" "$1"
    hz_says a run --once >/dev/null
}
attachments() { # of the newest letter in the sink: names as a mail program shows them, with the hash of each
    python3 - "$T/a.sink" <<'PY'
import email, email.policy, glob, hashlib, os, sys
letter = max(glob.glob(os.path.join(sys.argv[1], "new", "*")), key=os.path.getmtime)
with open(letter, "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
for part in mail.iter_attachments():
    print(part.get_filename(), part.get_content_type().rsplit(".", 1)[-1],
          hashlib.sha256(part.get_content()).hexdigest())
PY
}
written() { # the same of the files in rules/
    for name in 承办申请表 公益广告刊登回执; do
        echo "$name.docx document $(sha256sum <"$T/rules/2021-zhuli-jiceng/forms/$name.docx" | cut -d' ' -f1)"
    done
}

cp -r "$ROOT/rules" "$T/rules"
config a 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
sed -i "s|^rules: .*|rules: $T/rules|" "$T/a.yaml"
mailbox_maildir a $OFFICE "$T/box"

come 1
tap_is 'the answer names its files, and holds none of them' \
    "$(sql a "SELECT o.template, group_concat(f.path, ' ') FROM outbox o JOIN outbox_file f ON f.outbox=o.id")" \
    'template|2021-zhuli-jiceng/forms/承办申请表.docx 2021-zhuli-jiceng/forms/公益广告刊登回执.docx'
hz a send --preview
tap_like 'the preview shows them' "$(cat "$T/out")" '^附件：2021-zhuli-jiceng/forms/承办申请表.docx、'
hz a send --release
tap_is 'they arrive whole, under their names' "$(attachments)" "$(written)"

come 2
cp "$T/rules/2021-zhuli-jiceng/forms/公益广告刊登回执.docx" "$T/rules/2021-zhuli-jiceng/forms/承办申请表.docx"
hz a send --release
tap_like 'a form that has changed since does not go out' \
    "$(sql a "SELECT state, response FROM outbox ORDER BY id DESC LIMIT 1")" '^refused\|.*承办申请表.docx has changed'
cp -r "$ROOT/rules" "$T"

come 3
tap_is 'an application without a schedule' "$(sql a "SELECT number, state FROM submission")" 'ZLJC-0001|incomplete'
come 4
tap_is 'the schedule joins it' "$(sql a "SELECT number, state, revision FROM submission")" 'ZLJC-0001|complete|2'
tap_is 'all is sound' "$(hz a verify && echo sound)" sound

hz a rules check
tap_is 'the rules are sound' "$?" 0
rm "$T/rules/2021-zhuli-jiceng/forms/承办申请表.docx"
hz a rules check
tap_like 'a blank form that is not there is told with its place' "$(cat "$T/err")" 'campaign.yaml:[0-9]+:[0-9]+: .*承办申请表.docx'
cp "$T/rules/2021-zhuli-jiceng/forms/公益广告刊登回执.docx" "$T/rules/2021-zhuli-jiceng/forms/承办申请表.docx"
hz a rules check
tap_like 'a tag that is no field of its form is told' "$(cat "$T/err")" '承办申请表.docx: the tag "journal" is no field'
tap_done
