#!/bin/bash
# The office decides: what a word does to the state, to the letters that wait, to the folder of works; and what a mail
# that comes later does to a decision.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@demo.example

CONFIG='intake: {min_free: 1M}'$'\n''reply: {mode: send, delay: 20m}'
VIA=maildir config a "$CONFIG"
mailbox_maildir a $OFFICE "$T/in"
mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
bring() { cp "$ROOT/tests/cases/$1/mail.eml" "$T/in/new/$1.m"; }
# A mail of the sender of photo-faults: letter NAME TIME SUBJECT TEXT [FILE SEED]
letter() {
    python3 - "$ROOT/tests/samples" "$@" >"$T/in/new/$1.m" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from mailkit import mail, photo
from people import ZHANG
_, _, name, time, subject, text, *file = sys.argv
files = [(file[0], photo(file[1], 2_100_000))] if file else []
sys.stdout.buffer.write(mail("163", ZHANG, subject, time, text, files=files))
PY
}
state() { sql a "SELECT state FROM submission WHERE number='$1'"; }
severities() { sql a "SELECT f.rule,f.severity,f.work FROM finding f JOIN submission s ON s.id=f.submission WHERE s.number='$1' AND severity<>'note' ORDER BY f.work, f.position"; }
letters() { sql a "SELECT o.template,o.state FROM outbox o JOIN submission s ON s.id=o.submission WHERE s.number='$1' ORDER BY o.id"; }
newest() { sql a "SELECT o.text FROM outbox o JOIN submission s ON s.id=o.submission WHERE s.number='$1' ORDER BY o.id DESC LIMIT 1"; }
shelf() { (cd "$T/a.state/works" && find "$1"* -type f | sort | sed 's/^[^/]*\///'); }

bring photo-faults
bring receipt-scan
bring work-late
NOW=2020-06-02T10:00:00
tap_is 'three mails come' "$(hz_says a run --once)" '0 '
tap_is 'as three submissions' "$(sql a 'SELECT number,form,state FROM submission ORDER BY number')" \
    $'NXZ-0001|work|incomplete\nNXZ-0002|receipt|review\nNXZ-0003|work|late'
tap_is 'the deadline stands with the state' "$(sql a "SELECT datetime(deadline+28800,'unixepoch') FROM submission WHERE number='NXZ-0003'")" \
    '2020-05-31 23:59:59'

# ---- wrong words
NOW=2020-06-02T10:05:00
dump a >"$T/before"
tap_like 'no such submission' "$(hz_says a decide 99 accept)" '^66 .*no submission NXZ-0099'
tap_like 'no such work' "$(hz_says a decide 1-09 accept)" '^66 .*NXZ-0001 has no work 09'
tap_like 'no number' "$(hz_says a decide one accept)" '^64 .*“one” is no number'
tap_like 'no action' "$(hz_says a decide 1 approve)" '^64 .*“approve” is no action: accept, return'
tap_like 'no action at all' "$(hz_says a decide 1)" '^64 '
tap_like 'a return without a reason' "$(hz_says a decide 1 return)" '^64 .*--why'
tap_like 'nothing to reopen' "$(hz_says a decide 1 reopen)" '^64 .*NXZ-0001 has no decision'
tap_like 'nothing to restore' "$(hz_says a decide 1-02 restore)" '^64 .*NXZ-0001-02 is not held'
tap_like 'one wrong among right ones' "$(hz_says a decide 1 2 99 accept)" '^66 '
tap_like 'a single work is not late' "$(hz_says a accept-late 3-01)" '^64 .*single work'
tap_like 'what is in time is not late' "$(hz_says a accept-late 1)" '^64 .*NXZ-0001 is not late'
tap_like 'a day that is none' "$(hz_says a extend 1 2020-06-31)" '^64 .*is no day'
tap_like 'a day before the deadline' "$(hz_says a extend 1 2020-05-01)" '^64 .*later deadline already'
dump a >"$T/after"
tap_is 'none of it changes anything' "$(diff "$T/before" "$T/after")$(sql a 'SELECT count(*) FROM ruling')" 0

