#!/bin/bash
# backup and restore: made while runs are at work, killed anywhere, damaged, restored elsewhere; nothing is sent before a
# person releases it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
make_samples "$T/samples"
sent() { find "$T/$1.sink/new" -type f 2>/dev/null | wc -l; }
names() { (cd "$T/bak" && ls -d 20* 2>/dev/null | tr '\n' ' '); }
left() { find "$T/bak" \( -name '.new-*' -o -path '*/pool/tmp/*' \) | wc -l; }
count() { find "$T/bak/pool" -type f | wc -l; }

VIA=maildir config a 'reply: {mode: send}'$'\n''intake: {min_free: 1M}'$'\n''works: {folder: a.works}'
mailbox_maildir a $OFFICE "$T/box"
sed -i 's/^mailboxes:/# api: {command: "not an option"}\nmailboxes:/' "$T/a.yaml"
mkdir -p "$T/box/new" "$T/box/cur" "$T/box/tmp"
cp -p "$T"/samples/new/*receipt* "$T/box/new/"
hz a run --once
hz a send --release
tap_is 'letters left before' "$(sent a)" 4

# ---- one, and a second of which little is new
tap_like 'no folder: a word about it' "$(hz_says a backup)" '^64 .*backup.path'
tap_like 'the first backup' "$(hz_says a backup "$T/bak")" "^0 $T/bak/2020-06-02T020000Z 共[0-9]+个文件（.*），新复制[0-9]+个"
tap_is 'is named by its time' "$(names)" '2020-06-02T020000Z '
tap_is 'every raw mail is in it' "$(grep -c '^file .* spool/' "$T"/bak/20*/manifest)" "$(sql a 'SELECT count(*) FROM mail')"
tap_is 'every file too' "$(grep -c '^file .* content/' "$T"/bak/20*/manifest)" "$(find "$T/a.state/content" -type f | wc -l)"
tap_is 'each under its hash' "$(cd "$T/bak/pool" && find . -type f | while read -r f; do [ "$(sha256sum <"$f" | cut -d' ' -f1)" = "$(basename "$f")" ] || echo "$f"; done)" ''
tap_is 'none shares its inode with the original' "$(find "$T/bak/pool" -type f -links +1 | wc -l)" 0
tap_is 'rules are in it' "$(grep -c ' rules/2020-nixingzhe/campaign.yaml$' "$T"/bak/20*/manifest)" 1
CONFIG=$(grep ' config/huizhi.yaml$' "$T"/bak/20*/manifest | cut -d' ' -f2)
tap_is 'the configuration too, without commands' "$(grep -c 'left out of the backup' "$T/bak/pool/${CONFIG:0:2}/$CONFIG") $(grep -c 'cat >>' "$T/bak/pool/${CONFIG:0:2}/$CONFIG") $(grep -c 'address: zhengji' "$T/bak/pool/${CONFIG:0:2}/$CONFIG")" '2 0 1'
tap_is 'no password' "$(grep -rlw "$SECRET" "$T/bak" | wc -l)" 0
tap_is 'the database stands by itself' "$(cd "$T"/bak/20*/ && ls | tr '\n' ' ')$(sqlite3 -readonly "$T"/bak/20*/huizhi.db 'PRAGMA integrity_check; PRAGMA journal_mode')" $'huizhi.db manifest ok\ndelete'
tap_is 'status knows of it' "$(hz a status; grep -c '上次备份在0分钟前' "$T/out")" 1
cp -p "$T"/samples/new/*individual* "$T/box/new/"
hz a run --once
tap_like 'the second copies only what is new' "$(NOW=2020-06-03T10:00:00 hz_says a backup "$T/bak")" '共[0-9]+个文件.*新复制[1-9]个'
tap_is 'two' "$(names)" '2020-06-02T020000Z 2020-06-03T020000Z '
BEFORE=$(count)
NOW=2020-06-03T11:00:00 hz a backup "$T/bak" --keep 1
tap_is '--keep 1' "$(names)" '2020-06-03T030000Z '
tap_is 'the pool holds what that one holds' "$(count)" "$(grep '^file' "$T"/bak/20*/manifest | grep -v 'huizhi.db$' | cut -d' ' -f2 | sort -u | wc -l)"
tap_like 'verify checks it' "$(hz_says a verify --backup "$T/bak")" '^0 .*backup .*: sound'

