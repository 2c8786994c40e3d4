# What the shell tests share (bash): TAP, a private folder, free ports, a test CA, a private Dovecot.
#
#   . "$(dirname "$0")/lib.sh"
#   tap_ok "what holds" command…        tap_is "what" "got" "want"     tap_like "what" "text" 'extended regex'
#   tap_skip "what" "why"               tap_done
#
# $T is a private folder below $TMPDIR, removed at the end with every server that was started; KEEP=1 keeps the folder.
# $ROOT is the source tree, $B the build folder. Servers listen on 127.0.0.1 only.
set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
B=${B:-$ROOT/build}
case $B in /*) ;; *) B=$ROOT/$B ;; esac
T=$(mktemp -d "${TMPDIR:-/tmp}/huizhi-test.XXXXXX")
chmod 755 "$T"
export LC_ALL=C.UTF-8 T B ROOT
export LSAN_OPTIONS="suppressions=$ROOT/tests/lsan.supp:print_suppressions=0"
TAP_COUNT=0 TAP_FAILED=0 STOP_PIDS=()

cleanup() {
    local pid
    for pid in ${STOP_PIDS[@]+"${STOP_PIDS[@]}"}; do kill "$pid" 2>/dev/null; done
    for pid in ${STOP_PIDS[@]+"${STOP_PIDS[@]}"}; do wait_gone "$pid"; done
    if [ -n "${KEEP:-}" ]; then echo "# kept: $T"; else rm -rf "$T"; fi
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

# Waits up to 5 s for a process to end, then kills it.
wait_gone() {
    local i
    for i in $(seq 50); do
        kill -0 "$1" 2>/dev/null || return 0
        case $(cut -d' ' -f3 "/proc/$1/stat" 2>/dev/null) in Z | '') return 0 ;; esac
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null
}

# The process is ended when the test ends.
stop_at_exit() { STOP_PIDS+=("$1"); }

stop_now() {
    kill "$1" 2>/dev/null
    wait_gone "$1"
}

tap_result() { # STATUS NAME
    TAP_COUNT=$((TAP_COUNT + 1))
    if [ "$1" = 0 ]; then
        echo "ok $TAP_COUNT - $2"
    else
        TAP_FAILED=$((TAP_FAILED + 1))
        echo "not ok $TAP_COUNT - $2"
    fi
}

# The command's output is shown only when it fails.
tap_ok() { # NAME COMMAND…
    local name=$1 status
    shift
    "$@" >"$T/tap.out" 2>&1
    status=$?
    tap_result "$status" "$name"
    [ "$status" = 0 ] || { echo "# exit $status: $*"; sed 's/^/#   /' "$T/tap.out" | head -50; }
    return "$status"
}

tap_is() { # NAME GOT WANT
    if [ "$2" = "$3" ]; then tap_result 0 "$1"; return 0; fi
    tap_result 1 "$1"
    printf 'got  %s\nwant %s\n' "$2" "$3" | sed 's/^/#   /' | head -60
    return 1
}

tap_like() { # NAME TEXT PATTERN
    if grep -Eq -- "$3" <<<"$2"; then tap_result 0 "$1"; return 0; fi
    tap_result 1 "$1"
    printf 'got  %s\nwant /%s/\n' "$2" "$3" | sed 's/^/#   /' | head -60
    return 1
}

tap_unlike() { # NAME TEXT PATTERN
    if ! grep -Eq -- "$3" <<<"$2"; then tap_result 0 "$1"; return 0; fi
    tap_result 1 "$1"
    printf 'got  %s\nbut not /%s/\n' "$2" "$3" | sed 's/^/#   /' | head -60
    return 1
}

tap_skip() { # NAME WHY
    TAP_COUNT=$((TAP_COUNT + 1))
    echo "ok $TAP_COUNT - $1 # SKIP $2"
}

tap_done() {
    echo "1..$TAP_COUNT"
    [ "$TAP_FAILED" = 0 ]
    exit
}

# A TCP port of 127.0.0.1 that is free now.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits up to 10 s until somebody listens.
wait_port() {
    python3 - "$1" <<'PY'
import socket, sys, time
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.05)
sys.exit(1)
PY
}

# Builds a program of tests/tools/ or tests/unit/, or huizhi itself, if make has not yet: build tools/source_try
build() {
    make -s -C "$ROOT" B="$B" "$B/$1" >"$T/make.out" 2>&1 || { sed 's/^/# /' "$T/make.out"; echo "Bail out! cannot build $1"; exit 1; }
}

# ---- certificates: $T/tls/ca.pem and NAME.pem, NAME.key for good, wrong (another host), selfsigned, expired
make_cert() { # NAME SAN [FROM TO as YYYYMMDDHHMMSSZ]
    local d=$T/tls
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$d/$1.key" -out "$d/$1.csr" -subj "/CN=$1" 2>/dev/null
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$2" >"$d/$1.ext"
    openssl ca -batch -notext -config "$d/ca.conf" -in "$d/$1.csr" -out "$d/$1.pem" -extfile "$d/$1.ext" \
        ${3:+-startdate "$3" -enddate "$4"} 2>/dev/null
}

make_certs() {
    local d=$T/tls
    [ -e "$d/ca.pem" ] && return
    mkdir -p "$d/issued"
    : >"$d/index.txt"
    cat >"$d/ca.conf" <<CONF
[ca]
default_ca = test
[test]
database = $d/index.txt
new_certs_dir = $d/issued
rand_serial = yes
unique_subject = no
certificate = $d/ca.pem
private_key = $d/ca.key
default_md = sha256
default_days = 30
policy = any
[any]
commonName = supplied
CONF
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$d/ca.key" -out "$d/ca.pem" -days 30 \
        -subj '/CN=test authority' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
    make_cert good 'DNS:localhost,IP:127.0.0.1'
    make_cert wrong 'DNS:mail.example.org'
    make_cert expired 'DNS:localhost,IP:127.0.0.1' 20200101000000Z 20200201000000Z
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$d/selfsigned.key" -out "$d/selfsigned.pem" \
        -days 30 -subj '/CN=localhost' -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null
    chmod 644 "$d"/*.key # a plain user's server reads them too; they are worth nothing
}

# ---- Dovecot
# start_dovecot NAME ["further settings"]: a server of its own in $T/NAME, ready when it returns.
# Sets DOVECOT_PORT (STARTTLS or plain), DOVECOT_TLS_PORT, DOVECOT_PID. Before it: DOVECOT_CERT=good (the certificate),
# DOVECOT_USER= (a plain user to run as when the test runs as root). Every user may log in; the password is
# $DOVECOT_PASSWORD ("secret"). Mails lie in $T/NAME/mail/USER (Maildir++).
start_dovecot() {
    local name=$1 more=${2:-} d=$T/$1 me group login inner owner run_as=()
    make_certs
    mkdir -p "$d/run" "$d/state" "$d/mail"
    DOVECOT_PORT=$(free_port)
    DOVECOT_TLS_PORT=$DOVECOT_PORT
    while [ "$DOVECOT_TLS_PORT" = "$DOVECOT_PORT" ]; do DOVECOT_TLS_PORT=$(free_port); done
    me=$(id -un)
    [ "$(id -u)" = 0 ] && [ -n "${DOVECOT_USER:-}" ] && { me=$DOVECOT_USER; run_as=(setpriv --reuid="$me" --regid="$(id -gn "$me")" --clear-groups); }
    group=$(id -gn "$me")
    if [ "$me" = root ]; then
        login=dovenull inner=dovecot owner=nobody
        chown nobody:nogroup "$d/mail"
    else
        login=$me inner=$me owner=$me
        [ "$(id -u)" = 0 ] && chown -R "$me:$group" "$d"
    fi
    dovecot_conf "$d" "$owner" "$login" "$inner" "$more" >"$d/dovecot.conf"
    chmod 644 "$d/dovecot.conf"
    command ${run_as[@]+"${run_as[@]}"} dovecot -F -c "$d/dovecot.conf" >"$d/out" 2>&1 &
    DOVECOT_PID=$!
    stop_at_exit "$DOVECOT_PID"
    wait_port "$DOVECOT_TLS_PORT" || { sed 's/^/# /' "$d/out" "$d/dovecot.log"; echo "Bail out! Dovecot does not start"; exit 1; }
}

dovecot_conf() { # FOLDER OWNER LOGIN INNER MORE
    local chroot='' inner_group=dovecot
    [ "$4" = dovecot ] || { chroot='chroot ='; inner_group=$(id -gn "$4"); }
    cat <<CONF
base_dir = $1/run
state_dir = $1/state
log_path = $1/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <$T/tls/${DOVECOT_CERT:-good}.pem
ssl_key = <$T/tls/${DOVECOT_CERT:-good}.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_debug = no
mail_location = maildir:$1/mail/%u
default_login_user = $3
default_internal_user = $4
default_internal_group = $inner_group
first_valid_uid = 1
mail_max_userip_connections = 100
imap_id_log = *
passdb {
  driver = static
  args = password=${DOVECOT_PASSWORD:-secret}
}
userdb {
  driver = static
  args = uid=$2 gid=$(id -gn "$2") home=$1/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  $chroot
  inet_listener imap {
    port = $DOVECOT_PORT
  }
  inet_listener imaps {
    port = $DOVECOT_TLS_PORT
    ssl = yes
  }
}
service anvil {
  $chroot
}
service stats {
  $chroot
}
$5
CONF
}

# doveadm on a server of ours: dovecot_admin NAME command…
dovecot_admin() {
    local d=$T/$1
    shift
    doveadm -c "$d/dovecot.conf" "$@"
}

# Delivers mails as files: put_mail NAME USER FOLDER FILE… (FOLDER "INBOX" or as people see it; it is created)
put_mail() {
    local name=$1 user=$2 folder=$3
    shift 3
    local file
    [ "$folder" = INBOX ] || dovecot_admin "$name" mailbox create -u "$user" "$folder" 2>/dev/null
    for file in "$@"; do dovecot_admin "$name" save -u "$user" -m "$folder" "$file" || return 1; done
}

# A Python peer of tests/peers/ on a free port: start_peer FILE arguments… ("PORT" among them is replaced);
# sets PEER_PORT, PEER_PID; its output is in $T/peer.PORT.log.
start_peer() {
    local file=$1 args=()
    shift
    PEER_PORT=$(free_port)
    local arg
    for arg in "$@"; do [ "$arg" = PORT ] && arg=$PEER_PORT; args+=("$arg"); done
    python3 "$ROOT/tests/peers/$file" ${args[@]+"${args[@]}"} >"$T/peer.$PEER_PORT.log" 2>&1 &
    PEER_PID=$!
    stop_at_exit "$PEER_PID"
    wait_port "$PEER_PORT" || { sed 's/^/# /' "$T/peer.$PEER_PORT.log"; echo "Bail out! $file does not start"; exit 1; }
}
