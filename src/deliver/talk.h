/* Lines with an SMTP server, over net/: one command, one answer, each with its own deadline and byte budget.
 *
 * libetpan's mailsmtp session is not used above its stream: it says the machine's name in EHLO, needs libsasl2's
 * plug-ins to log in, hands addresses and lengths through unchecked, and an answer without end fills memory. What
 * is left to say is a dozen commands.
 */
#ifndef HUIZHI_DELIVER_TALK_H
#define HUIZHI_DELIVER_TALK_H

#include <glib.h>
#include <stdbool.h>

struct server;
struct talk;
typedef struct talk Talk;

/* An answer: its digits and its lines without them, joined by \n; code 0 and NULL when it could not be read. */
struct answer {
    int code;
    char *text;
};
void answer_clear(struct answer *answer);
typedef struct answer Answer;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

enum { TALK_LINE = 1000 }; /* bytes of a command, with CRLF */

/* Connects; the greeting is the first talk_read. */
struct talk *talk_open(const struct server *server, GError **error);
void talk_close(struct talk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Talk, talk_close)

/* Sends one line (no control characters, at most TALK_LINE bytes) and reads its answer. False when the
 * connection was lost or the answer is no SMTP: talk_why, and nothing more may be said. */
bool talk_command(struct talk *talk, const char *line, struct answer *answer);
/* The same of a line that bears a password: it is wiped from the stream's buffer. */
bool talk_secret(struct talk *talk, const char *line, struct answer *answer);
/* Reads an answer that is due. `patience`: times the server's usual seconds. */
bool talk_read(struct talk *talk, guint patience, struct answer *answer);

/* The mail after 354, without the final dot: dots doubled, line ends CRLF, a last line ended. False: the server
 * cannot have taken the mail. */
bool talk_body(struct talk *talk, GBytes *mail);
/* The final dot. False: it did not leave whole, so the server cannot have taken the mail. */
bool talk_dot(struct talk *talk);

/* STARTTLS after the server's 220. */
bool talk_start_tls(struct talk *talk, GError **error);

/* Why the last call failed: "deadline", "byte budget", "peer closed", "not an SMTP answer", … */
const char *talk_why(const struct talk *talk);

#endif