# ---- killed anywhere
if command -v strace >/dev/null; then
    bad='' kills=0
    for when in 1 2 3; do
        for call in rename fsync syncfs; do # the shell says "Killed" of each
            cp -p "$T"/samples/new/*correction* "$T/box/new/$when$call"
            hz a run --once
            NOW=2020-06-04T10:00:00 timeout 60 strace -f -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=KILL:when=$when" \
                "$HUIZHI" --config "$T/a.yaml" --now 2020-06-04T10:00:00 backup "$T/bak" >/dev/null 2>&1 # killed
            code=$?
            [ $code = 137 ] && kills=$((kills + 1))
            for d in "$T"/bak/20*/; do
                hz a verify --backup "$d" || bad="$bad $call:$when: $d"
            done
        done
    done
    tap_ok 'kill -9 anywhere' test $kills -gt 5
    tap_is 'what bears a name is whole' "$bad" ''
    rm -rf "$T"/bak/2020-06-04*
    NOW=2020-06-04T11:00:00 hz a backup "$T/bak"
    tap_is 'and the next one sweeps up' "$? $(left)" '0 0'
else
    tap_skip 'kill -9' 'no strace'
fi

# ---- while runs are at work, in a loop
cp -r "$T/box" "$T/loop.box"
rm -f "$T/loop.box"/*/*
VIA=maildir config loop 'reply: {mode: send}'$'\n''intake: {min_free: 1M}'
mailbox_maildir loop $OFFICE "$T/loop.box"
hz loop send --release
(
    n=0
    for round in 1 2 3; do
        for mail in "$T"/samples/new/*; do
            n=$((n + 1))
            sed "s/^Message-ID: </&$round./I" "$mail" >"$T/loop.box/tmp/$n"
            touch -r "$mail" "$T/loop.box/tmp/$n"
            mv "$T/loop.box/tmp/$n" "$T/loop.box/new/$(basename "$mail" | sed "s/M/R${round}M/")"
            [ $((n % 4)) = 0 ] && "$HUIZHI" --config "$T/loop.yaml" --now "$NOW" run --once >/dev/null 2>"$T/loop.err"
        done
    done
    touch "$T/loop.done"
) &
LOOP=$!
stop_at_exit $LOOP
made=0 bad=''
while [ ! -e "$T/loop.done" ] && [ $made -lt 40 ]; do
    "$HUIZHI" --config "$T/loop.yaml" --now "$NOW" backup "$T/loop.bak" --keep 0 >"$T/loop.out" 2>&1 || bad="$bad $(cat "$T/loop.out")"
    made=$((made + 1))
done
wait $LOOP
tap_ok 'backups while runs are at work' test $made -gt 3
tap_is 'each of them is made' "$bad" ''
tap_is 'the runs were not kept from working' "$(cat "$T/loop.err")$(sql loop 'SELECT count(*)>50 FROM mail')" 1
bad='' n=0 last=0
for backup in "$T"/loop.bak/20*/; do
    n=$((n + 1))
    [ $((n % 4)) = 1 ] || continue
    rm -rf "$T/try.state"
    "$HUIZHI" restore "$backup" --state "$T/try.state" >/dev/null 2>"$T/err" || bad="$bad $backup: $(cat "$T/err")"
    sed 's/^state: .*/state: try.state/' "$T/loop.yaml" >"$T/try.yaml"
    hz try verify || bad="$bad $backup: $(grep ✗ "$T/out")"
    now=$(sql try 'SELECT count(*) FROM mail')
    [ "$now" -ge "$last" ] || bad="$bad $backup went back"
    last=$now
done
tap_is 'each is consistent in itself: restored, verify is clean' "$bad" ''

