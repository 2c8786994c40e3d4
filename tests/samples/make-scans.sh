#!/bin/sh
# Makes the scanned and photographed pages of the cases: forms as .docx, printed by LibreOffice, drawn by pdftoppm,
# then what scanners and telephones do to them by ImageMagick. Run by hand when a page shall change; the results are
# kept, for every program's version draws a little otherwise.
#
# usage: make-scans.sh
set -eu
cd "$(dirname "$0")"
out=$(pwd)/scans
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -B - "$work" <<'EOF'
import sys
from mailkit import receipt_docx, work_docx
from people import RECEIPT, WORK
for name, data in (("receipt", receipt_docx(RECEIPT)), ("work", work_docx(WORK, "tick"))):
    with open(f"{sys.argv[1]}/{name}.docx", "wb") as file:
        file.write(data)
EOF
cd "$work"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf receipt.docx work.docx >/dev/null 2>&1
for form in receipt work; do pdftoppm -r 200 -gray -png -singlefile $form.pdf $form; done
mkdir -p "$out"
small='-colorspace gray -strip -quality 35'
# shellcheck disable=SC2086
{
    convert receipt.png -crop 1700x1500+0+0 +repage -background white -rotate 0.7 -attenuate 0.2 +noise Gaussian \
        -resize 1250x $small "$out/receipt-scan.jpg"
    convert receipt.png -crop 1700x820+0+0 +repage -resize 1250x $small "$out/receipt-front.jpg"
    convert receipt.png -crop 1700x860+0+640 +repage -resize 1250x $small "$out/receipt-back.jpg"
    convert -seed 7 -size 1800x2400 plasma:sienna-saddlebrown \
        '(' work.png -resize '1700x2200!' -matte -virtual-pixel transparent \
        +distort Perspective '0,0 190,160  1700,0 1620,230  1700,2200 1690,2200  0,2200 90,2120' ')' \
        -background none -layers flatten '(' -size 1800x2400 gradient:white-gray55 ')' -compose multiply -composite \
        -blur 0x0.8 -crop 1800x1500+0+0 +repage -resize 1400x $small "$out/work-photo.jpg"
}
# A PDF around the JPEG: ImageMagick's own policy forbids it to write one.
python3 - "$out" <<'EOF'
import sys
folder = sys.argv[1]
with open(folder + "/receipt-scan.jpg", "rb") as file:
    jpeg = file.read()
at = jpeg.index(b"\xff\xc0")
height, width = int.from_bytes(jpeg[at + 5:at + 7], "big"), int.from_bytes(jpeg[at + 7:at + 9], "big")
draw = b"q 595 0 0 %d 0 100 cm /I Do Q" % (595 * height // width)
objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
           b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
           b"/Resources << /XObject << /I 5 0 R >> >> >>",
           b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw),
           b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
           b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(jpeg), jpeg)]
out, places = b"%PDF-1.4\n", []
for number, body in enumerate(objects, 1):
    places.append(len(out))
    out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = b"".join(b"%010d 00000 n \n" % place for place in places)
out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, out.index(b"xref\n0"))
with open(folder + "/receipt.pdf", "wb") as file:
    file.write(out)
EOF
