#!/usr/bin/env python3
"""An IMAP server for tests: Coremail's habits and the faults of broken or hostile servers.

usage: imap.py PORT [name=value ...]
  mails=FOLDER        files *.eml of that folder are INBOX's mails, UIDs from 1392611444 on, in steps of 3
  small=N             instead: N mails of 2 KB
  caps=TEXT           capabilities (Coremail's by default)
  id=require          SELECT and EXAMINE are refused unless ID was sent with a name; id=bad: ID is answered BAD
  unsafe=TEXT         the text of that refusal
  login=refuse        every LOGIN is refused as Coremail refuses the web password; login=busy: [UNAVAILABLE]
  uidnext=yes         SELECT tells UIDNEXT (Coremail does not)
  size=no             RFC822.SIZE is never told
  partial=no          BODY[]<0.N> is answered with the whole mail
  order=TEXT          order and form of FETCH's items, see ORDERS
  fault=NAME          stall, drip, eof, lie, line, flood, silent, preauth, bye, cut, long
  poison=UID,…        FETCH of these ends the connection; refuse=UID,…: is answered NO; lost=UID,…: is not answered
  heads=NAME          headers: nil, quoted, long (more than was asked for)
  cert=FILE key=FILE  implicit TLS; inject=yes: STARTTLS with injected answers
Every command is printed, and at LOGOUT the state of the folders.
"""
import base64, glob, os, re, socket, ssl, sys, threading, time

COREMAIL = ("IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS APPENDLIMIT=71680000 XAPPLEPUSHSERVICE UIDPLUS "
            "X-CM-EXT-1 SASL-IR AUTH=XOAUTH2")
ORDERS = {
    "usual": "UID {uid} BODY[] {{{size}}}\r\n@",
    "body-first": "BODY[] {{{size}}}\r\n@ UID {uid}",
    "with-flags": "FLAGS (\\Seen) BODY[] {{{size}}}\r\n@ UID {uid} RFC822.SIZE {size}",
    "nil": "UID {uid} BODY[] NIL",
    "empty": "UID {uid} BODY[] {{0}}\r\n",
    "no-uid": "BODY[] {{{size}}}\r\n@",
    "text-part": "UID {uid} BODY[TEXT] {{{size}}}\r\n@",
}
options = dict(a.split("=", 1) for a in sys.argv[2:])
lock = threading.Lock()


class Mail:
    def __init__(self, uid, data):
        self.uid, self.data, self.flags = uid, data, set()


def load():
    if "small" in options:
        make = lambda n: (f"From: a{n}@example.org\r\nSubject: {n}\r\n\r\n" + "x" * 70 + "\r\n" + "y" * 1900 + "\r\n")
        return [make(n).encode() for n in range(int(options["small"]))]
    return [open(f, "rb").read() for f in sorted(glob.glob(os.path.join(options.get("mails", "/nonexistent"), "*.eml")))]


folders = {"INBOX": [Mail(1392611444 + 3 * i, d) for i, d in enumerate(load())], "&g0l6P3ux-": [], "&XfJT0ZAB-": [],
           "&XfJSIJZk-": [], "&V4NXPpCuTvY-": [], "&i6KWBZCuTvY-": []}
special = {"&g0l6P3ux-": "\\Drafts", "&XfJT0ZAB-": "\\Sent", "&XfJSIJZk-": "\\Trash", "&V4NXPpCuTvY-": "\\Junk"}


def log(*words):
    with lock:
        print(*words, flush=True)


def parse_set(text, mails):
    top = max([m.uid for m in mails], default=0)
    chosen = set()
    for part in text.split(","):
        low, _, high = part.partition(":")
        low = top if low == "*" else int(low)
        high = low if not high else top if high == "*" else int(high)
        low, high = min(low, high), max(low, high)
        chosen |= {m.uid for m in mails if low <= m.uid <= high}
    return [m for m in mails if m.uid in chosen]


def numbers(name):
    return {int(n) for n in options.get(name, "").split(",") if n}


