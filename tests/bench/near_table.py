#!/usr/bin/env python3
"""The table of tests/bench/near-duplicates: how far the fingerprints of variants and of different pictures lie apart.

usage: near_table.py FACTS      lines of build/tools/photo
"""
import collections
import os
import re
import sys

bases = collections.defaultdict(dict)
for line in open(sys.argv[1], encoding="utf-8"):
    path = line.split(":", 1)[0]
    found = re.search(r"fingerprint='([0-9a-f]{16})'", line)
    bases[os.path.basename(os.path.dirname(path))][os.path.basename(path).split(".")[0]] = \
        int(found.group(1), 16) if found else None


def distance(a, b):
    return 64 if a is None or b is None else bin(a ^ b).count("1")


LIMITS = range(0, 13, 2)
kinds = collections.defaultdict(list)
for pictures in bases.values():
    for name, print_ in pictures.items():
        if name != "0":
            kinds[name].append(distance(pictures["0"], print_))
names = sorted(bases)
kinds["other-picture"] = [distance(bases[a]["0"], bases[b]["0"]) for a in names for b in names if a < b]

print("| pairs | how many | bits, median | bits, most | least | " + " | ".join(f"≤ {n}" for n in LIMITS) + " |")
print("|---" * (5 + len(LIMITS)) + "|")
for kind, bits in sorted(kinds.items(), key=lambda item: (item[0].startswith("other"), item[0])):
    bits.sort()
    found = " | ".join(str(sum(b <= n for b in bits)) for n in LIMITS)
    print(f"| {kind} | {len(bits)} | {bits[len(bits) // 2]} | {bits[-1]} | {bits[0]} | {found} |")
same = [b for kind, bits in kinds.items() if not kind.startswith("other") for b in bits]
other = [b for kind, bits in kinds.items() if kind.startswith("other") for b in bits]
print(f"\nOf {len(same)} pairs of the same picture and {len(other)} of different ones:\n")
print("| limit | same, missed | different, taken for the same |\n|---|---|---|")
for limit in range(0, 13):
    print(f"| {limit} | {sum(b > limit for b in same)} | {sum(b <= limit for b in other)} |")
