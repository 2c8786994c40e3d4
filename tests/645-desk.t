#!/bin/bash
# Put right afterwards: two submissions that are one, a link that nobody waits for any more, a mail that is handled once
# more, mails that are read again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"

VIA=maildir
config a $'intake: {min_free: 1M, join: 1h}\nreply: {mode: send, delay: 20m}'
mailbox_maildir a zhengji@demo.example "$T/in"
mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
# letter NAME TIME SUBJECT TEXT [form] FILE=SEED…
letter() {
    python3 - "$ROOT/tests/samples" "$@" >"$T/in/new/$1.m" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from mailkit import mail, photo, work_docx
from people import WORK, ZHANG
_, _, name, time, subject, text, *more = sys.argv
files = [("作品登记表.docx", work_docx(WORK))] if "form" in more else []
files += [(file.split("=")[0], photo(file.split("=")[1], 2_100_000)) for file in more if "=" in file]
sys.stdout.buffer.write(mail("163", ZHANG, subject, time, text, files=files))
PY
}
works() { sql a "SELECT number,name FROM work ORDER BY number"; }
state() { sql a "SELECT state FROM submission WHERE number='$1'"; }

letter one '2020-05-08 10:00' 报送作品 '照片1说明：2020年2月，东江市医院护士李敏在病房工作。' form 照片1.jpg=a 照片2.jpg=b
letter two '2020-05-12 10:00' 补充作品 '请查收。' 甲.jpg=c 乙.jpg=a 丙.jpg=d
NOW=2020-05-12T11:00:00
hz a run --once
tap_is 'two submissions' "$(sql a 'SELECT number,form FROM submission ORDER BY 1')" $'NXZ-0001|work\nNXZ-0002|'
hz a decide NXZ-0002-03 hold --why 待核实
dump a >"$T/before"
tap_like 'with itself' "$(hz_says a merge 1 1)" '^64 '
tap_like 'with a work' "$(hz_says a merge 1 2-01)" '^64 .*single work'
tap_like 'with nothing' "$(hz_says a merge 1 9)" '^66 '
tap_like 'one alone' "$(hz_says a merge 1)" '^64 '
dump a >"$T/after"
tap_is 'nothing has changed' "$(diff "$T/before" "$T/after")" ''
tap_like 'merged' "$(hz_says a merge --actor 李敏 1 2)" '^0 NXZ-0001：'
tap_is 'the works of both, each once, under numbers of the first' "$(works)" \
    $'NXZ-0001-01|照片1.jpg\nNXZ-0001-02|照片2.jpg\nNXZ-0001-03|甲.jpg\nNXZ-0001-04|丙.jpg'
tap_is 'a held work stays held' "$(sql a "SELECT number,held FROM work WHERE held IS NOT NULL")" 'NXZ-0001-04|待核实'
tap_is 'old numbers are known' "$(sql a 'SELECT number,submission,seq FROM work_alias ORDER BY 1')" \
    $'NXZ-0002-01|1|3\nNXZ-0002-02|1|1\nNXZ-0002-03|1|4'
tap_is 'letters that waited for the second are taken back' "$(sql a "SELECT count(*) FROM outbox WHERE submission=2 AND state IN ('held','queued')")" 0
tap_is 'who' "$(sql a "SELECT actor,subject,detail FROM audit WHERE action='merge'")" '李敏|NXZ-0002|NXZ-0001'
hz a list
tap_unlike 'show finds it by either number' "$(hz a show 2; cat "$T/out")" 'no submission'
tap_like 'as the one that it is' "$(cat "$T/out")" 'NXZ-0001 +2020-nixingzhe'
tap_like 'a decision about a work by its old number' "$(hz_says a decide 2-03 restore)" '^0 NXZ-0001'
tap_is 'is about that work' "$(sql a "SELECT work,action FROM ruling ORDER BY id DESC LIMIT 1")" '4|restore'
tap_like 'nor twice' "$(hz_says a merge 1 2)" '^64 '
letter three '2020-05-12 12:00' 'NXZ-0002-01 重发' '重发甲，请查收。' 新甲.jpg=e
NOW=2020-05-12T13:00:00
hz a run --once
tap_is 'a mail to an old number takes the place of that work' "$(works | sed -n 3p)" 'NXZ-0001-03|新甲.jpg'
tap_is 'and no new submission comes of it' "$(sql a 'SELECT count(*) FROM submission')" 2
hz a recheck --all
tap_is 'judged again' "$?" 0
hz a verify
tap_is 'nothing is missing' "$?" 0

