"""An SMTP server with one fault: smtp_peer.py PORT [KEY=VALUE…]

Everything that the client says is printed, a line each, with "C: " before it.
  fault=NAME   what goes wrong, see FAULTS below; none: a patient server
  VERB=REPLY   the reply to EHLO, AUTH, MAIL, RCPT, DATA, DOT, RSET, GREETING; "|" ends a line within it
  cert=FILE key=FILE   implicit TLS
"""
import socket, ssl, sys, threading, time

PORT = int(sys.argv[1])
OPTIONS = dict(argument.split("=", 1) for argument in sys.argv[2:])
FAULT = OPTIONS.get("fault", "")
FAULTS = {
    "drop-data": "closes in the middle of the mail",
    "drop-before-data": "closes after RCPT",
    "drop-after-dot": "closes instead of the last answer",
    "drop-between": "closes after each mail",
    "garbage-after-dot": "the last answer is no SMTP",
    "half-after-dot": "the last answer has no end",
    "endless-after-dot": "the last answer never ends",
    "stall-after-dot": "the last answer never comes",
    "stall-mail": "no answer to MAIL",
    "stall-greeting": "no greeting",
    "drip-mail": "a byte of an endless answer each 0.2 s",
    "endless-lines": "an answer to MAIL without end",
    "endless-line": "a line without end",
    "mixed-codes": "an answer with two codes",
    "inject": "bytes behind the answer to STARTTLS",
}
if FAULT and FAULT not in FAULTS:
    sys.exit("unknown fault " + FAULT)
DEFAULTS = {
    "GREETING": "220 peer",
    "EHLO": "250-peer|250-SIZE 40000000|250-STARTTLS|250 AUTH PLAIN LOGIN",
    "DATA": "354 go on",
    "AUTH": "235 welcome",
    "DOT": "250 Mail OK queued as smtp11,AAA 1590000000",
    "QUIT": "221 bye",
    "STARTTLS": "220 go ahead",
}


def say(*words):
    print(*words, flush=True)


def reply(verb):
    text = OPTIONS.get(verb, DEFAULTS.get(verb, "250 ok"))
    return text.replace("|", "\r\n").encode() + b"\r\n"


class Closed(Exception):
    pass


def forever(connection, chunk, pause):
    try:
        while True:
            connection.sendall(chunk)
            time.sleep(pause)
    except OSError:
        say("the client hung up")
    raise Closed


def stall():
    time.sleep(60)
    raise Closed


def mail_fault(connection):
    if FAULT == "stall-mail":
        stall()
    if FAULT == "drip-mail":
        forever(connection, b"2", 0.2)
    if FAULT == "endless-lines":
        forever(connection, b"250-" + b"x" * 60000 + b"\r\n", 0)
    if FAULT == "endless-line":
        forever(connection, b"x" * 60000, 0)
    if FAULT == "mixed-codes":
        connection.sendall(b"250-one\r\n451 two\r\n")


def read_mail(lines, connection):
    size = 0
    while True:
        line = lines.readline()
        if not line:
            say("the client left in the middle of the mail after", size)
            raise Closed
        if line == b".\r\n":
            break
        size += len(line)
        if FAULT == "drop-data" and size > 100000:
            say("dropped in the mail")
            connection.shutdown(socket.SHUT_RDWR)
            raise Closed
    say("C: (mail of %d bytes)" % size)


def dot_fault(connection):
    if FAULT == "drop-after-dot":
        raise Closed
    if FAULT == "stall-after-dot":
        stall()
    if FAULT == "endless-after-dot":
        forever(connection, b"250-" + b"x" * 60000 + b"\r\n", 0)
    if FAULT == "garbage-after-dot":
        connection.sendall(b"so what?\r\n")
        raise Closed
    if FAULT == "half-after-dot":
        connection.sendall(b"250 Mail O")
        raise Closed


def converse(connection):
    if FAULT == "stall-greeting":
        stall()
    connection.sendall(reply("GREETING"))
    lines = connection.makefile("rb")
    while True:
        line = lines.readline()
        if not line:
            say("closed")
            return
        say("C:", line.decode(errors="replace").rstrip())
        verb = line.split()[0].decode(errors="replace").upper() if line.split() else ""
        if verb == "MAIL" and FAULT:
            mail_fault(connection)
            if FAULT == "mixed-codes":
                continue
        if verb == "STARTTLS" and FAULT == "inject":
            connection.sendall(reply("STARTTLS") + b"250 injected\r\n")
            continue
        if verb == "DATA":
            if FAULT == "drop-before-data":
                return
            connection.sendall(reply("DATA"))
            if not reply("DATA").startswith(b"354"):
                continue
            read_mail(lines, connection)
            dot_fault(connection)
            connection.sendall(reply("DOT"))
            if FAULT == "drop-between":
                return
            continue
        if line.upper().startswith(b"AUTH LOGIN"):
            connection.sendall(b"334 VXNlcm5hbWU6\r\n")
            lines.readline()
            connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
            lines.readline()
        connection.sendall(reply(verb))
        if verb == "QUIT":
            return


def serve(connection):
    try:
        if "cert" in OPTIONS:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(OPTIONS["cert"], OPTIONS["key"])
            connection = context.wrap_socket(connection, server_side=True)
            say("TLS is up")
        converse(connection)
    except (OSError, Closed) as error:
        say("ended:", repr(error))
    finally:
        connection.close()


listener = socket.create_server(("127.0.0.1", PORT))
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted,), daemon=True).start()
