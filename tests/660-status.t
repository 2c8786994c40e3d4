#!/bin/bash
# status: what monitoring is told, while all is well, while something is wrong, and while a run is at work.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
make_samples "$T/samples"
cp -r "$ROOT/rules" "$T/rules"
VIA=maildir config a 'reply: {mode: send}'$'\n''intake: {min_free: 1M}'
sed -i "s|^rules: .*|rules: $T/rules|" "$T/a.yaml"
mailbox_maildir a $OFFICE "$T/samples"
status() { # [NAME [OPTIONS]]: "CODE first line"
    hz "${1:-a}" status "${@:2}"
    echo "$? $(head -1 "$T/out")$(cat "$T/err")"
}
tap_like 'nothing to look at yet: unknown' "$(status)" '^3 HUIZHI UNKNOWN - .*has not run yet'
tap_is 'and nothing is made' "$(ls "$T/a.state" 2>/dev/null)" ''
hz a run --once
tap_like 'after a run: all is well' "$(status)" "^0 HUIZHI OK - 信箱$OFFICE 0分钟前收过信；磁盘余.* \|"
tap_like 'with numbers for graphs' "$(status)" "\| 'poll_$OFFICE'=0s;;7200 'queued'=0 'held'=1[0-9] 'unsure'=0;1; 'pending'=0 'unread'=[0-9]+ 'disk_free'=[0-9]+B;;1000000:"
tap_is 'a line a check follows' "$(hz a status && grep -c '^\[OK\]' "$T/out")" "$(($(wc -l <"$T/out") - 1))"
tap_is 'or not' "$(hz a status --brief && wc -l <"$T/out")" 1
tap_is 'JSON' "$(hz a status --json && python3 -c '
import json, sys
o = json.load(open(sys.argv[1]))
print(o["status"], all(c["status"] == "OK" for c in o["checks"]), {c["name"]: c["value"] for c in o["checks"]}["held"] > 0)' "$T/out")" 'OK True True'
tap_is 'it does not take a second' "$(s=$(date +%s%N); hz a status; echo $((($(date +%s%N) - s) / 1000000000)))" 0

# ---- nothing is written
find "$T/a.state" -type f ! -name '*-shm' -exec sha256sum {} + | sort >"$T/before"
hz a status
find "$T/a.state" -type f ! -name '*-shm' -exec sha256sum {} + | sort >"$T/after"
tap_is 'nothing is written' "$(diff "$T/before" "$T/after")" ''

# ---- while others are at work
exec 9>>"$T/a.state/intake.lock" 8>>"$T/a.state/outbox.lock"
flock 9
flock 8
(echo 'BEGIN IMMEDIATE; INSERT INTO meta VALUES(1,1);'; sleep 3) | sqlite3 "$T/a.state/huizhi.db" &
WRITER=$!
sleep 0.5
tap_like 'a run that holds locks and a transaction does not keep it from looking' "$(status)" '^0 HUIZHI OK'
kill $WRITER 2>/dev/null
wait $WRITER 2>/dev/null
exec 9>&- 8>&-