# ---- accepted, reopened: the letters
NOW=2020-06-02T10:06:00
tap_is 'accepted' "$(hz_says a decide --actor 李敏 --why 原图已寄光盘 NXZ-0001 accept)" '0 NXZ-0001：完整，答复待发 '
tap_is 'is complete' "$(state NXZ-0001)|$(severities NXZ-0001)" 'complete|'
tap_is 'the letter takes the place of the one that waited' "$(letters NXZ-0001)" $'incomplete|superseded\ndecided|held'
tap_like 'and says so' "$(newest NXZ-0001)" '审核通过'
tap_unlike 'the reason is the office’s' "$(newest NXZ-0001)" '光盘|✗'
tap_is 'who and when' "$(sql a "SELECT actor,action,subject,at FROM audit WHERE action='accept'")" "李敏|accept|NXZ-0001|$(date -d '2020-06-02 10:06 +0800' +%s)"
tap_is 'the audit knows no reason' "$(sql a "SELECT count(*) FROM audit WHERE detail LIKE '%光盘%'")" 0
hz a show 0001
tap_like 'show has the ruling' "$(cat "$T/out")" 'NXZ-0001 +accept +原图已寄光盘 .*李敏'
tap_is 'reopened' "$(hz_says a decide 1 reopen)" '0 NXZ-0001：需补正，撤下未发的答复1封，答复待发 '
tap_is 'the answer that never left waits again' "$(letters NXZ-0001)" \
    $'incomplete|superseded\ndecided|superseded\nincomplete|held'
tap_is 'once' "$(sql a "SELECT count(*) FROM outbox WHERE state='held' AND submission=1")" 1

# ---- single works, several at once
NOW=2020-06-02T10:08:00
tap_is 'two works go back' "$(hz_says a decide 1-01 0001-3 return --why 画面不清)" '0 NXZ-0001：需补正，答复待发 '
tap_is 'each has its fault' "$(sql a "SELECT work,text FROM finding WHERE rule='desk.return' ORDER BY work")" \
    $'NXZ-0001-01|“照片1.jpg”请修改后重发：画面不清。\nNXZ-0001-03|“照片3.jpg”请修改后重发：画面不清。'
tap_is 'and corrections are awaited until the day that the letter names' "$(sql a "SELECT date(fix_by+28800,'unixepoch') FROM submission WHERE number='NXZ-0001'")|$(newest NXZ-0001 | grep -o '请于6月9日前')" '2020-06-09|请于6月9日前'
tap_is 'one letter tells of both' "$(newest NXZ-0001 | grep -c '请修改后重发$')" 2
tap_like 'with the reason' "$(newest NXZ-0001)" '画面不清'
tap_is 'one is not taken' "$(hz_says a decide 1-02 reject --why 与主题无关)" '0 NXZ-0001：需补正，答复待发 '
tap_is 'its faults are notes' "$(sql a "SELECT rule,severity FROM finding WHERE work='NXZ-0001-02' ORDER BY position")" \
    $'photo.size|note\nphoto.caption.length|note\nphoto.caption.elements|note\ndesk.reject|note'
tap_is 'the newest letter tells of all three: none has left' "$(newest NXZ-0001 | grep -Ec '请修改后重发$|本次不予采用：与主题无关$')" 3
tap_like 'two of them' "$(sql a "SELECT group_concat(ruling) FROM outbox_ruling WHERE outbox=(SELECT max(id) FROM outbox)")" '^3,4,5$'
hz a send --release
tap_is 'released, they wait for their time' "$(sql a "SELECT count(*) FROM outbox WHERE state='queued'")" 3
NOW=2020-06-02T10:40:00
hz a send
tap_is 'sent' "$(letters NXZ-0001 | tail -1)" 'decided|sent'

# ---- a file comes for a work that went back
letter again '2020-06-02 11:00' 'NXZ-0001-01 重发照片1' '照片1重发，请查收。' 照片1.jpg better
NOW=2020-06-02T11:10:00
hz a run --once
tap_is 'it settles that return, and no other' "$(sql a "SELECT work FROM finding WHERE rule='desk.return'")" NXZ-0001-03
tap_is 'accepted silently' "$(hz_says a decide 1-03 accept --silent)" '0 NXZ-0001：完整，答复待发 '
tap_is 'the waiting answer is written anew, and tells no decision' "$(letters NXZ-0001 | tail -2)" $'incomplete|superseded\ncomplete-work|queued'

# ---- a mail after the whole was accepted
hz a decide 1 accept
tap_is 'the whole is accepted' "$(state NXZ-0001)" complete
letter more '2020-06-02 11:30' 'NXZ-0001 补充照片' '补充一张。' 照片4.png other
NOW=2020-06-02T11:40:00
hz a run --once
tap_is 'what came is judged by itself' "$(state NXZ-0001)|$(severities NXZ-0001 | cut -d'|' -f3 | sort -u)" 'incomplete|NXZ-0001-04'
tap_is 'rejected' "$(hz_says a decide 1 reject --silent)" '0 NXZ-0001：不采用，撤下未发的答复1封 '
tap_is 'nobody hears of it' "$(state NXZ-0001)|$(sql a "SELECT count(*) FROM outbox WHERE submission=1 AND state IN ('held','queued')")" 'rejected|0'

