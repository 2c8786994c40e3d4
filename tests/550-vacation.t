#!/bin/bash
# Robots on the other side, real ones: Pigeonhole's vacation, Exim's autoreply, and two autoreplies without any mark of a
# robot that answer every letter with a question of another subject. None of them has a conversation with us.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com
NOW=$(date +%Y-%m-%dT%H:%M:%S)
me=$(id -un)
[ "$(id -u)" = 0 ] && me=nobody # as Dovecot of lib.sh: Exim with a configuration of ours is nobody but itself

# ---- the world: one Exim for every domain; the office's mailbox and li's lie in Dovecot
start_dovecot dc
EXIM_PORT=$(free_port)
EXIM_TLS_PORT=$(free_port)
mkdir -p "$T/ex/spool" "$T/ex/log" "$T/ex/sent" "$T/dc/mail/$OFFICE" "$T/dc/mail/li"
cat >"$T/vacation.sieve" <<'SIEVE'
require ["vacation"];
vacation :days 1 :addresses ["li@press.example"] :subject "自动回复" "您好，我正在休假，回来后尽快回复您。";
SIEVE
sievec "$T/vacation.sieve"
cat >"$T/lda.conf" <<CONF
log_path = $T/lda.log
mail_location = maildir:$T/dc/mail/%u
postmaster_address = postmaster@press.example
submission_host = 127.0.0.1:$EXIM_PORT
ssl = no
protocol lda {
  mail_plugins = sieve
}
plugin {
  sieve = file:$T/vacation.sieve
}
CONF
# Exim refuses a sender among the arguments of a command (it is "tainted") and names it in the environment.
printf '#!/bin/sh\nUSER=li HOME=%s exec /usr/lib/dovecot/dovecot-lda -c %s -f "$SENDER" -a li@press.example\n' \
    "$T/dc/mail/li" "$T/lda.conf" >"$T/deliver.sh"
chmod 755 "$T/deliver.sh"
as_owner="user = $me
  group = $(id -gn "$me")"
robot() { # NAME SUBJECT TEXT MORE: a transport that answers
    cat <<CONF
$1:
  driver = autoreply
  to = \$sender_address
  from = $1@press.example
  subject = \${rfc2047:$2}
  text = $3
  headers = "MIME-Version: 1.0\\nContent-Type: text/plain; charset=utf-8"
  user = $me
  $4
CONF
}
{
    cat <<CONF
exim_user = $me
exim_group = $(id -gn "$me")
exim_path = /usr/sbin/exim4
spool_directory = $T/ex/spool
log_file_path = $T/ex/log/%slog
pid_file_path = $T/ex/exim.pid
keep_environment =
primary_hostname = localhost
headers_charset = utf-8
local_interfaces = 127.0.0.1
daemon_smtp_ports = $EXIM_PORT : $EXIM_TLS_PORT
tls_on_connect_ports = $EXIM_TLS_PORT
tls_advertise_hosts = *
tls_certificate = $T/tls/good.pem
tls_privatekey = $T/tls/good.key
never_users =
acl_smtp_rcpt = accept
acl_smtp_data = accept
begin authenticators
CONF
    exim_plain
    cat <<CONF
begin routers
sieve:
  driver = accept
  local_parts = li
  transport = lda
zhou:
  driver = accept
  local_parts = zhou
  transport = zhou_answers
wang:
  driver = accept
  local_parts = wang
  transport = wang_answers
zhao:
  driver = accept
  local_parts = zhao
  transport = zhao_answers
office:
  driver = accept
  local_parts = yywsqkfh
  transport = \${if match{\$h_from:}{wang@}{office_unmarked}{\${if match{\$h_from:}{zhao@}{office_threaded}{office_box}}}}
others:
  driver = accept
  transport = sent
begin transports
lda:
  driver = pipe
  command = $T/deliver.sh
  return_path_add
  $as_owner
office_box:
  driver = appendfile
  maildir_format
  directory = $T/dc/mail/$OFFICE
  return_path_add
  $as_owner
office_unmarked:
  driver = appendfile
  maildir_format
  directory = $T/dc/mail/$OFFICE
  headers_remove = Auto-Submitted:In-Reply-To:References:Precedence
  $as_owner
office_threaded:
  driver = appendfile
  maildir_format
  directory = $T/dc/mail/$OFFICE
  headers_remove = Auto-Submitted:Precedence
  $as_owner
sent:
  driver = appendfile
  maildir_format
  directory = $T/ex/sent
  user = $me
  group = $(id -gn "$me")
CONF
    robot zhou_answers '自动回复: 来信' '您好，我正在休假。' "once = $T/ex/once" | sed 's/zhou_answers@/zhou@/'
    robot wang_answers '作品报送 \$message_exim_id' '请问作品怎么报送？\$message_exim_id' '' | sed 's/wang_answers@/wang@/'
    robot zhao_answers '照片征集 \$message_exim_id' '请问照片怎么报送？\$message_exim_id' '' | sed 's/zhao_answers@/zhao@/'
    echo 'begin retry'
    echo '* * F,2m,10s'
} >"$T/ex/exim.conf"
sed -i 's/\\\$/$/g' "$T/ex/exim.conf"
if [ "$(id -u)" = 0 ]; then
    chown -R "$me:$(id -gn "$me")" "$T/ex"
    chown root "$T/ex/exim.conf"
    chown -R "$me:$(id -gn "$me")" "$T/dc/mail"
    touch "$T/lda.log" && chown "$me" "$T/lda.log"