# ---- what is wrong, one at a time
say() { sqlite3 -cmd '.timeout 5000' "$T/a.state/huizhi.db" "$1"; }
later() { NOW=$1 status; }
tap_like 'polled two hours ago: fine' "$(later 2020-06-02T12:00:00)" '^0 '
tap_like 'longer: critical' "$(later 2020-06-02T12:01:00)" "^2 HUIZHI CRITICAL - 信箱$OFFICE已2小时没有收信成功"
sed -i 's/^alert: {/alert: {silent: 4h, /' "$T/a.yaml"
tap_like 'as configured' "$(later 2020-06-02T12:01:00)" '^0 '
say "INSERT INTO meta VALUES('outbox.paused_until', $(date -d '2020-06-02T10:15:00+08:00' +%s))"
tap_like 'a short pause: a warning' "$(status)" '^1 HUIZHI WARNING - 发信已暂停至6月2日 10:15'
say "UPDATE meta SET value=value+20000 WHERE key='outbox.paused_until'"
tap_like 'a long one: critical' "$(status)" '^2 .*发信已暂停'
say "DELETE FROM meta WHERE key='outbox.paused_until'"
say "UPDATE outbox SET state='unsure' WHERE id=1"
tap_like 'a letter whose fate is unknown: a warning' "$(status)" '^1 .*去向不明1封'
say "UPDATE outbox SET state='queued' WHERE state IN ('held','unsure')"
sed -i 's/^deliver: {/deliver: {daily: 5, kept: 2, /' "$T/a.yaml"
tap_like 'when the backlog will be through' "$(status)" '^1 .*待发1[0-9]封，预计6月[67]日发完'
sed -i 's/^deliver: {daily: 5, kept: 2, /deliver: {/' "$T/a.yaml"
say "INSERT INTO sighting(mailbox,folder,uidvalidity,uid,bytes,received,listed_at) VALUES('x','INBOX',1,1,5,0,1)"
tap_like 'a mail that is not fetched for an hour' "$(status)" '^1 .*有1封来信超过1小时没有登记'
say "DELETE FROM sighting WHERE mailbox='x'"
sed -i 's/min_free: 1M/min_free: 9000G/' "$T/a.yaml"
tap_like 'too little room' "$(status)" '^2 .*磁盘只余'
FREE=$(($(stat -f -c '%a*%S' "$T") / 1000000))
sed -i "s/min_free: 9000G/min_free: $((FREE - 250))M/" "$T/a.yaml"
say "UPDATE mail SET bytes=14*100000000 WHERE id=(SELECT max(id) FROM mail WHERE received>unixepoch('2020-05-21'))"
tap_like 'room for a day or two at the growth of these two weeks' "$(status)" '^2 .*磁盘余[^；]*按近14天约够[0-2]天'
sed -i "s/min_free: [0-9]*M/min_free: 1M/" "$T/a.yaml"
tap_like 'a year without holidays' "$(NOW=2031-06-02T10:00:00 status)" '没有2031年的节假日安排'
sed -i 's/^mailboxes:/backup: {path: bak}\nmailboxes:/' "$T/a.yaml"
tap_like 'a backup is wanted and there is none' "$(status)" '^1 .*还没有备份'
say "INSERT INTO meta VALUES('backup.made', $(date -d '2020-05-29T10:00:00+08:00' +%s))"
tap_like 'the last one is old' "$(status)" '^2 HUIZHI CRITICAL - .*上次备份在4天前'
say "UPDATE meta SET value=$(date -d '2020-06-02T02:30:00+08:00' +%s) WHERE key='backup.made'"
tap_like 'not so old' "$(status)" '^0 '
echo 'nonsense: [' >>"$T/rules/2020-nixingzhe/campaign.yaml"
tap_like 'rules with a fault' "$(status)" '^2 .*规则有误：.*campaign\.yaml:[0-9]+'
tap_is 'stay one line' "$(head -1 "$T/out" | grep -c '| ')" 1

# ---- the age of the authorisation code
start_dovecot dc
mkdir -p "$T/dc/mail/$OFFICE/new" "$T/dc/mail/$OFFICE/cur" "$T/dc/mail/$OFFICE/tmp"
chown -R nobody:nogroup "$T/dc/mail/$OFFICE" 2>/dev/null
VIA=maildir config c
mailbox_imap c $OFFICE
touch -d '2020-01-05 10:00 +0800' "$T/password"
hz c run --once
tap_like 'a code of 149 days' "$(status c)" "^0 .*'code_$OFFICE'=149;150;180"
touch -d '2020-01-04 10:00 +0800' "$T/password"
tap_like 'of 150: a warning' "$(status c)" '^1 .*授权码已用150天'
VIA=maildir config d
mailbox_imap d $OFFICE '    authorised: 2020-06-01'
hz d run --once
tap_like 'the configuration knows better than the file' "$(status d)" "^0 .*'code_$OFFICE'=1;"
printf 'wrong' >"$T/password"
hz d run --once
tap_like 'a refused login' "$(NOW=2020-06-02T10:05:00 hz d run --once; NOW=2020-06-02T10:06:00 status d)" "^2 HUIZHI CRITICAL - 信箱$OFFICE登录被拒绝"
printf '%s' "$SECRET" >"$T/password"
NOW=2020-06-02T12:00:00 hz d run --once
tap_like 'is over when it is over' "$(NOW=2020-06-02T12:01:00 status d)" '^0 '
tap_done
