# A private Exim for the shell tests (bash, after lib.sh): loopback only, delivery into a Maildir.
#
#   start_exim NAME ["further main settings"]    sets EXIM_PORT (clear or STARTTLS), EXIM_TLS_PORT, EXIM_PID
#   exim_mails NAME                              how many mails lie in $T/NAME/sink/new
#   wait_mails NAME COUNT                        up to 10 s until they do
#   exim_log NAME                                the main and the reject log
#
# Before it: EXIM_CERT=good (the certificate), EXIM_AUTH="plain login" (the mechanisms), EXIM_USER= (a plain user to run
# as when the test runs as root). Every user may log in; the password is $EXIM_PASSWORD ("secret").
# By the local part of a recipient: nobody 550, later 451, spam 554, quota 550 MI:STC, throttle 451 MI:SFQ,
# wrongfrom 553; a subject with REFUSE is refused after the final dot with 554 DT:SPM.
start_exim() {
    local name=$1 more=${2:-} d=$T/$1 me run_as=()
    make_certs
    mkdir -p "$d/spool" "$d/log" "$d/sink"
    EXIM_PORT=$(free_port)
    EXIM_TLS_PORT=$(free_port)
    me=$(id -un)
    if [ "$(id -u)" = 0 ]; then
        me=Debian-exim
        [ -n "${EXIM_USER:-}" ] && {
            me=$EXIM_USER
            run_as=(setpriv --reuid="$me" --regid="$(id -gn "$me")" --clear-groups)
        }
    fi
    exim_conf "$d" "$me" "$(id -gn "$me")" "$more" >"$d/exim.conf"
    [ "$(id -u)" = 0 ] && chown -R "$me:$(id -gn "$me")" "$d"
    # Exim trusts a configuration only when it is root's or its own.
    [ -z "${EXIM_USER:-}" ] && [ "$(id -u)" = 0 ] && chown root "$d/exim.conf"
    command ${run_as[@]+"${run_as[@]}"} exim4 -C "$d/exim.conf" -bdf >"$d/out" 2>&1 &
    EXIM_PID=$!
    stop_at_exit "$EXIM_PID"
    wait_port "$EXIM_TLS_PORT" || {
        sed 's/^/# /' "$d/out" "$d"/log/*
        echo "Bail out! Exim does not start"
        exit 1
    }
}

exim_conf() { # FOLDER USER GROUP MORE
    cat <<CONF
exim_user = $2
exim_group = $3
exim_path = /usr/sbin/exim4
spool_directory = $1/spool
log_file_path = $1/log/%slog
pid_file_path = $1/exim.pid
keep_environment =
primary_hostname = localhost
local_interfaces = 127.0.0.1
daemon_smtp_ports = $EXIM_PORT : $EXIM_TLS_PORT
tls_on_connect_ports = $EXIM_TLS_PORT
tls_advertise_hosts = *
tls_certificate = $T/tls/${EXIM_CERT:-good}.pem
tls_privatekey = $T/tls/${EXIM_CERT:-good}.key
auth_advertise_hosts = *
message_size_limit = 30M
never_users =
queue_run_in_order
smtp_accept_max = 50
smtp_accept_queue_per_connection = 0
log_selector = +smtp_connection +tls_cipher +smtp_protocol_error
acl_smtp_mail = accept
acl_smtp_rcpt = a_rcpt
acl_smtp_data = a_data
$4
begin acl
a_rcpt:
  deny    local_parts = nobody
          message = 550 5.1.1 no such user \$local_part
  defer   local_parts = later
          message = 451 4.7.1 greylisted, try again
  deny    local_parts = spam
          message = 554 5.7.1 spam refused\\nsecond line: see policy
  deny    local_parts = quota
          message = 550 MI:STC 126 smtp5,AAA
  defer   local_parts = throttle
          message = 451 MI:SFQ 126 smtp5,AAA
  deny    local_parts = wrongfrom
          message = 553 Mail from must equal authorized user
  deny    !authenticated = *
          message = 550 5.7.1 authenticate first
  accept
a_data:
  deny    condition = \${if match{\$h_Subject:}{REFUSE}}
          message = 554 DT:SPM 126 smtp5,AAA
  accept
begin authenticators
CONF
    local mechanism
    for mechanism in ${EXIM_AUTH:-plain login}; do exim_"$mechanism"; done
    cat <<CONF
begin routers
all:
  driver = accept
  transport = sink
begin transports
sink:
  driver = appendfile
  maildir_format
  directory = $1/sink
  user = $2
  group = $3
  create_directory
begin retry
* * F,2m,10s
CONF
}

exim_plain() {
    cat <<CONF
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if eq{\$auth3}{${EXIM_PASSWORD:-secret}}}
  server_set_id = \$auth2
  server_prompts = :
CONF
}

exim_login() {
    cat <<CONF
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{\$auth2}{${EXIM_PASSWORD:-secret}}}
  server_set_id = \$auth1
CONF
}

exim_mails() {
    find "$T/$1/sink/new" -type f 2>/dev/null | wc -l
}

wait_mails() {
    local i
    for i in $(seq 100); do
        [ "$(exim_mails "$1")" -ge "$2" ] && return 0
        sleep 0.1
    done
    return 1
}

# A plain user's Exim writes its log to stderr.
exim_log() {
    cat "$T/$1"/log/mainlog "$T/$1"/log/rejectlog "$T/$1/out" 2>/dev/null
}
