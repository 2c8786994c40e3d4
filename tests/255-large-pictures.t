#!/bin/bash
# Pictures that are made to exhaust a reader: each gives facts or a note, the child lives, in 512 MiB of address space.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
B=${B:-build}
dir=$(mktemp -d) || exit 73
trap 'rm -rf "$dir"' EXIT

convert -seed 3 -size 1200x900 plasma:fractal -quality 90 "$dir/base.jpg"
python3 - "$dir" <<'E2'
import struct, sys, zlib
folder = sys.argv[1]
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(name, side, interlaced):
    squeezed = zlib.compressobj(1)
    row = b"\0" + b"\x40\x80\xc0" * side
    data = b"".join(squeezed.compress(row) for _ in range(300 if interlaced else side)) + squeezed.flush()
    with open(f"{folder}/{name}", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, interlaced)) +
                   chunk(b"IDAT", data) + chunk(b"IEND", b""))
png("bomb.png", 12000, 0)
png("interlaced.png", 30000, 1)
base = open(f"{folder}/base.jpg", "rb").read()
for name, marker in (("progressive.jpg", 0xC2), ("sequential.jpg", 0xC0)):
    data = bytearray(base)
    frame = data.find(b"\xff\xc0")
    data[frame + 1] = marker
    data[frame + 5:frame + 9] = struct.pack(">HH", 20000, 20000)
    open(f"{folder}/{name}", "wb").write(data)
E2
convert "$dir/base.jpg" -resize '4000x3000!' -define tiff:rows-per-strip=7 "$dir/odd.tif"
vips resize "$dir/base.jpg" "$dir/hundred.jpg[Q=80]" 9.63

says() { # FILE PATTERN
    python3 - "$dir/$1" "$dir/mail.eml" <<'E2'
import os, sys
from email.message import EmailMessage
mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = "li@dongjiang.example", "office@example.org", "照片"
mail.set_content("照片")
with open(sys.argv[1], "rb") as file:
    mail.add_attachment(file.read(), maintype="application", subtype="octet-stream", filename=os.path.basename(sys.argv[1]))
open(sys.argv[2], "wb").write(bytes(mail))
E2
    tap_like "$1" "$("$B/huizhi-reader" --rules rules "$dir/mail.eml" 2>&1 |
        grep -E '^(files.*note|works.*(damaged|width|fingerprint)|huizhi-reader)' | tr '\n' ' ')" "$2"
}
says bomb.png 'width: 12000'
# Without the limit, as under the sanitizers, there is room for these two; then they turn out to be cut off.
if ldd "$B/huizhi-reader" | grep -q libasan; then
    says interlaced.png 'damaged: yes.*width: 30000'
    says progressive.jpg 'damaged: yes.*width: 20000'
else
    says interlaced.png '图片过大.*width: 30000'
    says progressive.jpg '图片过大.*width: 20000'
fi
says sequential.jpg 'damaged: yes.*width: 20000'
says odd.tif 'width: 4000.*fingerprint'
says hundred.jpg 'width: 11556.*fingerprint'
tap_done