# ---- held
tap_like 'works are laid out' "$(shelf NXZ-0001)" '^02 照片2'
tap_is 'a work is held' "$(hz_says a decide 1-02 hold --why 当事人不同意)" '0 NXZ-0001：不采用 '
tap_is 'why' "$(sql a "SELECT number,held FROM work WHERE held IS NOT NULL")" 'NXZ-0001-02|当事人不同意'
tap_unlike 'it has left the folder at once' "$(shelf NXZ-0001)" '^02 '
tap_like 'the others stay' "$(shelf NXZ-0001)" '^03 照片3'
hz a decide 1 hold
tap_is 'all of it is held' "$(sql a "SELECT held FROM submission WHERE number='NXZ-0001'")|$(shelf NXZ-0001)" '暂停使用|'
hz a decide 1 restore
tap_unlike 'restored: but the held work' "$(shelf NXZ-0001)" '^02 '
hz a decide 1-02 restore
tap_like 'and that, too' "$(shelf NXZ-0001)" '^02 照片2'
tap_is 'nobody was written to' "$(sql a "SELECT count(*) FROM outbox o JOIN outbox_ruling t ON t.outbox=o.id JOIN ruling r ON r.id=t.ruling WHERE r.action IN ('hold','restore')")" 0

# ---- late
tap_is 'a later deadline' "$(hz_says a extend 3 2020-06-10)" '0 NXZ-0003：完整，答复待发 '
tap_is 'not late any more' "$(state NXZ-0003)|$(sql a "SELECT count(*) FROM finding f JOIN submission s ON s.id=f.submission WHERE s.number='NXZ-0003' AND rule='deadline'")" 'complete|0'
tap_is 'the deadline in lists' "$(sql a "SELECT datetime(deadline+28800,'unixepoch') FROM submission WHERE number='NXZ-0003'")" '2020-06-10 23:59:59'
tap_like 'the letter names the day' "$(newest NXZ-0003)" '报送期限延至6月10日'
hz a extend 3 2020-05-31
tap_is 'taken back: late again' "$(state NXZ-0003)" late
tap_is 'taken all the same' "$(hz_says a accept-late 3)" '0 NXZ-0003：完整，答复待发 '
tap_is 'the lateness is a note' "$(sql a "SELECT severity FROM finding f JOIN submission s ON s.id=f.submission WHERE s.number='NXZ-0003' AND rule='deadline'")" note

# ---- read by hand
tap_like 'a field that is none' "$(hz_says a set 2 phone 1)" '^64 .*NXZ-0002 has no field “phone”; its fields: media_name'
tap_like 'a value that does not fit' "$(hz_says a set 2 mobile 1380)" '^65 .*mobile .*11 digits'
tap_like 'neither yes nor no' "$(hz_says a set 2 join_media 也许)" '^65 .*是 or 否'
tap_is 'a value' "$(hz_says a set --actor 李敏 2 media_name 《东江全科医学》杂志社)" '0 NXZ-0002：媒体单位名称 已录入；需补正 '
tap_is 'readable now' "$(sql a "SELECT unreadable,title FROM submission WHERE number='NXZ-0002'")" '0|《东江全科医学》杂志社'
for pair in contact=陈晓燕 邮箱=djqkyx@dongjiang.example 'mobile=+86 138-0000-1876' join_media=是; do
    hz a set 2 "${pair%%=*}" "${pair#*=}" || cat "$T/err"
done
tap_is 'complete by hand' "$(state NXZ-0002)|$(severities NXZ-0002)" 'complete|'
tap_is 'as a contribution of that person' "$(sql a "SELECT f.value,f.place,f.confidence FROM field f JOIN submission s ON s.id=f.submission WHERE s.number='NXZ-0002' AND f.name='mobile'")|$(sql a "SELECT count(*) FROM contribution WHERE mail IS NULL AND actor='李敏'")" '13800001876|人工录入|1.0|1'
tap_is 'the audit names the field only' "$(sql a "SELECT detail FROM audit WHERE action='set' AND actor='李敏'")" media_name

# ---- remarks
hz a note 2 3 '已电话联系'
hz a assign 2 王芳
tap_is 'a note on each' "$(sql a "SELECT count(*) FROM ruling WHERE action='note' AND why='已电话联系'")" 2
tap_is 'who looks after it' "$(sql a "SELECT number,assigned FROM submission WHERE assigned IS NOT NULL")" 'NXZ-0002|王芳'

# ---- judged again
dump a | grep -v '^submission' >"$T/before"
tap_is 'recheck changes nothing' "$(hz_says a recheck --all)" '0 重新审核3件，0件结论有变 '
dump a | grep -v '^submission' >"$T/after"
tap_is 'nothing at all' "$(diff "$T/before" "$T/after")" ''
tap_like 'recheck of nothing' "$(hz_says a recheck)" '^64 '
hz a verify
tap_is 'and all is sound' "$?" 0
tap_done
