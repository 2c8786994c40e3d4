#!/bin/bash
# Room in the mailbox: measured by QUOTA or by sizes, alarms at 70 and 85 percent; clear removes what is proved to be kept,
# and nothing else. A real Dovecot with and without the quota plug-in and UIDPLUS, and a Maildir.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
make_samples "$T/samples"
export VIA=maildir
say() { sqlite3 -cmd '.timeout 5000' "$T/$1.state/huizhi.db" "$2"; }
mails() { dovecot_admin "$1" search -u "$2" mailbox "${3:-INBOX}" all 2>/dev/null | wc -l; }
full() { # NAME: "CODE percent"
    hz "$1" status
    echo "$? $(grep -o "'full_[^']*'=[0-9]*%" "$T/out" | cut -d= -f2)"
}

# ---- by the server's own count
start_dovecot quota 'mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=40M
}'
seed quota $OFFICE "$T/samples"
config a
mailbox_imap a $OFFICE
hz a run --once
tap_like 'QUOTA: measured at a poll' "$(full a)" '^0 [0-9]+%$'
USED=$(dovecot_admin quota quota get -u $OFFICE 2>/dev/null | awk '/STORAGE/ { print $(NF - 2) * 1024 }')
tap_is 'as the server counts' "$(sql a "SELECT value FROM meta WHERE key='capacity:$OFFICE'" | cut -d' ' -f1,2)" "${USED:-none} 41943040"
hz a mailbox status
tap_like 'mailbox status' "$(cat "$T/out" "$T/err")" "^$OFFICE：已用.*共41M（[0-9]+%）"
alerts a >"$T/calm"
tap_is 'no alarm' "$(cat "$T/calm")" ''
head -c 18300000 /dev/zero | tr '\0' 'x' | fold -w 70 >"$T/fat.body"
{
    printf 'From: a@b.example\nSubject: fat\nMessage-ID: <fat@b.example>\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=fat.bin\nContent-Disposition: attachment\n\n'
    cat "$T/fat.body"
} >"$T/fat.eml"
{
    printf 'From: a@b.example\nSubject: slim\nMessage-ID: <slim@b.example>\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=slim.bin\nContent-Disposition: attachment\n\n'
    head -c 7000000 "$T/fat.body"
} >"$T/slim.eml"
put_mail quota $OFFICE Archive "$T/fat.eml"
hz a run --once
tap_like 'over 70 percent: a warning, with folders that are not read' "$(full a)" '^1 7[0-9]%$'
tap_like 'an alarm' "$(alerts a)" '信箱z[^已]*已用7[0-9]%.*mailbox clear'
lines=$(alerts a | wc -l)
NOW=2020-06-02T20:00:00 hz a run --once
tap_is 'once a day' "$(alerts a | wc -l)" "$lines"
put_mail quota $OFFICE 草稿箱 "$T/slim.eml"
NOW=2020-06-02T20:05:00 hz a run --once
tap_like 'over 85 percent: critical' "$(NOW=2020-06-02T20:06:00 full a)" '^2 8[5-9]%$'
tap_is 'and told at once' "$(alerts a | grep -c '已用8[5-9]')" 1
dovecot_admin quota expunge -u $OFFICE mailbox 草稿箱 all
dovecot_admin quota expunge -u $OFFICE mailbox Archive all
NOW=2020-06-02T20:10:00 hz a run --once
tap_like 'the all-clear' "$(alerts a | grep 已恢复)" '已恢复：信箱.*已用[0-9]+%'
tap_is 'once' "$(NOW=2020-06-02T20:15:00 hz a run --once; alerts a | grep -c 已恢复)" 1

# ---- by the sizes of all mails
start_dovecot plain
seed plain $OFFICE "$T/samples"
put_mail plain $OFFICE 已删除 "$T/slim.eml"
config b
mailbox_imap b $OFFICE
hz b run --once
tap_is 'without QUOTA and capacity nothing is measured' "$(sql b "SELECT count(*) FROM meta WHERE key LIKE 'capacity:%'")" 0
SUM=$(find "$T/plain/mail/$OFFICE" -path '*/cur/*' -o -path '*/new/*' | xargs stat -c %s | awk '{ s += $1 } END { print s }')
config b
mailbox_imap b $OFFICE '    capacity: 40M'
hz b run --once
GOT=$(sql b "SELECT value FROM meta WHERE key='capacity:$OFFICE'" | cut -d' ' -f1)
tap_ok 'with a capacity: the sum over all folders' test "$GOT" -ge "$SUM" -a "$GOT" -lt $((SUM * 105 / 100))
BEFORE=$(full b)
put_mail plain $OFFICE INBOX "$T/slim.eml"
NOW=2020-06-02T10:05:00 hz b run --once
tap_ok 'what is listed until it is measured again is added' test "$(NOW=2020-06-02T10:06:00 full b | cut -d' ' -f2 | tr -dc 0-9)" -gt "$(cut -d' ' -f2 <<<"$BEFORE" | tr -dc 0-9)"
tap_is 'and not measured again so soon' "$(sql b "SELECT value FROM meta WHERE key='capacity:$OFFICE'" | cut -d' ' -f1)" "$GOT"
tap_like 'when it will be full' "$(NOW=2020-06-02T10:06:00 hz b status; cat "$T/out")" '已用[0-9]+%.*，预计[0-9]+月[0-9]+日满'

