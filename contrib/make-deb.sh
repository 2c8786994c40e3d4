#!/bin/sh
# Builds the Debian package from a copy of the tree below the build folder: make-deb.sh BUILD VERSION PACKAGE…
# (the packages that a build needs). The result is BUILD/deb/huizhi_VERSION_ARCHITECTURE.deb.
set -eu
cd "$(dirname "$0")/.."
build=$1 version=$2
shift 2
copy=$build/deb/huizhi-$version
rm -rf "$build/deb"
mkdir -p "$copy"
cp -a Makefile README.md LICENSE src rules db contrib "$copy/"
mkdir "$copy/tests"
cp -a contrib/debian "$copy/debian"
depends=$(printf '%s, ' "$@")
sed -i "s#@BUILD_DEPENDS@#${depends%, }#" "$copy/debian/control"
date=$(LC_ALL=C date -R -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}")
sed -e "s#@VERSION@#$version#" -e "s#@DATE@#$date#" "$copy/debian/changelog.in" >"$copy/debian/changelog"
rm "$copy/debian/changelog.in"
cd "$copy"
# The build folder and the variables of the make that called this are not those of the package.
env -u B -u MAKEFLAGS -u MAKEOVERRIDES -u MAKELEVEL dpkg-buildpackage -b -us -uc -j"$(nproc)"
cd - >/dev/null
rm -rf "$copy"
ls "$build"/deb/*.deb
