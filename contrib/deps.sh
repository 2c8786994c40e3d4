#!/bin/sh
# Installs the Debian packages that are named and not yet there. Nothing happens when none is missing.
#
# A mail server or an IMAP server that comes in as a test tool must not begin to run on this machine: for the time
# of the installation policy-rc.d forbids it. Nothing installed may be removed to make room (--no-remove): on a
# machine with another mail server this ends with an error instead.
set -u

missing=
for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "deps: run as root, or install sudo; missing:$missing" >&2
        exit 77
    }
    exec sudo "$0" "$@"
fi

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 75' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

install() {
    # shellcheck disable=SC2086 # a list of names without spaces
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --no-remove $missing
}

echo "deps: installing$missing"
# The package lists of a fresh machine are empty or old: only then are they fetched.
install || { apt-get update && install; } || {
    echo "deps: could not install$missing; look at the lines above" >&2
    exit 69
}
