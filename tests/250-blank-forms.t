#!/bin/sh
# The blank forms of both campaigns: written by their script, filled in as Word, WPS and LibreOffice save them, read back.
cd "$(dirname "$0")/.." || exit 1
[ -x "${HUIZHI:-build/huizhi}" ] || { echo "Bail out! no ${HUIZHI:-build/huizhi}: run make first"; exit 1; }
python3 contrib/make-forms.py --check || { echo "Bail out! rules/*/forms are not what contrib/make-forms.py writes"; exit 1; }
exec python3 tests/tools/blank_forms.py ${OFFICE:+--office}