# ---- restored elsewhere
hz a backup "$T/bak"
sqlite3 "$T/a.state/huizhi.db" "UPDATE outbox SET state='queued' WHERE id=1; UPDATE outbox SET state='sending' WHERE id=2"
NOW=2020-06-05T10:00:00 hz a backup "$T/bak"
mkdir "$T/elsewhere"
mv "$T/bak" "$T/elsewhere/copy"
NEW=$(ls -d "$T"/elsewhere/copy/20* | tail -1)
SENT=$(sent a)
sed -e 's/^state: .*/state: b.state/' -e "s|a.works|b.works|" "$T/a.yaml" >"$T/b.yaml"
mkdir "$T/b.state"
tap_like 'restored into an empty folder' "$(NOW=2020-06-05T12:00:00 hz_says b restore "$T/elsewhere/copy")" "^0 已从$NEW恢复到$T/b.state .*暂存答复2封"
tap_is 'queued is held, sending is unsure' "$(sql b "SELECT state FROM outbox WHERE id IN (1,2) ORDER BY id" | tr '\n' ' ')" 'held unsure '
tap_is 'all else is the same' "$(diff <(dump a | grep -v '^outbox') <(dump b | grep -v '^outbox'))" ''
tap_like 'verify is clean' "$(hz_says b verify)" '^0 .*✓ sound'
tap_is 'it is in the audit' "$(sql b "SELECT action, subject FROM audit WHERE action='restore'")" "restore|$(basename "$NEW")"
tap_is 'works are laid out again' "$(NOW=2020-06-05T12:10:00 hz b run --once; find "$T/b.works" -type f | wc -l)" "$(find "$T/a.works" -type f | wc -l)"
cp -p "$T"/samples/new/*enquiry* "$T/box/new/" 2>/dev/null
NOW=2020-06-05T12:20:00 hz b run --once
NOW=2020-06-05T12:30:00 hz b send
tap_is 'nothing is sent' "$(sent a)" "$SENT"
tap_ok 'new answers are held too' test "$(sql b "SELECT count(*) FROM outbox WHERE state='held' AND queued_at>unixepoch('2020-06-05')")" -gt 0
NOW=2020-06-05T12:40:00 hz b send --release
tap_ok 'until they are released' test "$(sent a)" -gt "$SENT"
tap_is 'the unsure one is not' "$(sql b 'SELECT state FROM outbox WHERE id=2')" unsure
tap_is 'configuration and rules lie ready' "$(ls "$T/b.state/restored")" $'config\nrules'

# ---- refusals
tap_like 'a state that is not empty is left alone' "$(hz_says b restore "$T/elsewhere/copy")" '^73 .*not empty'
hz_says b restore "$T/elsewhere/copy" --force >"$T/said"
tap_like 'or set aside' "$(cat "$T/said")" "^0 .*原有的数据在$T/b.state/before-restore-"
tap_is 'whole' "$(sqlite3 -readonly "$T"/b.state/before-restore-*/huizhi.db "SELECT count(*)>0 FROM outbox WHERE state='sent'") $(ls "$T"/b.state/before-restore-* | grep -c spool)" '1 1'
exec 9>>"$T/b.state/intake.lock"
flock 9
tap_like 'not under a running intake' "$(hz_says b restore "$T/elsewhere/copy" --force)" '^75 .*another huizhi'
exec 9>&-
hurt() { # WHAT COMMAND…: restored into a new folder after the command
    rm -rf "$T/hurt" "$T/c.state"
    cp -r "$T/elsewhere/copy" "$T/hurt"
    H=$(ls -d "$T"/hurt/20* | tail -1)
    chmod -R u+w "$T/hurt"
    eval "$2"
    tap_like "$1: refused" "$("$HUIZHI" restore "$T/hurt" --state "$T/c.state" 2>&1; echo "$?")" '^65$'
    tap_is 'and nothing is laid' "$(find "$T/c.state" -type f ! -name '*.lock' | wc -l)" 0
}
MAIL=$(grep ' spool/' "$NEW/manifest" | head -1 | cut -d' ' -f2)
hurt 'a byte more in a mail' 'printf x >>"$T/hurt/pool/${MAIL:0:2}/$MAIL"'
hurt 'a file gone' 'rm "$T/hurt/pool/${MAIL:0:2}/$MAIL"'
hurt 'a byte of the database' 'printf "\001" | dd of="$H/huizhi.db" bs=1 seek=5000 conv=notrunc 2>/dev/null'
hurt 'a line of the manifest gone' 'sed -i "5d" "$H/manifest"'
hurt 'a place outside' 'sed -i -e "s| spool/| ../spool/|" -e "/^end/d" "$H/manifest"; echo "end $(sha256sum <"$H/manifest" | cut -d" " -f1)" >>"$H/manifest"'
hurt 'an absolute one' 'sed -i -e "s| spool/| /etc/|" -e "/^end/d" "$H/manifest"; echo "end $(sha256sum <"$H/manifest" | cut -d" " -f1)" >>"$H/manifest"'
tap_like 'nothing there' "$("$HUIZHI" restore "$T/samples" --state "$T/c.state" 2>&1; echo "$?")" '^66$'