# ---- one that is two
config c $'intake: {min_free: 1M, join: 1h}\nreply: {mode: send, delay: 20m}'
mailbox_maildir c zhengji@demo.example "$T/two"
mkdir -p "$T/two/new" "$T/two/cur" "$T/two/tmp"
letter one '2020-05-08 10:00' 报送作品 $'照片1说明：东江市医院护士李敏在病房工作。\n照片3说明：东江市医院医生交班。' form 照片1.jpg=a 照片2.jpg=b 照片3.jpg=c 照片4.jpg=d
mv "$T/in/new/one.m" "$T/two/new/"
NOW=2020-05-12T11:00:00
hz c run --once
hz c set 1 info_source 电话询问
hz c decide 1-03 hold --why 待核实 --silent
cworks() { sql c "SELECT number,name,coalesce(caption,''),coalesce(held,'') FROM work ORDER BY number"; }
dump c >"$T/before"
tap_like 'nothing to split off' "$(hz_says c split 1)" '^64 '
tap_like 'all of it' "$(hz_says c split 1 01 02 03 04)" '^64 .*no work any more'
tap_like 'no such work' "$(hz_says c split 1 09)" '^66 '
tap_like 'no work' "$(hz_says c split 1 NXZ-0001)" '^64 '
tap_like 'from a work' "$(hz_says c split 1-01 1-02)" '^64 .*single work'
dump c >"$T/after"
tap_is 'nothing has changed' "$(diff "$T/before" "$T/after")" ''
tap_like 'split' "$(hz_says c split --actor 李敏 1 04 1-03)" '^0 NXZ-0001：.*作品2件，答复待发 NXZ-0002：.*作品2件，答复待发'
PARTED=$'NXZ-0001-01|照片1.jpg|东江市医院护士李敏在病房工作。|\nNXZ-0001-02|照片2.jpg||\nNXZ-0002-01|照片3.jpg|东江市医院医生交班。|待核实\nNXZ-0002-02|照片4.jpg||'
tap_is 'each work once, with its caption and what was said of it' "$(cworks)" "$PARTED"
tap_is 'both have the form, with what a person entered' \
    "$(sql c "SELECT s.number,s.form,s.sender=(SELECT sender FROM submission WHERE id=1),f.value FROM submission s JOIN field f ON f.submission=s.id AND f.name='info_source' ORDER BY 1")" \
    $'NXZ-0001|work|1|电话询问\nNXZ-0002|work|1|电话询问'
tap_is 'old numbers are known' "$(sql c 'SELECT number,submission,seq FROM work_alias ORDER BY 1')" $'NXZ-0001-03|2|1\nNXZ-0001-04|2|2'
tap_is 'who' "$(sql c "SELECT actor,subject,detail FROM audit WHERE action='split'")" '李敏|NXZ-0001|NXZ-0002'
LETTER="SELECT o.subject||o.text FROM outbox o JOIN outbox_about a ON a.outbox=o.id WHERE o.state IN ('held','queued') AND a.submission"
tap_like 'a receipt for the new one says what has become of the numbers' "$(sql c "$LETTER=2")" '由NXZ-0001分出单独登记：NXZ-0001-03现为NXZ-0002-01、NXZ-0001-04现为NXZ-0002-02'
tap_unlike 'the one that waits for the first speaks of what it has' "$(sql c "$LETTER=1")" 'NXZ-0001-03'
hz c show 1-03
tap_like 'show finds a work by its old number' "$(cat "$T/out")" 'NXZ-0002 +2020-nixingzhe'
tap_like 'a decision finds it, too' "$(hz_says c decide 1-03 restore)" '^0 NXZ-0002'
tap_is 'and is about that work' "$(sql c "SELECT submission,work,action FROM ruling ORDER BY id DESC LIMIT 1")" '2|1|restore'
PARTED=${PARTED/待核实/}
hz c recheck --all
tap_is 'judged again' "$(cworks)" "$PARTED"
hz c reread --all
tap_is 'read again' "$(cworks)" "$PARTED"
letter five '2020-05-12 12:00' 'NXZ-0001-04 重发' '重发，请查收。' 新.jpg=e
letter six '2020-05-12 12:10' 'NXZ-0001 补充' $'照片3说明：东江市医院医生在清晨交班。\n照片2说明：东江市医院的走廊。' 又一张.jpg=f
mv "$T/in/new/five.m" "$T/in/new/six.m" "$T/two/new/"
NOW=2020-05-12T13:00:00
hz c run --once
tap_is 'corrections by old numbers reach the works, and a number that left is not given again' "$(cworks)" \
    $'NXZ-0001-01|照片1.jpg|东江市医院护士李敏在病房工作。|\nNXZ-0001-02|照片2.jpg|东江市医院的走廊。|\nNXZ-0001-05|又一张.jpg||\nNXZ-0002-01|照片3.jpg|东江市医院医生在清晨交班。|\nNXZ-0002-02|新.jpg||'