class Session:
    def __init__(self, sock):
        self.sock, self.file = sock, sock.makefile("rb")
        self.folder, self.identified, self.read_only = None, False, True

    def send(self, data):
        self.sock.sendall(data if isinstance(data, bytes) else data.encode())

    def command(self):
        """A command line with its literals put in."""
        line = self.file.readline()
        while re.search(rb"\{(\d+)\}\r\n$", line):
            size = int(re.search(rb"\{(\d+)\}\r\n$", line).group(1))
            self.send("+ go on\r\n")
            line = line[:line.rindex(b"{")] + b'"' + self.file.read(size) + b'"' + self.file.readline()
        return line

    def run(self):
        fault = options.get("fault")
        if fault == "silent":
            time.sleep(60)
            return
        if fault == "line":
            self.send(b"* OK ")
            while True:
                self.send(b"x" * 65536)
        self.send({"preauth": "* PREAUTH come in\r\n", "bye": "* BYE too busy\r\n"}.get(
            fault, "* OK Coremail System IMap Server Ready(126com[test])\r\n"))
        while True:
            line = self.command()
            if not line:
                log("C closed")
                return
            shown = re.sub(rb"(?i)( LOGIN ).*", rb"\1...", line.rstrip())
            log("C", shown.decode("utf-8", "replace"))
            if not line.endswith(b"\r\n") or b"\n" in line[:-2]:
                log("BARE LF")
            match = re.match(rb"(\S+) (UID \S+|\S+) ?(.*)\r\n$", line, re.S)
            if not match:
                self.send("* BAD what?\r\n")
                continue
            tag, verb, rest = match.group(1).decode(), match.group(2).decode().upper(), match.group(3).decode("utf-8", "replace")
            name = "do_" + verb.lower().replace(" ", "_")
            if not hasattr(self, name):
                self.send(f"{tag} BAD unknown command\r\n")
            elif getattr(self, name)(tag, rest):
                return

    def do_capability(self, tag, rest):
        self.send(f"* CAPABILITY {options.get('caps', COREMAIL)}\r\n{tag} OK CAPABILITY completed\r\n")

    def do_starttls(self, tag, rest):
        self.send(f"{tag} OK begin\r\n" + ("* CAPABILITY IMAP4rev1 INJECTED\r\n" if "inject" in options else ""))
        if "cert" in options:
            self.sock = tls().wrap_socket(self.sock, server_side=True)
            self.file = self.sock.makefile("rb")

    def do_login(self, tag, rest):
        if options.get("login") == "refuse":
            self.send(f"{tag} NO LOGIN Login error or password error\r\n")
        elif options.get("login") == "busy":
            self.send(f"{tag} NO [UNAVAILABLE] Temporary failure\r\n")
        else:
            log("PASSWORD", re.sub(r"\\(.)", r"\1", rest))
            self.send(f"{tag} OK LOGIN completed\r\n")

    def do_id(self, tag, rest):
        if options.get("id") == "bad":
            self.send(f"{tag} BAD ID not known\r\n")
            return
        self.identified = '"name" "' in rest and '"version"' in rest and '"vendor"' in rest and '"support-email"' in rest
        self.send(f'* ID ("name" "Coremail Imap" "vendor" "Mailtech" "TransID" "x")\r\n{tag} OK ID completed\r\n')

    def do_list(self, tag, rest):
        pattern = re.search(r'"([^"]*)"$', rest).group(1)
        for name in folders:
            if pattern in ("*", name):
                flags = special.get(name, "")
                self.send(f'* LIST ({flags or chr(92) + "HasNoChildren"}) "/" "{name}"\r\n')
        if pattern == "*":
            self.send('* LIST (\\Noselect) "/" "archive"\r\n')
        self.send(f"{tag} OK LIST completed\r\n")

    def do_xlist(self, tag, rest):
        for name in folders:
            self.send(f'* XLIST (\\HasNoChildren {"" + chr(92) + "Inbox" if name == "INBOX" else special.get(name, "")}) "/" "{name}"\r\n')
        self.send(f"{tag} OK XLIST completed\r\n")

    def do_create(self, tag, rest):
        match = re.fullmatch(r'"([^"]*)"', rest)
        if not match:
            self.send(f"{tag} BAD Request not ending with \\r\\n\r\n")
        elif match.group(1) in folders:
            self.send(f"{tag} NO CREATE folder exists\r\n")
        else:
            folders[match.group(1)] = []
            self.send(f"{tag} OK CREATE completed\r\n")

    def do_subscribe(self, tag, rest):
        self.send(f"{tag} NO SUBSCRIBE not supported\r\n")

    def open(self, tag, rest, verb):
        match = re.fullmatch(r'"([^"]*)"', rest)
        if not match and " " in rest:
            self.send(f"{tag} BAD Request not ending with \\r\\n\r\n")
            return
        name = match.group(1) if match else rest
        if options.get("id") in ("require", "bad") and not self.identified:
            self.send(f"{tag} NO {verb} {options.get('unsafe', 'Unsafe Login. Please contact kefu@188.com for help')}\r\n")
            return
        if name not in folders:
            self.send(f"{tag} NO {verb} no such folder\r\n")
            return
        self.folder, self.read_only = folders[name], verb == "EXAMINE"
        top = max([m.uid for m in self.folder], default=0)
        self.send(f"* {len(self.folder)} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] UIDs valid\r\n"
                  + (f"* OK [UIDNEXT {top + 1}] next\r\n" if "uidnext" in options else "")
                  + "* FLAGS (\\Answered \\Seen \\Deleted \\Draft \\Flagged)\r\n"
                  "* OK [PERMANENTFLAGS (\\Answered \\Seen \\Deleted \\Draft \\Flagged)] Limited\r\n"
                  f"{tag} OK [READ-{'ONLY' if self.read_only else 'WRITE'}] {verb} completed\r\n")

    def do_select(self, tag, rest):
        self.open(tag, rest, "SELECT")

    def do_examine(self, tag, rest):
        self.open(tag, rest, "EXAMINE")

    def do_noop(self, tag, rest):
        self.send(f"* {len(self.folder or [])} EXISTS\r\n{tag} OK NOOP completed\r\n")

    def do_uid_fetch(self, tag, rest):
        which, _, items = rest.partition(" ")
        mails = parse_set(which, self.folder)
        if "BODYSTRUCTURE" in items or "ENVELOPE" in items:
            log("FORBIDDEN", items)
        if "BODY" not in items:
            for m in mails:
                number = self.folder.index(m) + 1
                size = "" if options.get("size") == "no" else f" RFC822.SIZE {len(m.data)}"
                if "RFC822.SIZE" in items:
                    self.send(f'* {number} FETCH (UID {m.uid}{size} INTERNALDATE '
                              f'" 9-May-2020 10:00:00 +0800" FLAGS ({" ".join(sorted(m.flags))}))\r\n')
                else:
                    self.send(f'* {number} FETCH (UID {m.uid} FLAGS ({" ".join(sorted(m.flags))}))\r\n')
            self.send(f"{tag} OK FETCH completed\r\n")
            return
        header = re.search(r"BODY\.PEEK\[(HEADER[^]]*)\]<0\.(\d+)>", items)
        if header:
            return self.headers(tag, mails, header.group(1), int(header.group(2)))
        if "BODY.PEEK[]" not in items:
            log("NOT PEEK", items)
        head = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", items)
        return self.bodies(tag, mails, int(head.group(1)) if head and options.get("partial") != "no" else None)

    def headers(self, tag, mails, section, limit):
        if {m.uid for m in mails} & numbers("refuse"):
            self.send(f"{tag} NO FETCH internal error\r\n")
            return False
        for m in mails:
            if m.uid in numbers("poison"):
                self.sock.close()
                return True
            data = m.data[:m.data.index(b"\r\n\r\n") + 4][:limit]
            if options.get("heads") == "long":  # the limit that was asked for is not kept
                data = b"Subject: " + b"x" * 2000000 + b"\r\n\r\n"
            form = {"nil": "NIL", "quoted": '"Subject: q"'}.get(options.get("heads"))
            number = self.folder.index(m) + 1
            self.send(f"* {number} FETCH (FLAGS (\\Seen))\r\n* {number} FETCH (BODY[{section}]<0> ".encode()
                      + (form.encode() if form else f"{{{len(data)}}}\r\n".encode() + data) + f" UID {m.uid})\r\n".encode())
        self.send(f"{tag} OK FETCH completed\r\n")
        return False

    def bodies(self, tag, mails, head=None):
        asked = {m.uid for m in mails}
        if asked & numbers("refuse"):
            mails = [m for m in mails if m.uid not in numbers("refuse")]
        for m in mails:
            if m.uid in numbers("poison"):
                self.sock.close()
                return True
            if m.uid in numbers("lost"):
                continue
            if self.faulty(m):
                return True
            number = self.folder.index(m) + 1
            self.send(f"* {number} FETCH (FLAGS (\\Seen))\r\n")  # another client has just read it
            data, form = m.data[:head], ORDERS[options.get("order", "usual")]
            if head is not None:
                form = form.replace("BODY[]", "BODY[]<0>")
            form = form.format(uid=m.uid, size=len(data)).split("@")
            log("SENT", m.uid, len(data))
            self.send(f"* {number} FETCH ({form[0]}".encode() + (data + form[1].encode() if len(form) > 1 else b"") + b")\r\n")
        if asked & numbers("refuse"):
            self.send(f"{tag} NO FETCH internal error\r\n")
        else:
            self.send(f"{tag} OK FETCH completed\r\n")

    def faulty(self, m):
        fault, size = options.get("fault"), len(m.data)
        if fault not in ("stall", "drip", "eof", "lie", "flood", "cut", "long"):
            return False
        if fault == "cut":  # a whole answer, but only the beginning of the mail
            self.send(f"* 1 FETCH (UID {m.uid} BODY[] {{{size // 3}}}\r\n".encode() + m.data[:size // 3] + b")\r\n")
            return False
        if fault == "flood":
            while True:
                self.send(b"* 1 FETCH (FLAGS (\\Seen))\r\n" * 1000)
        announced = {"lie": 4294967295, "long": size}.get(fault, size)
        self.send(f"* 1 FETCH (UID {m.uid} BODY[] {{{announced}}}\r\n".encode() + m.data[:size // 2])
        if fault == "stall":
            time.sleep(60)
        while fault == "drip":
            self.send(b"x")
            time.sleep(0.1)
        while fault == "lie":
            self.send(b"x" * 65536)
        while fault == "long":
            self.send(b"x" * 65536)
        self.sock.close()
        return True

    def do_uid_store(self, tag, rest):
        which, _, change = rest.partition(" ")
        for m in parse_set(which, self.folder):
            m.flags |= set(re.findall(r"\\\w+", change.split("(", 1)[1]))
        self.send(f"{tag} NO read-only\r\n" if self.read_only else f"{tag} OK STORE completed\r\n")

    def copy(self, rest):
        which, _, name = rest.partition(" ")
        target, mails = folders.get(name.strip('"')), parse_set(which, self.folder)
        if target is not None:
            target += [Mail(len(target) + 1 + i, m.data) for i, m in enumerate(mails)]
        return target is not None, mails

    def do_uid_copy(self, tag, rest):
        good, mails = self.copy(rest)
        if good and not mails:
            self.send(f"{tag} NO COPY no such message\r\n")
        else:
            self.send(f"{tag} OK COPY completed\r\n" if good else f"{tag} NO [TRYCREATE] no such folder\r\n")

    def remove(self, mails):
        for m in mails:
            self.send(f"* {self.folder.index(m) + 1} EXPUNGE\r\n")
            self.folder.remove(m)

    def do_uid_move(self, tag, rest):
        if "MOVE" not in options.get("caps", COREMAIL).split():
            self.send(f"{tag} BAD unknown command\r\n")
            return
        good, mails = self.copy(rest)
        if good:
            self.remove(mails)
        self.send(f"{tag} OK MOVE completed\r\n" if good else f"{tag} NO [TRYCREATE] no such folder\r\n")

    def do_uid_expunge(self, tag, rest):
        if "UIDPLUS" not in options.get("caps", COREMAIL).split():
            self.send(f"{tag} BAD unknown command\r\n")
            return
        self.remove([m for m in parse_set(rest, self.folder) if "\\Deleted" in m.flags])
        self.send(f"{tag} OK EXPUNGE completed\r\n")

    def do_expunge(self, tag, rest):
        log("PLAIN EXPUNGE")
        self.send(f"{tag} OK EXPUNGE completed\r\n")

    def do_logout(self, tag, rest):
        for name, mails in folders.items():
            log("STATE", name, " ".join(f"{m.uid}{'+' if m.flags else ''}{','.join(sorted(m.flags))}" for m in mails))
        self.send(f"* BYE bye\r\n{tag} OK LOGOUT completed\r\n")
        return True


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["cert"], options["key"])
    return context


def serve(sock):
    try:
        if "cert" in options and options.get("starttls") != "yes":
            sock = tls().wrap_socket(sock, server_side=True)
        Session(sock).run()
    except (OSError, ValueError) as fault:
        log("E", repr(fault))
    finally:
        sock.close()


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(16)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