# ---- what is damaged already is told, the rest is saved
FILE=$(find "$T/a.state/spool" -name '*.eml' | head -1)
chmod u+w "$FILE"
printf x >>"$FILE"
tap_like 'a damaged mail is told, not copied' "$(hz_says a backup "$T/bak2")" '^65 .*1个文件缺失或损坏'
tap_like 'and monitoring hears of it' "$(hz a status; head -1 "$T/out")" 'CRITICAL.*备份失败：1个文件缺失'
NOW=2020-06-05T13:10:00 hz a backup "$T/elsewhere/copy"
tap_is 'an earlier backup brings it back' "$(hz a restore "$T/elsewhere/copy" --state "$T/late.state"; sha256sum <"$T/late.state/spool${FILE#"$T/a.state/spool"}" | cut -d' ' -f1)" "$(basename "$FILE" .eml)"
mkdir "$T/late.state/.restoring"
tap_like 'a mark that was left behind does not give away a live database' "$(hz_says a restore "$T/elsewhere/copy" --state "$T/late.state")" '^73 .*not empty'
rm "$T/late.state/huizhi.db"*
sed 's/^state: .*/state: late.state/' "$T/a.yaml" >"$T/late.yaml"
tap_like 'a restore that was cut off is no empty state' "$(hz_says late run --once)" '^75 .*restore was not finished'
truncate -s -1 "$FILE"
tap_is 'mended' "$(hz a backup "$T/bak2"; echo $?; hz a status; grep -c '备份失败' "$T/out")" $'0\n0'

# ---- each day by itself
sed -i 's/^mailboxes:/backup: {path: daily, at: "02:30", keep: 2}\nmailboxes:/' "$T/a.yaml"
daily() { ls "$T/daily" 2>/dev/null | grep -c ^20; }
sqlite3 "$T/a.state/huizhi.db" "DELETE FROM meta WHERE key LIKE 'backup.%'"
NOW=2020-06-06T10:00:00 hz a run --once
tap_is 'run makes the first' "$(daily)" 1
NOW=2020-06-07T02:29:00 hz a run --once
tap_is 'not before it is due' "$(daily)" 1
NOW=2020-06-07T02:31:00 hz a run --once
NOW=2020-06-07T02:36:00 hz a run --once
tap_is 'once a day' "$(daily)" 2
NOW=2020-06-08T02:31:00 hz a run --once
tap_is 'the oldest goes' "$(ls "$T/daily" | grep ^20 | tr '\n' ' ')" '2020-06-06T183100Z 2020-06-07T183100Z '
sqlite3 "$T/a.state/huizhi.db" "UPDATE meta SET value='2000000000' WHERE key IN ('backup.made','backup.tried')"
mkdir "$T/daily/2033-01-01T000000Z"
cp -p "$T"/daily/2020-06-07*/* "$T/daily/2033-01-01T000000Z/"
sed -i 's/keep: 2/keep: 1/' "$T/a.yaml"
NOW=2020-06-08T10:00:00 hz a run --once
tap_is 'a clock that was ahead does not stop them, nor remove the new one' "$(ls "$T/daily" | grep ^20 | tr '\n' ' ')" '2020-06-08T020000Z '
sed -i 's/keep: 1/keep: 2/' "$T/a.yaml"
rm -rf "$T/daily"
: >"$T/daily"
NOW=2020-06-09T02:31:00 hz a run --once
tap_like 'one that fails does not stop the run, and is told' "$? $(NOW=2020-06-09T02:32:00 hz a status; head -1 "$T/out")" '^0 .*CRITICAL.*备份失败'
tap_done