LETTERS=$(sql c 'SELECT count(*) FROM outbox')
tap_like 'silently' "$(hz_says c split --silent 1 05)" '^0 NXZ-0001：.*作品2件.* NXZ-0003：.*作品1件'
tap_is 'nobody is told of it' "$(sql c "SELECT count(*) FROM outbox_about WHERE submission=3")" 0
tap_like 'and merged again' "$(hz_says c merge 1 2)" '^0 NXZ-0001'
tap_is 'numbers of both times are known' "$(sql c 'SELECT number,submission,seq FROM work_alias ORDER BY 1')" \
    $'NXZ-0001-03|1|6\nNXZ-0001-04|1|7\nNXZ-0001-05|3|1\nNXZ-0002-01|1|6\nNXZ-0002-02|1|7'
hz c recheck --all
hz c verify
tap_is 'nothing is missing' "$?" 0

# ---- what senders propose
open_ones() { sql c "SELECT s.number,p.why FROM proposal p JOIN submission s ON s.id=p.submission WHERE settled=0 ORDER BY p.id"; }
proposed() { hz c digest --since 2020-05-01 --out "$T/digest-c" && grep -c '来信提议' "$T/digest-c/digest.txt"; }
# sentence NAME HOUR
sentence() {
    letter "$1" "2020-05-13 $2" 'Re: NXZ-0001' $'照片1说明：东江市医院护士李敏在病房值守，'"$1"$'。\n另外照片2的拍摄日期应为2月3日。'
    mv "$T/in/new/$1.m" "$T/two/new/"
    NOW=2020-05-13T${2%:*}:30:00
    hz c run --once
}
tap_is 'none is in the digest' "$(proposed)" 0
sentence seven 10:00
tap_is 'a sentence that no program applies is open' "$(open_ones)" 'NXZ-0001|sentence'
tap_is 'and in the digest' "$(proposed | sed 's/^[1-9].*/some/')" some
hz c assign 1 李敏
hz c set 1 info_source 来信
tap_is 'what says nothing of it leaves it open' "$(open_ones)" 'NXZ-0001|sentence'
hz c note 3 无关
tap_is 'neither does a remark about another' "$(open_ones)" 'NXZ-0001|sentence'
hz c note 1 已核对
tap_is 'a remark settles it' "$(open_ones)" ''
tap_is 'it has left the digest' "$(proposed)" 0
sentence eight 11:00
tap_is 'the next one is open' "$(open_ones)" 'NXZ-0001|sentence'
hz c decide 1 accept --silent
tap_is 'a decision settles it' "$(open_ones)" ''

