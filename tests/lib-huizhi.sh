# The whole program for the end-to-end tests (bash, after lib.sh): configurations, the database, sample mails.
#
#   HUIZHI          the program, with the time of the samples (2020) for its clock
#   hz NAME verb…   runs it with $T/NAME.yaml; its exit code, output in $T/out and $T/err
#   sql NAME TEXT   asks the database of that configuration
#   dump NAME       the canonical dump: what must not depend on where a run was interrupted
HUIZHI=$B/huizhi
NOW=${NOW:-2020-06-02T10:00:00}
SECRET=secret

build huizhi
build huizhi-reader

hz() { # NAME VERB…
    local name=$1
    shift
    timeout 100 "$HUIZHI" --config "$T/$name.yaml" --now "$NOW" "$@" >"$T/out" 2>"$T/err"
}

# The same with its code and all its words in one line, for comparing: "0 words".
hz_says() {
    hz "$@"
    echo "$? $(cat "$T/out" "$T/err" | tr '\n' ' ')"
}

sql() { # NAME TEXT
    sqlite3 -readonly -cmd '.timeout 5000' "$T/$1.state/huizhi.db" "$2"
}

dump() { # NAME
    sqlite3 -readonly -cmd '.timeout 5000' "$T/$1.state/huizhi.db" <"$ROOT/tests/dump.sql"
}

# The top of a configuration: config NAME "further lines", then one mailbox_… for each mailbox.
PLAIN='intake: {min_free: 1M}'
config() { # NAME [LINES]
    local lines=${2-$PLAIN}
    # Answers at once: waiting has a test of its own.
    case $lines in
    *delay:*) ;;
    *'reply: {'*) lines=${lines/'reply: {'/'reply: {delay: 0s, '} ;;
    *) lines=$lines$'\n''reply: {delay: 0s}' ;;
    esac
    printf '%s' "$SECRET" >"$T/password"
    chmod 600 "$T/password"
    cat >"$T/$1.yaml" <<YAML
state: $1.state
rules: $ROOT/rules
poll: 1s
deliver: {via: ${VIA:-smtp}, path: $1.sink}
alert: {command: "cat >> '$T/$1.alerts'; echo >> '$T/$1.alerts'"}
$lines
mailboxes:
YAML
}

# Server parts are told by the variables of lib.sh and lib-exim.sh; IMAP_PORT, SMTP_PORT and TLS_IMAP, TLS_SMTP
# (implicit) replace them.
mailbox_imap() { # NAME ADDRESS [FURTHER LINES, indented by four]
    cat >>"$T/$1.yaml" <<YAML
  - address: $2
    name: 作品征集办公室
    imap:
      host: ${IMAP_HOST:-localhost}
      port: ${IMAP_PORT:-$DOVECOT_TLS_PORT}
      tls: ${TLS_IMAP:-implicit}
      ca_file: $T/tls/ca.pem
      password: {file: password}
      seconds: ${IMAP_SECONDS:-20s}
    smtp:
      host: ${SMTP_HOST:-localhost}
      port: ${SMTP_PORT:-${EXIM_TLS_PORT:-1}}
      tls: ${TLS_SMTP:-implicit}
      ca_file: $T/tls/ca.pem
      seconds: ${SMTP_SECONDS:-20s}
${3:-}
YAML
}

mailbox_maildir() { # NAME ADDRESS FOLDER
    cat >>"$T/$1.yaml" <<YAML
  - address: $2
    source: maildir
    path: $3
${4:-}
YAML
}

alerts() { # NAME
    cat "$T/$1.alerts" 2>/dev/null
}

make_samples() { # FOLDER: a Maildir
    python3 "$ROOT/tests/samples/make-samples.py" "$1" >/dev/null || {
        echo "Bail out! no sample mails"
        exit 1
    }
}

# Puts the samples (or those that match PATTERN) into a Dovecot mailbox with their times of arrival.
seed() { # SERVER USER SAMPLES [PATTERN]
    local box=$T/$1/mail/$2
    mkdir -p "$box/new" "$box/cur" "$box/tmp"
    find "$3/new" -type f -name "${4:-*}" -exec cp -p '{}' "$box/new/" ';'
    [ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$box"
    return 0
}

# What a mail program shows of RFC 5322 files, a line each: header NAME FILE…
header() {
    python3 - "$@" <<'PY'
import email, email.policy, sys
for name in sys.argv[2:]:
    with open(name, "rb") as f:
        mail = email.message_from_binary_file(f, policy=email.policy.default)
    print(" ".join(str(mail.get(sys.argv[1], "")).split()))
PY
}

# until_true SECONDS COMMAND…: waits until the command succeeds
until_true() {
    local i n=$(($1 * 10))
    shift
    for ((i = 0; i < n; i++)); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    return 1
}
