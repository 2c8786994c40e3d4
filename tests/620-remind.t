#!/bin/bash
# Reminders: on the campaign's days before the time limit, by day, once each, and to nobody who has no need of one.
# The deadline for works is 31 May 2020; the campaign reminds 7, 3 and 1 days before it, between 9 and 20 o'clock.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com
PYTHONPATH=$ROOT/tests/samples python3 - "$T/made" <<'PY'
import os, sys
from mailkit import mail, pdf, work_docx
from people import INDIVIDUAL, SCIENCE
os.makedirs(sys.argv[1])
zhang = ("张伟东", "zhangwd@office.example")
undeclared = dict(SCIENCE, free_of_charge=None)
other = dict(INDIVIDUAL, free_of_charge=None, author_email="zhangwd@office.example", category=["science"])

def put(name, values, when, title, **more):
    data = mail("163", zhang, f"报送作品 {title}", when, "见附件。",
                files=[("登记表.docx", work_docx(values)), (f"{title}.pdf", pdf(title))], **more)
    open(os.path.join(sys.argv[1], name), "wb").write(data)

put("first", undeclared, "2020-05-12 10:00", "折页", message_id="<first@office.example>")
put("second", other, "2020-05-12 10:20", "手册")
put("fresh", undeclared, "2020-05-23 15:00", "折页")
put("eve", undeclared, "2020-05-30 22:00", "折页")
again = dict(message_id="<again@office.example>")
text = "NXZ-0001 补正：登记表已勾选。"
open(os.path.join(sys.argv[1], "mended"), "wb").write(
    mail("163", zhang, "补正 NXZ-0001", "2020-05-24 11:00", text, files=[("登记表.docx", work_docx(SCIENCE))]))
PY
[ -s "$T/made/mended" ] || { echo 'Bail out! no mails'; exit 1; }

install_it() { # NAME MODE
    mkdir -p "$T/$1.md/new" "$T/$1.md/cur" "$T/$1.md/tmp"
    VIA=maildir config "$1" "intake: {min_free: 0, join: 0s}"$'\n'"reply: {mode: $2}"
    mailbox_maildir "$1" $OFFICE "$1.md"
    NOW=2020-05-11T08:00:00 hz "$1" send --release
}
arrives() { # NAME MAIL
    cp "$T/made/$2" "$T/$1.md/new/$2"
}
at() { # NAME MM-DDTHH:MM…: rounds at these times of 2020
    local name=$1 when
    shift
    for when; do NOW=2020-$when:00 hz "$name" run --once || echo "# $name $when: $(cat "$T/err")"; done
}
reminders() { sql "$1" "SELECT count(*) FROM outbox WHERE template='reminder' AND state='${2:-sent}'"; }
rows() { sql "$1" "SELECT group_concat(days || (CASE WHEN outbox IS NULL THEN '-' ELSE '' END)) FROM (SELECT * FROM reminder ${2:-} ORDER BY due, days DESC)"; }
change() { sqlite3 -cmd '.timeout 5000' "$T/$1.state/huizhi.db" "$2"; }
last() { sql "$1" "SELECT $2 FROM outbox WHERE template='reminder' ORDER BY id DESC LIMIT 1"; }

# ---- one submission, day by day
install_it one send
arrives one first
at one 05-12T10:01
tap_is 'it is asked for corrections until the deadline' \
    "$(sql one "SELECT state, datetime(fix_by, 'unixepoch', '+8 hours') FROM submission")" 'incomplete|2020-05-31 23:59:59'