# ---- clear
VIA=maildir config c
start_dovecot clear
seed clear $OFFICE "$T/samples"
mailbox_imap c $OFFICE
hz c run --once
ALL=$(mails clear $OFFICE)
later() { NOW=2020-08-01T10:00:00 hz "$@"; }
tap_is 'without a backup nothing is cleared' "$(later c mailbox clear --yes; echo $?; later c mailbox clear --yes --backup "$T/c.bak"; echo $?; mails clear $OFFICE)" "64
66
$ALL"
hz c backup "$T/c.bak"
clear_c() { later c mailbox clear --backup "$T/c.bak" "$@"; }
cat "$T/slim.eml" | sed 's/slim@/later@/' >"$T/late.eml"
cp "$T/late.eml" "$T/clear/mail/$OFFICE/new/1591000000.M1P1.late"
touch -d '2020-06-01 10:00 +0800' "$T/clear/mail/$OFFICE/new/1591000000.M1P1.late"
chown -R nobody:nogroup "$T/clear/mail/$OFFICE" 2>/dev/null
hz c run --once
put_mail clear $OFFICE INBOX "$T/fat.eml"
# Somebody else's mark, on a mail that is not in the backup and on one that is.
dovecot_admin clear flags add -u $OFFICE '\Deleted' mailbox INBOX header message-id fat@b.example
tap_like 'a preview first' "$(clear_c; cat "$T/out")" "可清除${ALL}封（.*未能核实而保留1封"
tap_like 'that says so' "$(cat "$T/out")" '只是预览'
tap_is 'and removes nothing' "$(mails clear $OFFICE)" $((ALL + 2))
tap_is 'what came in the last 30 days stays' "$(NOW=2020-06-02T10:00:00 hz c mailbox clear --backup "$T/c.bak"; grep -o '可清除[0-9]*封' "$T/out")" "可清除$(sql c "SELECT count(*) FROM sighting WHERE state='filed' AND received<unixepoch('2020-05-03 02:00') AND received>0")封"
VICTIM=$(sql c 'SELECT sha256 FROM mail ORDER BY id LIMIT 1')
SECOND=$(sql c 'SELECT sha256 FROM mail ORDER BY id LIMIT 1 OFFSET 1')
chmod -R u+w "$T/c.state/spool" "$T/c.bak/pool"
printf x >>"$T/c.state/spool/${VICTIM:0:2}/$VICTIM.eml"
printf x >>"$T/c.bak/pool/${SECOND:0:2}/$SECOND"
THIRD=$(sql c "SELECT id FROM sighting WHERE mail=(SELECT id FROM mail ORDER BY id LIMIT 1 OFFSET 2) LIMIT 1")
say c "UPDATE sighting SET bytes=bytes+1 WHERE id=$THIRD"
tap_like 'what bears its number and is another mail is kept' "$(clear_c; cat "$T/out")" '保留4封'
say c "UPDATE sighting SET bytes=bytes-1 WHERE id=$THIRD"
clear_c --yes
tap_like 'cleared: all but those damaged here, damaged there, or not in the backup' "$? $(cat "$T/out" "$T/err")" "^0 .*已清除$((ALL - 2))封（.*保留3封"
tap_is 'they stay on the server' "$(mails clear $OFFICE)" 4
tap_is 'the mail that somebody else marked stays' "$(dovecot_admin clear search -u $OFFICE mailbox INBOX header message-id fat@b.example | wc -l)" 1
tap_is 'so does the one that no backup holds' "$(dovecot_admin clear search -u $OFFICE mailbox INBOX header message-id later@b.example | wc -l)" 1
tap_is 'each is in the audit' "$(sql c "SELECT count(*) FROM audit WHERE action='clear'")" $((ALL - 2))
truncate -s -1 "$T/c.state/spool/${VICTIM:0:2}/$VICTIM.eml"
truncate -s -1 "$T/c.bak/pool/${SECOND:0:2}/$SECOND"
clear_c --yes
tap_like 'again: what is mended goes too' "$(cat "$T/out")" '已清除2封'
dump c >"$T/before"
tap_is 'runs go on as if nothing had happened' "$(NOW=2020-08-01T10:05:00 hz c run --once; echo $?; sql c "SELECT count(*) FROM submission"; sql c "SELECT count(*) FROM sighting WHERE state='gone'")" $'0\n15\n0'
tap_like 'verify is clean' "$(hz_says c verify --online)" '^0 .*✓ sound'