# ---- read again
hz a set 1 info_source 电话询问
hz a decide 1-01 accept --silent
sqlite3 "$T/a.state/huizhi.db" "UPDATE contribution_field SET value='旧读法' WHERE name='unit_name'"
hz a recheck --all
tap_is 'a reader of old read it otherwise' "$(sql a "SELECT value FROM field WHERE submission=1 AND name='unit_name'")" 旧读法
WORKS=$(works)
tap_like 'no such mail' "$(hz_says a reread 99)" '^66 '
tap_like 'none named' "$(hz_says a reread)" '^64 '
tap_like 'all read again' "$(hz_says a reread --all --actor 李敏)" '^0 NXZ-0001：重读后有变 重读3封，1件有变，0封保持原样'
tap_is 'what is read now stands' "$(sql a "SELECT value FROM field WHERE submission=1 AND name='unit_name'")" 邗东大学附属医院宣传处
tap_is 'what a person read stays' "$(sql a "SELECT value FROM field WHERE submission=1 AND name='info_source'")" 电话询问
tap_is 'works keep their numbers' "$(works)" "$WORKS"
tap_is 'rulings stay' "$(sql a "SELECT count(*) FROM ruling WHERE action='accept'")" 1
tap_like 'again: nothing changes' "$(hz_says a reread --since 2020-05-01)" '^0 重读3封，0件有变'
tap_like 'one alone' "$(hz_says a reread 1)" '^0 重读1封'
sqlite3 "$T/a.state/huizhi.db" "UPDATE contribution SET form='none', form_name='旧表.docx' WHERE form IS NULL AND id IN (SELECT contribution FROM contribution_work)"
tap_like 'a form that is not found any more stays' "$(hz_says a reread --all)" '这次读出的更少.*0件有变'
sqlite3 "$T/a.state/huizhi.db" "UPDATE contribution SET form=NULL, form_name=NULL WHERE form='none'"
tap_is 'who' "$(sql a "SELECT DISTINCT actor FROM audit WHERE action='reread'" | head -1)" 李敏
tap_is 'nobody is written to' "$(sql a "SELECT count(*) FROM outbox WHERE state='sent'")" 0
hz a verify
tap_is 'and nothing is missing' "$?" 0

# ---- links
config b $'intake: {min_free: 1M}\nreply: {mode: send, delay: 20m}'
mailbox_maildir b zhengji@demo.example "$T/links"
mkdir -p "$T/links/new" "$T/links/cur" "$T/links/tmp"
cp "$ROOT/tests/cases/link-qq/mail.eml" "$T/links/new/link.m"
NOW=2020-06-30T10:00:00
hz b run --once
N=NXZ-0001
LINKS=$(sql b "SELECT count(*) FROM contribution_link")
tap_ok 'a link' test "$LINKS" -gt 0
tap_like 'a link that is awaited is a finding' "$(sql b "SELECT group_concat(rule) FROM finding f JOIN submission s ON s.id=f.submission WHERE number='$N'")" link.oversized
tap_like 'forgotten' "$(hz_says b forget-link --actor 李敏 "$N" --all)" "^0 $N"
tap_unlike 'is none any more' "$(sql b "SELECT group_concat(rule) FROM finding f JOIN submission s ON s.id=f.submission WHERE number='$N'")" link.oversized
tap_like 'not twice' "$(hz_says b forget-link "$N" --all)" '^64 '
hz b digest --out "$T/digest"
tap_unlike 'nor in the digest' "$(cat "$T/digest/digest.txt")" '只有下载链接'
tap_is 'who forgot' "$(sql b "SELECT actor,subject FROM audit WHERE action='forget-link'")" "李敏|$N"

# ---- once more
cp "$ROOT/tests/cases/enquiry/mail.eml" "$T/in/new/ask.m"
hz a run --once
ID=$(sql a "SELECT id FROM mail WHERE disposition='aside' ORDER BY id DESC LIMIT 1")
LETTERS=$(sql a 'SELECT count(*) FROM outbox')
tap_like 'no such mail' "$(hz_says a requeue 999)" '^66 '
tap_like 'a filed one' "$(hz_says a requeue 1)" '^64 '
tap_like 'a mail set aside' "$(hz_says a requeue "$ID")" '^0 '
tap_is 'waits' "$(sql a "SELECT disposition FROM mail WHERE id=$ID")" pending
hz a run --once
tap_is 'and is handled' "$(sql a "SELECT disposition FROM mail WHERE id=$ID")" aside
tap_is 'not answered again' "$(sql a 'SELECT count(*) FROM outbox')" "$LETTERS"
tap_like 'by the beginning of its hash' "$(hz_says a requeue "$(sql a "SELECT substr(sha256,1,12) FROM mail WHERE id=$ID")")" '^0 '
tap_done
