#!/usr/bin/env python3
"""Writes mails of robots and of people into FOLDER/robots and FOLDER/humans, one file each, always the same bytes.

usage: make-robots.py FOLDER
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "robots")]

import answers  # noqa: E402
import humans  # noqa: E402
import reports  # noqa: E402


def write(folder, families):
    """FAMILY-NN.eml in `folder`; the number of distinct mails."""
    os.makedirs(folder, exist_ok=True)
    seen = set()
    for family, make in families.items():
        for number, data in enumerate(make(), 1):
            seen.add(data)
            with open(os.path.join(folder, f"{family}-{number:02d}.eml"), "wb") as file:
                file.write(data)
    return len(seen)


robots = {**{f"bounce-{name}": make for name, make in reports.FAMILIES.items()},
          **{f"answer-{name}": make for name, make in answers.FAMILIES.items()}}
print(write(os.path.join(sys.argv[1], "robots"), robots), write(os.path.join(sys.argv[1], "humans"), humans.FAMILIES))
