#!/bin/bash
# The Debian package: built from a copy of the tree, installed by dpkg on a copy of this machine (an overlay that
# vanishes afterwards), used there as its user, removed and purged.
. "$(dirname "$0")/lib.sh"
give_up() { # WHY
    tap_skip 'the package' "$1"
    tap_done
    exit
}
[ "$(id -u)" = 0 ] || give_up 'only root installs packages'
command -v dpkg-buildpackage dh >/dev/null || give_up 'debhelper is not installed'
case $B in *asan*) give_up 'the same package as without the sanitizers' ;; esac
cat >"$T/inside" <<'SH'
mkdir -p "$T/layer" && mount -t tmpfs none "$T/layer" && mkdir "$T/layer/up" "$T/layer/work" "$T/layer/root" &&
    mount -t overlay none -o "lowerdir=/,upperdir=$T/layer/up,workdir=$T/layer/work" "$T/layer/root" &&
    mount -t tmpfs none "$T/layer/root/tmp" && cp "$T"/*.deb "$T/outside" "$T/steps" "$T/layer/root/tmp/" 2>/dev/null
[ "${1:-}" = try ] && exit
mount --rbind /proc "$T/layer/root/proc" && mount --rbind /dev "$T/layer/root/dev" || exit
exec chroot "$T/layer/root" bash /tmp/steps
SH
touch "$T/outside" "$T/steps"
unshare -m bash "$T/inside" try 2>"$T/why" || [ -d "$T/layer/up" ] || unshare -m true || give_up "no overlay here: $(head -1 "$T/why")"
dpkg-query -W huizhi >/dev/null 2>&1 && give_up 'huizhi is installed on this machine'

# ---- build: the working copy, its own build folder
mkdir "$T/tree"
cp -a "$ROOT"/{Makefile,README.md,LICENSE,src,rules,db,contrib} "$T/tree/"
tap_ok 'make deb' make -C "$T/tree" B=build deb
[ "$TAP_FAILED" = 0 ] || { tap_done; exit; }
DEB=$(find "$T/tree/build/deb" -name '*.deb')
tap_is 'one package' "$(wc -w <<<"$DEB")" 1
cp "$DEB" "$T/huizhi.deb"
tap_is 'nothing is left of the copy' "$(find "$T/tree/build/deb" -mindepth 1 -maxdepth 1 -type d)" ''
rm -rf "$T/tree"
dpkg-deb -c "$T/huizhi.deb" >"$T/contents"
for path in usr/bin/huizhi usr/libexec/huizhi/huizhi-reader usr/share/huizhi/rules/common/links.yaml \
    usr/share/man/man1/huizhi.1.gz usr/share/man/man5/huizhi.yaml.5.gz usr/share/man/man5/huizhi-rules.5.gz \
    lib/systemd/system/huizhi.service lib/systemd/system/huizhi-once.service lib/systemd/system/huizhi-once.timer \
    usr/share/bash-completion/completions/huizhi usr/share/doc/huizhi/contrib/crontab \
    usr/share/locale/zh_CN/LC_MESSAGES/huizhi.mo; do
    tap_ok "holds $path" grep -q " \./$path\$" "$T/contents"
done
tap_is 'nothing below usr/local' "$(grep -c usr/local "$T/contents")" 0
tap_is 'the configuration is a conffile' "$(dpkg-deb -I "$T/huizhi.deb" conffiles)" /etc/huizhi/huizhi.yaml
dpkg-deb -f "$T/huizhi.deb" Depends >"$T/depends"
tap_ok 'the libraries are its dependencies' grep -q 'libetpan.*libvips\|libvips.*libetpan' "$T/depends"

# ---- install, use, remove, purge; each line of the report is KEY VALUE
cat >"$T/steps" <<'SH'
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
cd /tmp
rm -rf /var/lib/huizhi /etc/huizhi
say() { echo "=$1 ${*:2}"; }
as() { runuser -u huizhi -- "$@"; }
dpkg -i huizhi.deb >installed 2>&1; say install $?
say advice "$(grep -c 'systemctl enable --now huizhi\|doctor looks at\|intake.start' installed)"
say doctor-ran "$(grep -c 'sandbox\|Landlock\|landlock' installed)"
say version "$(huizhi --version)"
say user "$(getent passwd huizhi | cut -d: -f6,7)"
for path in /etc/huizhi /etc/huizhi/huizhi.yaml /var/lib/huizhi; do say "mode$path" "$(stat -c '%a %U:%G' $path)"; done
say stranger "$(runuser -u nobody -- cat /etc/huizhi/huizhi.yaml 2>&1 | grep -c 'Permission denied')"
as huizhi doctor --offline >doctor 2>&1; say doctor $?
as huizhi rules check >rules 2>&1; say rules "$? $(grep -c 2020-nixingzhe rules)"
say units "$(grep -h ^ExecStart /lib/systemd/system/huizhi*.service | grep -vc /usr/bin/huizhi)"
say enabled "$(find /etc/systemd -name 'huizhi*' | wc -l)"
say chinese "$(LC_ALL=zh_CN.UTF-8 huizhi --help | grep -c '用法')"
dpkg -i huizhi.deb >again 2>&1; say again "$? $(grep -c 'next steps' again)"
echo '# mine' >>/etc/huizhi/huizhi.yaml
dpkg -r huizhi >removed 2>&1; say remove $?
say left "$(find /etc /usr /lib /var /run /opt -xdev -newer huizhi.deb -iname '*huizhi*' | grep -v '^/var/lib/dpkg/\|^/var/lib/systemd/deb-systemd-helper\|^/var/log/' | LC_ALL=C sort | tr '\n' ' ')"
say kept "$(tail -1 /etc/huizhi/huizhi.yaml)"
dpkg -i huizhi.deb >third 2>&1
install -d -o huizhi /var/lib/huizhi/spool/ab; echo mail >/var/lib/huizhi/spool/ab/1.eml
dpkg -P huizhi >purged 2>&1; say purge "$? $(grep -c 'stay in /var/lib/huizhi' purged)"
say data "$(cat /var/lib/huizhi/spool/ab/1.eml) $(test -e /etc/huizhi && echo etc)"
dpkg -i huizhi.deb >fourth 2>&1; say back "$? $(stat -c %U /var/lib/huizhi)"
rm -r /var/lib/huizhi/spool
dpkg -P huizhi >purged 2>&1; say clean "$? $(ls -d /var/lib/huizhi /etc/huizhi 2>/dev/null | wc -l) $(getent passwd huizhi | wc -l) $(dpkg-query -W huizhi 2>/dev/null | wc -l)"
SH
unshare -m bash "$T/inside" >"$T/report" 2>"$T/why"
is() { # KEY WANT NAME
    tap_is "$3" "$(sed -n "s#^=$1 ##p" "$T/report")" "$2" || sed 's/^/#   /' "$T/why" | tail -5
}
is install 0 'dpkg installs it'
is advice 3 'and it says what to do next'
is version "huizhi $(sed -n 's/^VERSION := //p' "$ROOT/Makefile")" 'the program runs'
is user '/var/lib/huizhi:/usr/sbin/nologin' 'a system user without a shell'
is mode/etc/huizhi '750 root:huizhi' 'the folder of secrets'
is mode/etc/huizhi/huizhi.yaml '640 root:huizhi' 'the configuration'
is mode/var/lib/huizhi '750 huizhi:huizhi' 'the state'
is stranger 1 'a stranger reads none of it'
is doctor 0 'doctor finds nothing wrong'
is rules '0 1' 'the rules are found'
is units 0 'the units start the installed program'
is enabled 0 'nothing is started before it is configured'
is chinese 1 'in Chinese where Chinese is asked for'
is again '0 0' 'an upgrade says nothing of it'
is remove 0 'it can be removed'
is left '/etc/huizhi /etc/huizhi/huizhi.yaml /var/lib/huizhi /var/lib/huizhi/huizhi.db ' 'which leaves the configuration and the data'
is kept '# mine' 'as they were'
is purge '0 1' 'a purge says that mails stay'
is data 'mail ' 'and they do; the configuration is gone'
is back '0 huizhi' 'installed again, the state is its own'
is clean '0 0 0 0' 'without mails a purge leaves nothing'
tap_done
