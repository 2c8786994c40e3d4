#!/bin/bash
# Late or in time: the first mail decides. Corrections have until the later of the deadline and five working days after
# our answer; what comes after that is filed and joined all the same, with a note.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com
PYTHONPATH=$ROOT/tests/samples python3 - "$T/made" <<'PY'
import os, sys
from mailkit import mail, pdf, work_docx
from people import SCIENCE
os.makedirs(sys.argv[1])
zhang = ("张伟东", "zhangwd@office.example")
undeclared = dict(SCIENCE, free_of_charge=None)

def put(name, when, subject, values=None, files=()):
    files = list(files) + ([("登记表.docx", work_docx(values))] if values else [])
    open(os.path.join(sys.argv[1], name), "wb").write(mail("163", zhang, subject, when, "见附件。", files=files))

work = [("折页.pdf", pdf("page"))]
put("first", "2020-05-28 10:00", "报送作品", undeclared, work)
put("more", "2020-06-02 10:00", "补正 NXZ-0001", None, [("折页2.pdf", pdf("page two"))])
put("mended", "2020-06-08 10:00", "补正 NXZ-0001", SCIENCE)
put("mended-late", "2020-06-10 10:00", "补正 NXZ-0001", SCIENCE)
put("more-late", "2020-06-08 10:00", "补正 NXZ-0001", None, [("折页2.pdf", pdf("page two"))])
put("mended-later", "2020-06-09 10:00", "补正 NXZ-0001", SCIENCE)
put("late", "2020-06-01 00:01", "报送作品", SCIENCE, work)
put("holiday", "2020-04-30 10:00", "报送作品", undeclared, work)
put("late-open", "2020-06-01 00:01", "报送作品", undeclared, work)
PY
[ -s "$T/made/late" ] || { echo 'Bail out! no mails'; exit 1; }

install_it() { # NAME
    mkdir -p "$T/$1.md/new" "$T/$1.md/cur" "$T/$1.md/tmp"
    VIA=maildir config "$1" "intake: {min_free: 0}"$'\n'"reply: {mode: ${2:-send}}"
    mailbox_maildir "$1" $OFFICE "$1.md"
    NOW=2020-04-20T08:00:00 hz "$1" send --release
}
arrives() { # NAME MAIL MM-DDTHH:MM
    cp "$T/made/$2" "$T/$1.md/new/$2"
    NOW=2020-$3:00 hz "$1" run --once
}
state() { sql "$1" "SELECT state || ' ' || revision || ' ' || date(fix_by, 'unixepoch', '+8 hours') FROM submission"; }
last() { sql "$1" "SELECT text FROM outbox WHERE template<>'reminder' ORDER BY id DESC LIMIT 1"; }

install_it fix
arrives fix first 05-28T10:01
tap_is 'asked on a Thursday, three days before the deadline' "$(state fix)" 'incomplete 1 2020-06-04'
tap_like 'the answer names the day' "$(last fix)" '请于6月4日前直接回复本邮件'
arrives fix more 06-02T10:01
tap_is 'a correction after the deadline but within the time is not late' "$(state fix)" 'incomplete 2 2020-06-09'
tap_like 'what is still missing has a new day' "$(last fix)" '请于6月9日前直接回复本邮件'
cp -r "$T/fix.state" "$T/slow.state" && cp -r "$T/fix.md" "$T/slow.md"
sed 's/fix\./slow./g' "$T/fix.yaml" >"$T/slow.yaml"
arrives fix mended 06-08T10:01
tap_is 'and so is the next' "$(state fix) $(sql fix "SELECT count(*) FROM finding WHERE rule='correction.late'")" \
    'complete 3 2020-06-09 0'
NOW=2020-06-11T10:00:00
cp "$T/made/mended" "$T/slow.md/new/mended"
hz slow run --once
tap_is 'when it came counts, not when it was read' \
    "$(state slow) $(sql slow "SELECT count(*) FROM finding WHERE rule='correction.late'")" 'complete 3 2020-06-09 0'

install_it over
arrives over first 05-28T10:01
arrives over more-late 06-08T10:01
tap_is 'after the time it is joined all the same, without a new day' "$(state over)" 'incomplete 2 2020-06-04'
tap_like 'it is noted, politely' "$(last over)" '补充材料于6月8日 10:00收到，已过补正期限6月4日；已一并登记'
tap_like 'and says what may still be done' "$(last over)" '补正期限（6月4日）已过。如仍愿补正，请尽快直接回复'
tap_is 'no day that is past is asked for' "$(sql over "SELECT count(*) FROM outbox WHERE text LIKE '%请于6月4日前%' AND queued_at>strftime('%s','2020-06-05')")" 0
arrives over mended-later 06-09T10:01
tap_is 'what completes it completes it' "$(state over) $(sql over "SELECT severity FROM finding WHERE rule='correction.late'")" \
    'complete 3 2020-06-04 note'
tap_like 'with the note' "$(last over)" '已过补正期限'

install_it given
arrives given first 05-28T10:01
NOW=2020-06-05T12:00:00 hz given extend NXZ-0001 2020-06-15 --silent
arrives given mended-late 06-10T10:01
tap_is 'more time given by a person counts' "$(state given) $(sql given "SELECT count(*) FROM finding WHERE rule='correction.late'")" \
    'complete 2 2020-06-04 0'

install_it late
arrives late late 06-01T08:00
tap_is 'the first mail a minute late is late' "$(state late)" 'late 1 1970-01-01'
tap_like 'it is told when it came' "$(last late)" '于5月31日截止，来件到达时间为6月1日 00:01，现列为逾期来件'
tap_like 'and by when it is decided' "$(last late)" '6月8日前答复您'

install_it open
arrives open late-open 06-01T08:00
tap_is 'nobody is asked to mend what is late' "$(state open)" 'late 1 1970-01-01'

install_it off off
arrives off first 05-28T10:01
tap_is 'no answer, no time limit' "$(state off)" 'incomplete 1 1970-01-01'

# With a deadline on 1 May, the days over the holiday are seen.
cp -r "$ROOT/rules" "$T/rules"
sed -i 's/^    deadline: 2020-05-31.*/    deadline: 2020-05-01/' "$T/rules/2020-nixingzhe/campaign.yaml"
install_it holiday
sed -i "s#^rules: .*#rules: $T/rules#" "$T/holiday.yaml"
arrives holiday holiday 04-30T10:01
tap_is 'over Labour Day, with a Saturday that is worked' "$(state holiday)" 'incomplete 1 2020-05-11'
tap_done
