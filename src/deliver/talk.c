/* Lines with an SMTP server. See talk.h for why this is not libetpan's mailsmtp. */
#include "deliver/talk.h"

#include "config/config.h"
#include "net/net.h"

#include <libetpan/mailstream.h>
#include <libetpan/mailstream_helper.h>
#include <libetpan/mmapstring.h>
#include <poll.h>
#include <string.h>

enum {
    STEP_SECONDS = 60,      /* when the configuration says nothing */
    ANSWER_BYTES = 65536,   /* of one answer */
    ANSWER_LINES = 200,     /* of one answer */
    BODY_PER_SECOND = 8192, /* a slower line loses the mail and tries again */
};

struct talk {
    struct net *net;
    mailstream *stream;
    guint seconds;
    const char *why; /* static; NULL: ask the net */
};

void answer_clear(struct answer *answer)
{
    g_clear_pointer(&answer->text, g_free);
    answer->code = 0;
}

static guint16 default_port(enum tls_mode mode)
{
    return mode == TLS_IMPLICIT ? 465 : mode == TLS_STARTTLS ? 587 : 25;
}

struct talk *talk_open(const struct server *server, GError **error)
{
    g_autoptr(Net) net = net_open(server, default_port(server->tls), error);
    if (!net)
        return NULL;
    struct talk *talk = g_new0(struct talk, 1);
    talk->net = g_steal_pointer(&net);
    talk->stream = net_stream(talk->net);
    talk->seconds = server->seconds > 0 ? (guint)MIN(server->seconds, 3600) : STEP_SECONDS;
    return talk;
}

void talk_close(struct talk *talk)
{
    if (!talk)
        return;
    mailstream_close(talk->stream);
    net_free(talk->net);
    g_free(talk);
}

const char *talk_why(const struct talk *talk)
{
    const char *why = talk->why ? talk->why : net_why(talk->net);
    return why ? why : "connection lost";
}

/* One line of an answer: three digits, then a space, a hyphen (more follows) or nothing. */
static bool read_line(struct talk *talk, MMAPString *line, int *code, bool *more, const char **words)
{
    mmap_string_truncate(line, 0);
    const char *text = mailstream_read_line_remove_eol(talk->stream, line);
    if (!text)
        return false;
    talk->why = "not an SMTP answer";
    for (int i = 0; i < 3; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    if (text[0] < '2' || text[0] > '5' || (text[3] != ' ' && text[3] != '-' && text[3] != '\0'))
        return false;
    int digits = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    if (*code != 0 && *code != digits)
        return false;
    talk->why = NULL;
    *code = digits;
    *more = text[3] == '-';
    *words = text[3] ? text + 4 : "";
    return true;
}

bool talk_read(struct talk *talk, guint patience, struct answer *answer)
{
    answer_clear(answer);
    if (talk->why)
        return false;
    net_operation(talk->net, talk->seconds * patience, ANSWER_BYTES);
    MMAPString *line = mmap_string_new("");
    g_autoptr(GString) all = g_string_new(NULL);
    int code = 0;
    bool more = true, good = true;
    for (guint lines = 0; more && good; lines++) {
        const char *words = NULL;
        if (lines == ANSWER_LINES) {
            talk->why = "too many lines in an answer";
            good = false;
        } else if ((good = read_line(talk, line, &code, &more, &words))) {
            g_string_append_printf(all, "%s%s", lines ? "\n" : "", words);
        }
    }
    mmap_string_free(line);
    if (!good)
        return false;
    answer->code = code;
    answer->text = g_string_free(g_steal_pointer(&all), FALSE);
    return true;
}

static bool write_all(struct talk *talk, const char *bytes, gsize length)
{
    return mailstream_write(talk->stream, bytes, length) == (ssize_t)length;
}

/* Answers that stand in the buffer before their command was said belong to nobody. */
static bool say(struct talk *talk, const char *line)
{
    if (talk->why)
        return false;
    if (!net_safe(line, TALK_LINE - 2)) {
        talk->why = "a command that may not be said";
        return false;
    }
    if (talk->stream->read_buffer_len > 0) {
        talk->why = "an answer without a command";
        return false;
    }
    net_operation(talk->net, talk->seconds, ANSWER_BYTES);
    return write_all(talk, line, strlen(line)) && write_all(talk, "\r\n", 2) && mailstream_flush(talk->stream) == 0;
}

bool talk_command(struct talk *talk, const char *line, struct answer *answer)
{
    answer_clear(answer);
    return say(talk, line) && talk_read(talk, 1, answer);
}

bool talk_secret(struct talk *talk, const char *line, struct answer *answer)
{
    answer_clear(answer);
    bool said = say(talk, line);
    explicit_bzero(talk->stream->write_buffer, talk->stream->buffer_max_size);
    return said && talk_read(talk, 1, answer);
}

/* One line of the body, however its end was written; the dot of a line that begins with one is doubled. */
static bool write_body_line(struct talk *talk, const char *line, gsize length)
{
    if (length > 0 && line[0] == '.' && !write_all(talk, ".", 1))
        return false;
    return (length == 0 || write_all(talk, line, length)) && write_all(talk, "\r\n", 2);
}

bool talk_body(struct talk *talk, GBytes *mail)
{
    gsize length;
    const char *at = g_bytes_get_data(mail, &length), *end = at + length;
    net_operation(talk->net, talk->seconds + (guint)MIN(length / BODY_PER_SECOND, G_MAXINT), ANSWER_BYTES);
    while (at < end) {
        const char *stop = at;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        if (!write_body_line(talk, at, (gsize)(stop - at)))
            return false;
        if (end - stop >= 2 && stop[0] == '\r' && stop[1] == '\n')
            stop++;
        at = stop < end ? stop + 1 : end;
    }
    return mailstream_flush(talk->stream) == 0;
}

/* A peer that has closed already cannot take the mail: better known before the dot than doubted after it. */
static bool peer_gone(struct talk *talk)
{
    struct pollfd poller = {.fd = mailstream_low_get_fd(mailstream_get_low(talk->stream)), .events = POLLRDHUP};
    return poll(&poller, 1, 0) > 0 && (poller.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

bool talk_dot(struct talk *talk)
{
    if (peer_gone(talk)) {
        talk->why = "peer closed";
        return false;
    }
    net_operation(talk->net, talk->seconds, ANSWER_BYTES);
    return write_all(talk, ".\r\n", 3) && mailstream_flush(talk->stream) == 0;
}

bool talk_start_tls(struct talk *talk, GError **error)
{
    return net_start_tls(talk->net, talk->stream->read_buffer_len, error);
}