fi
exim4 -C "$T/ex/exim.conf" -bdf >"$T/ex/out" 2>&1 &
EXIM_PID=$!
stop_at_exit "$EXIM_PID"
wait_port "$EXIM_TLS_PORT" || { sed 's/^/# /' "$T/ex/out"; echo 'Bail out! Exim does not start'; exit 1; }

# A person's mail: post FROM TO SUBJECT [form]
post() {
    python3 - "$ROOT" "$EXIM_PORT" "$@" <<'PY'
import os, smtplib, sys
root, port, sender, to, subject = sys.argv[1:6]
sys.path.insert(0, os.path.join(root, "tests", "samples"))
from mailkit import mail, receipt_docx
from people import RECEIPT
files = [("回执表.docx", receipt_docx(dict(RECEIPT, email=sender, media_name=f"《{sender}》")))] if len(sys.argv) > 6 else []
with smtplib.SMTP("127.0.0.1", int(port)) as server:
    server.sendmail(sender, to, mail("foxmail", ("王编辑", sender), subject, "2020-05-09 10:00", "老师好，请问报送的作品收到了吗？", files=files, to=to))
PY
}
settled() { # Exim has nothing under way
    local i
    for i in $(seq 100); do
        [ -z "$(find "$T/ex/spool/input" -type f 2>/dev/null)" ] && return 0
        sleep 0.1
    done
    return 1
}
box() { find "$T/dc/mail/$1/new" "$T/dc/mail/$1/cur" -type f 2>/dev/null | wc -l; }
from() { grep -rlE "^From: .*$1@" "$T/dc/mail/$OFFICE/new" "$T/dc/mail/$OFFICE/cur" 2>/dev/null | wc -l; }
round() { hz a run --once && sleep 0.2 && settled; }
letters() { sql a "SELECT state,count(*) FROM outbox WHERE to_addr='$1@press.example' GROUP BY 1 ORDER BY 1" | paste -sd' '; }
settle_all() { # rounds until no mail is exchanged
    local before=- now i
    for i in $(seq 12); do
        round
        now="$(box $OFFICE) $(sql a 'SELECT count(*) FROM outbox')"
        [ "$now" = "$before" ] && return 0
        before=$now
    done
    return 1
}
config a 'intake: {min_free: 1M}'$'\n''reply: {mode: send, delay: 0s, per_day: 5, per_thread: 3}'
SMTP_PORT=$EXIM_TLS_PORT mailbox_imap a $OFFICE
hz a send --release

# ---- the robots are real: each answers a person
post person@home.example li@press.example 你好
settled
tap_ok "Sieve's vacation answers a person" until_true 5 grep -rq 'Auto-Submitted: auto-replied' "$T/ex/sent/new"
tap_is 'and has his mail' "$(box li)" 1

# ---- Sieve's vacation and Exim's autoreply
post li@press.example $OFFICE 回执表 form
post zhou@press.example $OFFICE 回执表 form
settled
tap_ok 'rounds come to an end' settle_all
tap_is "both were answered once" "$(letters li) $(letters zhou)" 'sent|1 sent|1'
tap_is 'li has our letter' "$(box li)" 2
tap_is "Sieve's vacation does not answer a letter that says that a program wrote it" "$(from li)" 1
tap_is 'Autoreply answers it, once' "$(from zhou)" 2
tap_is 'which is known for what it is' "$(sql a "SELECT kind,disposition,kind_why FROM mail WHERE from_addr='zhou@press.example' ORDER BY id DESC LIMIT 1")" \
    'robot|aside|自动邮件（Auto-Submitted）'
mails=$(box $OFFICE) sent=$(sql a 'SELECT count(*) FROM outbox')
for i in 1 2 3; do round; done
NOW=$(date -d '+1 day' +%Y-%m-%dT%H:%M:%S) round
tap_is 'not one mail more in further rounds, nor on the next day' "$(box $OFFICE) $(sql a 'SELECT count(*) FROM outbox')" "$mails $sent"

# ---- autoreplies without any mark
post wang@press.example $OFFICE 咨询报送
settled
tap_ok 'a robot without header, thread or subject of its own: rounds come to an end' settle_all
tap_is 'at the limit of an address and day' "$(letters wang) $(from wang)" 'sent|5 withheld|1 6'
tap_is 'each of its mails looked like a person' "$(sql a "SELECT group_concat(DISTINCT kind) FROM mail WHERE from_addr='wang@press.example'")" enquiry
post zhao@press.example $OFFICE 咨询照片
settled
tap_ok 'one that keeps the thread' settle_all
tap_is 'ends at the limit of a thread' "$(letters zhao) $(from zhao)" 'sent|3 withheld|1 4'
mails=$(box $OFFICE) sent=$(sql a 'SELECT count(*) FROM outbox')
NOW=$(date -d '+1 day' +%Y-%m-%dT%H:%M:%S) round
NOW=$(date -d '+2 days' +%Y-%m-%dT%H:%M:%S) round
tap_is 'what stood still does not move again tomorrow' "$(box $OFFICE) $(sql a 'SELECT count(*) FROM outbox')" "$mails $sent"
tap_is 'every mail is filed' "$(sql a "SELECT count(*) FROM mail WHERE disposition='pending'")" 0
NOW=$(date -d '+2 days' +%Y-%m-%dT%H:%M:%S) hz a digest
tap_like 'the digest shows both, with the reason' "$(tr -d '\n' <"$T/a.state/digest/index.html")" \
    '(wang@press.example.*该地址今日答复已达上限|zhao@press.example.*同一往来中的自动答复已达3封上限).*(wang@press.example.*该地址今日答复已达上限|zhao@press.example.*同一往来中的自动答复已达3封上限)'
tap_done