at one 05-23T12:00 05-24T03:00 05-24T08:59
tap_is 'no reminder before the day, nor at night' "$(reminders one)" 0
at one 05-24T09:00
tap_is 'one on the seventh day before, in the morning' "$(reminders one) $(rows one)" '1 7'
tap_like 'it says until when' "$(last one subject)" '【提醒】请于5月31日前补正作品 NXZ-0001'
tap_like 'how long that is' "$(last one text)" '还有7天'
tap_like 'what to do' "$(last one text)" '请于5月31日前直接回复本邮件'
tap_like 'and what is missing' "$(last one text)" '未勾选'
letter=$(grep -l '^In-Reply-To' "$T"/one.sink/new/* | xargs grep -l 'auto-generated')
tap_is 'it stands in the thread' "$(header In-Reply-To "$letter")" '<first@office.example>'
tap_is 'and goes out behind receipts' "$(last one priority)" 4
at one 05-24T09:01 05-24T15:00 05-25T10:00 05-27T10:00
tap_is 'never twice, however often the program starts' "$(reminders one)" 1
at one 05-28T20:00 05-29T02:00
tap_is 'what was missed by day is not made good at night' "$(reminders one)" 1
at one 05-29T10:00
tap_is 'but in the morning' "$(reminders one) $(rows one)" '2 7,3'
at one 05-30T09:30
tap_is 'the next one keeps a day from it' "$(reminders one)" 2
at one 05-30T10:01 05-30T16:00 05-31T10:00 06-01T10:00 06-02T10:00
tap_is 'three in all' "$(reminders one) $(rows one)" '3 7,3,1'

# ---- it came in between
install_it done hold
arrives done first
at done 05-12T10:01
NOW=2020-05-12T10:02:00 hz done send --release
at done 05-24T09:00
tap_is 'a reminder can be held' "$(reminders done held)" 1
arrives done mended
at done 05-24T11:01
tap_is 'what completes the submission takes it back' "$(sql done 'SELECT state FROM submission') $(reminders done superseded)" \
    'complete 1'
NOW=2020-05-24T11:02:00 hz done send --release
at done 05-28T10:00 05-30T10:00
tap_is 'and nothing is reminded of any more' "$(rows done) $(reminders done)" '7 0'

# ---- the machine was off
install_it outage send
arrives outage first
at outage 05-12T10:01 05-29T10:00
tap_is 'after an outage only the nearest applies' "$(reminders outage) $(rows outage)" '1 7-,3'

# ---- a letter about it had just gone out
install_it fresh send
arrives fresh fresh
at fresh 05-23T15:01 05-24T09:00 05-24T16:00 05-25T10:00
tap_is 'within a day of another letter it is left out' "$(reminders fresh) $(rows fresh)" '0 7-'
at fresh 05-28T09:00
tap_is 'the next day counts again' "$(reminders fresh) $(rows fresh)" '1 7-,3'

# ---- the deadline is over, the time for corrections is not
install_it eve send
arrives eve eve
at eve 05-30T22:01
tap_is 'five working days after a Saturday' \
    "$(sql eve "SELECT date(fix_by, 'unixepoch', '+8 hours') FROM submission")" 2020-06-05
at eve 05-31T10:00 06-01T10:00
tap_is 'before the deadline it has just been told' "$(reminders eve)" 0
at eve 06-02T09:00
tap_is 'before the other limit it is reminded' "$(reminders eve) $(last eve "text LIKE '%请于6月5日前%'")" '1 1'
at eve 06-04T09:00 06-05T09:00 06-06T09:00
tap_is 'and once more, not behind it' "$(reminders eve)" 2

# ---- two of one sender: one letter
install_it two hold
arrives two first
arrives two second
at two 05-12T10:30
NOW=2020-05-12T10:31:00 hz two send --release
tap_is 'two submissions' "$(sql two "SELECT count(*) FROM submission WHERE state='incomplete'")" 2
at two 05-24T09:00
tap_is 'are reminded of in one letter' "$(reminders two held) $(rows two)" '1 7,7'
tap_like 'that names both' "$(last two subject)" '共2件：NXZ-0001、NXZ-0002'
tap_is 'each with what is missing' "$(last two "text LIKE '%【1】NXZ-0001%' AND text LIKE '%【2】NXZ-0002%'")" 1
arrives two mended
at two 05-24T11:01
tap_is 'one of them is mended: the letter is written anew' \
    "$(reminders two superseded) $(reminders two held) $(last two "text LIKE '%NXZ-0001%'") $(last two "text LIKE '%NXZ-0002%'")" \
    '1 1 0 1'
NOW=2020-05-24T22:00:00 hz two run --once
NOW=2020-05-24T22:01:00 hz two send --release
tap_is 'released at night it waits for the morning' "$(reminders two)" 0
NOW=2020-05-25T09:00:00 hz two run --once
tap_is 'and leaves then' "$(reminders two)" 1

# ---- who is not reminded
quiet() { # NAME SQL
    install_it "$1" send
    arrives "$1" first
    at "$1" 05-12T10:01
    change "$1" "$2"
    at "$1" 05-24T09:00
}
quiet held "UPDATE submission SET held='x'"
tap_is 'nothing that is held' "$(reminders held) $(rows held)" '0 '
quiet gone "INSERT INTO undelivered VALUES('zhangwd@office.example',1,'x')"
tap_is 'no address that cannot be reached' "$(reminders gone)" 0
change gone "DELETE FROM undelivered"
at gone 05-25T10:00
tap_is 'until it can' "$(reminders gone)" 1
quiet paused "UPDATE submission SET paused=strftime('%s','2020-05-24 00:00:00')"
at paused 05-25T10:00 05-26T10:00
tap_is 'nobody to whom a person has just written' "$(reminders paused)" 0
at paused 05-28T10:00
tap_is 'for three days' "$(reminders paused) $(rows paused)" '1 7-,3'
quiet accepted "UPDATE submission SET state='rejected'"
tap_is 'nothing that is decided' "$(reminders accepted)" 0
install_it off send
arrives off first
at off 05-12T10:01
sed -i 's/mode: send/mode: off/' "$T/off.yaml"
at off 05-24T09:00
tap_is 'nobody with reply.mode off' "$(reminders off) $(reminders off queued)" '0 0'
install_it never send
arrives never first
at never 05-12T10:01
sed -i 's/mode: send/mode: send, never_answer: ["@office.example"]/' "$T/never.yaml"
at never 05-24T09:00
tap_is 'nobody who is never answered' "$(reminders never)" 0

# ---- a person gave more time
quiet more "UPDATE submission SET deadline=strftime('%s','2020-06-10 15:59:59')"
tap_is 'an extended deadline counts' "$(reminders more)" 0
at more 06-03T09:00
tap_is 'and has its own days' "$(reminders more) $(last more "text LIKE '%请于6月10日前%'")" '1 1'

# ---- another campaign, with papers to send
OFFICE=zgyywsqkfh2021@126.com
install_it papers send
cp "$ROOT/tests/cases/2021-no-schedule/mail.eml" "$T/papers.md/new/1"
for when in 06-03T15:30 06-04T15:31 06-07T09:00 06-08T09:00; do NOW=2021-$when:00 hz papers run --once; done
tap_is 'the 2021 campaign reminds too' "$(reminders papers) $(rows papers) $(last papers subject)" \
    '1 7-,3 【提醒】请于6月10日前补正承办申请表 ZLJC-0001（1处）'
tap_like 'of the paper that is missing' "$(last papers text)" '附上“计划书”'

# ---- many: each round looks at all of them
install_it many send
arrives many first
at many 05-12T10:01
change many "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i+1 FROM n WHERE i<2999)
    INSERT INTO submission(id,number,campaign,form,unreadable,sender,received,revision,state,filed_at,updated_at,fix_by)
    SELECT i,'NXZ-'||i,'2020-nixingzhe','work',0,'a@b.example',1589248800,1,'incomplete',1589248800,1589248800,1590940799 FROM n;
    INSERT INTO outbox_about SELECT (SELECT max(id) FROM outbox), id FROM submission WHERE id>=1000;
    UPDATE outbox SET queued_at=queued_at+12*86400-60, sent_at=sent_at+12*86400-60"
at many 05-24T10:00
tap_is 'two thousand that are left out' "$(sql many 'SELECT count(*) FROM reminder WHERE outbox IS NULL')" 2001
began=$(date +%s%N)
at many 05-24T11:00
took=$((($(date +%s%N) - began) / 1000000))
tap_ok "cost the next round little ($took ms)" test $took -lt 5000

# ---- the campaign's words are checked
cp -r "$ROOT/rules" "$T/rules"
refused() { # NAME LINE WORDS
    sed -i "s/^remind:.*/$2/" "$T/rules/2020-nixingzhe/campaign.yaml"
    tap_like "$1" "$("$HUIZHI" rules check "$T/rules" 2>&1)" "$3"
}
refused 'hours over midnight are refused' 'remind: {days: [3], hours: 20-9}' 'hours are written 9-20'
refused 'days are numbers' 'remind: {days: [soon]}' 'campaign.yaml'
refused 'once each' 'remind: {days: [3, 3]}' 'twice'
refused 'an unknown key' 'remind: {days: [3], our: 9-20}' 'hours'
rm "$T/rules/2020-nixingzhe/replies/reminder.mustache"
refused 'reminders need words' 'remind: {days: [3]}' 'reminder.mustache'

# ---- the calendar must be kept up
tap_is 'a listed year is not spoken of' "$("$HUIZHI" --now 2026-12-31 rules check "$ROOT/rules" | grep -c holidays)" 0
tap_like 'a year that is not is' "$("$HUIZHI" --now 2027-01-01 rules check "$ROOT/rules")" 'holidays.yaml 中没有2027年'
NOW=2027-01-01T10:00:00 hz off doctor
tap_like 'by the doctor too' "$(cat "$T/out")" 'nothing is known of 2027'
tap_done
