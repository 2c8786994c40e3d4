#!/usr/bin/env python3
"""Runs `huizhi check --json` on cases and compares with their expect.json. TAP.

usage: check-case.py [CASE…]        all of tests/cases by default; $HUIZHI names the program (build/huizhi)

A case is a folder: mail.eml (mail-2.eml, … for several at once) or, for large mails, build/cases/NAME/mail.eml, and
expect.json: an object, or an array of one object a mail. Objects are compared by the keys that stand in
expect.json; arrays whole, element by element. Findings are compared in any order, and notes only where a note is
expected. {"<": 1.0} is any smaller number; a text that begins with "~" is a regular expression.
"""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PROGRAM = os.environ.get("HUIZHI", os.path.join(ROOT, "build", "huizhi"))
TIMEOUT = 120

# The contract's names: `fields` holds exactly these.
FIELDS = {
    "receipt": "media_name address email contact landline mobile join_media join_website join_wechat join_inner_page "
               "join_cover join_outreach other_note".split(),
    "work": "unit_name unit_address unit_postcode unit_contact unit_landline unit_mobile author_name author_email "
            "author_mobile author_address author_postcode category free_of_charge submitted_by info_source "
            "synopsis".split(),
    "proposal": "unit_name contact phone email address activity".split(),
    "advert": "journal contact phone email pages".split(),
}
TOP = "file sha256 bytes message kind kind_why submissions files links reply".split()
KINDS = "submission amendment enquiry command robot bounce own other".split()


def shown(value):
    return json.dumps(value, ensure_ascii=False)


def order(finding):
    return finding.get("rule", ""), finding.get("subject") or ""


def compare_findings(got, want, place):
    if not any(finding.get("severity") == "note" for finding in want):
        got = [finding for finding in got if finding.get("severity") != "note"]
    brief = lambda findings: [" ".join(filter(None, order(f))) for f in sorted(findings, key=order)]
    if brief(got) != brief(want):
        yield f"{place}: want {shown(brief(want))}, got {shown(brief(got))}"
        return
    for index, (one, other) in enumerate(zip(sorted(got, key=order), sorted(want, key=order))):
        yield from compare(one, other, f"{place}[{index}]")


def compare(got, want, place=""):
    """Yields a line for each difference."""
    if isinstance(want, dict) and set(want) == {"<"}:
        if not isinstance(got, (int, float)) or isinstance(got, bool) or not got < want["<"]:
            yield f"{place}: want a number below {want['<']}, got {shown(got)}"
    elif isinstance(want, dict):
        if not isinstance(got, dict):
            yield f"{place}: want an object, got {shown(got)}"
            return
        for key, value in want.items():
            inner = f"{place}.{key}" if place else key
            if key not in got:
                yield f"{inner}: missing, want {shown(value)}"
            elif key == "findings" and isinstance(got[key], list):
                yield from compare_findings(got[key], value, inner)
            else:
                yield from compare(got[key], value, inner)
    elif isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            yield f"{place}: want {len(want)} entries, got {shown(got)}"
            return
        for index, value in enumerate(want):
            yield from compare(got[index], value, f"{place}[{index}]")
    elif isinstance(want, str) and want.startswith("~"):
        if not isinstance(got, str) or not re.search(want[1:], got):
            yield f"{place}: want a match of {shown(want[1:])}, got {shown(got)}"
    elif got != want or isinstance(got, bool) != isinstance(want, bool):
        yield f"{place}: want {shown(want)}, got {shown(got)}"


def verdict_of(findings):
    severities = {finding["severity"] for finding in findings}
    for severity, verdict in (("late", "late"), ("fix", "incomplete"), ("review", "review")):
        if severity in severities:
            return verdict
    return "complete"


def check_contract(got):
    """What holds for every answer, whatever is expected."""
    for key in TOP:
        if key not in got:
            yield f"{key}: missing from the object"
    if got.get("kind") not in KINDS:
        yield f"kind: {shown(got.get('kind'))} is none of the contract's"
    for index, one in enumerate(got.get("submissions", [])):
        place = f"submissions[{index}]"
        names = FIELDS.get(one.get("form"))
        if names and set(one.get("fields", {})) != set(names):
            wrong = set(one.get("fields", {})) ^ set(names)
            yield f"{place}.fields: not the form's names: {', '.join(sorted(wrong))}"
        for name, field in one.get("fields", {}).items():
            if not {"value", "raw", "from", "confidence"} <= set(field):
                yield f"{place}.fields.{name}: lacks one of value, raw, from, confidence"
        for finding in one.get("findings", []):
            if not {"rule", "severity", "subject", "text", "clause"} <= set(finding):
                yield f"{place}.findings: lacks one of rule, severity, subject, text, clause: {shown(finding)}"
            if "{{" in (finding.get("text") or ""):
                yield f"{place}.findings: a template shows through: {shown(finding['text'])}"
        if one.get("verdict") != verdict_of(one.get("findings", [])):
            yield f"{place}.verdict: {shown(one.get('verdict'))} does not follow from the findings"
    reply = got.get("reply", {})
    if reply.get("send") and not (reply.get("to") and reply.get("subject") and reply.get("text")):
        yield f"reply: to be sent, but without to, subject or text: {shown(reply)}"


def mails_of(folder, name):
    for number in range(1, 100):
        file = "mail.eml" if number == 1 else f"mail-{number}.eml"
        places = [os.path.join(folder, file), os.path.join(ROOT, "build", "cases", name, file)]
        found = next((place for place in places if os.path.exists(place)), None)
        if not found:
            return
        yield found


def run(files):
    """The answers as objects, and what went wrong."""
    try:
        done = subprocess.run([PROGRAM, "check", "--json", *files], capture_output=True, timeout=TIMEOUT, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return [], [f"no answer within {TIMEOUT} seconds"]
    wrong = []
    if done.returncode != 0:
        wrong.append(f"exit code {done.returncode}: {done.stderr.decode(errors='replace').strip()[-400:]}")
    answers = []
    for line in done.stdout.decode(errors="replace").splitlines():
        try:
            answers.append(json.loads(line))
        except ValueError:
            wrong.append(f"not JSON: {line[:200]}")
    return answers, wrong


def check(folder):
    name = os.path.basename(folder)
    files = list(mails_of(folder, name))
    if not files:
        return ["no mail.eml: run tests/samples/make-cases.py"]
    with open(os.path.join(folder, "expect.json"), encoding="utf-8") as file:
        want = json.load(file)
    want = want if isinstance(want, list) else [want]
    answers, wrong = run(files)
    if len(answers) != len(want):
        return wrong + [f"want {len(want)} answers, got {len(answers)}"]
    for index, (got, expected) in enumerate(zip(answers, want)):
        lead = f"mail {index + 1}: " if len(want) > 1 else ""
        wrong += [lead + line for line in [*check_contract(got), *compare(got, expected)]]
    return wrong


def main():
    folders = [folder.rstrip("/") for folder in sys.argv[1:]]
    if not folders:
        cases = os.path.join(HERE, "cases")
        folders = sorted(os.path.join(cases, name) for name in os.listdir(cases)
                         if os.path.exists(os.path.join(cases, name, "expect.json")))
    print(f"1..{len(folders)}", flush=True)
    failed = 0
    for number, folder in enumerate(folders, 1):
        wrong = check(folder)
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {os.path.basename(folder)}", flush=True)
        for line in wrong:
            print("#   " + line.replace("\n", "\n#   "), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