# ---- cut off between the server and the rows
seed clear two@example.org "$T/samples"
VIA=maildir config d 'backup: {path: d.bak}'$'\n''intake: {min_free: 1M}'
mailbox_imap d two@example.org
hz d run --once
hz d backup
say d "CREATE TRIGGER stop BEFORE INSERT ON audit WHEN NEW.action='clear' BEGIN SELECT raise(ABORT, 'cut off'); END"
later d mailbox clear --yes
say d 'DROP TRIGGER stop'
tap_is 'cut off after the server, before the rows' "$(mails clear two@example.org) $(sql d "SELECT count(*) FROM audit WHERE action='clear'")" '0 0'
later d mailbox clear --yes
tap_like 'the next one finds them gone' "$? $(cat "$T/out")" '^0 .*已清除0封.*不在原处21封'

# ---- without UIDPLUS
start_dovecot bare 'protocol imap {
  imap_capability = IMAP4rev1 ID LITERAL+ SPECIAL-USE
}'
seed bare $OFFICE "$T/samples"
sed -e "s/port: .*/port: $DOVECOT_TLS_PORT/" "$T/c.yaml" >"$T/e.yaml"
VIA=maildir config e 'backup: {path: e.bak}'$'\n''intake: {min_free: 1M}'
mailbox_imap e $OFFICE
hz e run --once
hz e backup
COUNT=$(mails bare $OFFICE)
tap_like 'without UIDPLUS nothing is touched' "$(later e mailbox clear --yes; echo "$? $(cat "$T/err")")" '^78 .*UIDPLUS'
tap_is 'nor marked' "$(mails bare $OFFICE) $(dovecot_admin bare search -u $OFFICE mailbox INBOX deleted | wc -l)" "$COUNT 0"

# ---- a Maildir
cp -r "$T/samples" "$T/md"
VIA=maildir config m 'backup: {path: m.bak}'$'\n''intake: {min_free: 1M}'
mailbox_maildir m $OFFICE "$T/md" '    capacity: 100M'
hz m run --once
hz m backup
later m mailbox clear --yes --folder 别处
tap_like 'a Maildir: only of that folder' "$? $(cat "$T/out" "$T/err")" '^0 .*已清除0封'
later m mailbox clear --yes --folder INBOX
tap_is 'and of this one' "$(find "$T/md" -type f -path '*/new/*' -o -type f -path '*/cur/*' | wc -l)" 0
tap_like 'an age that is none' "$(hz_says m mailbox clear --older-than soon)" '^64 .*30d'
tap_like 'what else' "$(hz_says m mailbox empty)" '^64 .*status or clear'

# ---- alerts by mail, over an account of their own
start_exim ex
start_dovecot bad
mkdir -p "$T/bad/mail/$OFFICE"/{new,cur,tmp}
chown -R nobody:nogroup "$T/bad/mail/$OFFICE" 2>/dev/null
printf secret >"$T/alert-password"
chmod 600 "$T/alert-password"
VIA=maildir config w
sed -i "s|^alert: .*|alert: {to: admin@example.net, from: watch@example.net, smtp: {host: localhost, port: $EXIM_TLS_PORT, ca_file: '$T/tls/ca.pem', password: {file: '$T/alert-password'}}}|" "$T/w.yaml"
mailbox_imap w $OFFICE
printf wrong >"$T/password"
hz w run --once
tap_ok 'a refused login is told by mail' wait_mails ex 1
MAIL=$(find "$T/ex/sink/new" -type f | head -1)
tap_is 'to whom it concerns, from the second account' "$(header To "$MAIL") $(header From "$MAIL")" 'admin@example.net 回执 <watch@example.net>'
tap_like 'saying what is wrong' "$(header Subject "$MAIL")" '【回执报警】.*'
NOW=2020-06-02T10:30:00 hz w run --once
tap_is 'once an hour' "$(exim_mails ex)" 1
NOW=2020-06-02T12:30:00 hz w run --once
tap_ok 'with the silence of two hours' wait_mails ex 3
printf '%s' "$SECRET" >"$T/password"
NOW=2020-06-02T12:40:00 hz w run --once
wait_mails ex 5
tap_is 'and the all-clear for both' "$(header Subject "$T"/ex/sink/new/* | grep -c 已恢复)" 2
NOW=2020-06-02T12:50:00 hz w run --once
tap_is 'once' "$(exim_mails ex)" 5
tap_done
