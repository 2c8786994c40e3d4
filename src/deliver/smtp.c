/* SMTP submission (RFC 5321, RFC 4954): many mails over one login.
 *
 * The point of no return is the final dot. Whatever goes wrong before it has left us whole means that the server
 * cannot have taken the mail, so it is tried again; whatever leaves the answer to it unknown is UNSURE and is not.
 * Servers count logins as well as mails, so a connection is kept as long as it holds, and three that are lost in a
 * row end the post.
 */
#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "deliver/inside.h"
#include "deliver/talk.h"
#include "net/net.h"

#include <string.h>

enum {
    LOST_SECONDS = 120, /* NetEase: a new connection not before two minutes */
    LOST_LIMIT = 3,     /* connections in a row that were lost without a mail */
    DOT_PATIENCE = 2,   /* RFC 5321 4.5.3.2.6: the final answer may take twice a command's */
    RESPONSE_BYTES = 1000,
};

struct smtp {
    struct post post; /* first */
    const struct server *server;
    const struct refusals *refusals;
    char *address;
    struct talk *talk; /* NULL: not connected */
    bool used;         /* a mail was begun on this connection */
    guint lost;        /* connections in a row */
    bool can_size, can_starttls, can_plain, can_login;
    guint64 size_limit; /* bytes; 0: none announced */
};

static void disconnect(struct smtp *smtp)
{
    g_clear_pointer(&smtp->talk, talk_close);
    smtp->used = false;
}

/* --- EHLO ---------------------------------------------------------------------------------------------------- */

static void note_mechanisms(struct smtp *smtp, const char *words)
{
    g_auto(GStrv) names = g_strsplit_set(words, " =", -1);
    for (char **name = names; *name; name++) {
        smtp->can_plain |= g_ascii_strcasecmp(*name, "PLAIN") == 0;
        smtp->can_login |= g_ascii_strcasecmp(*name, "LOGIN") == 0;
    }
}

static bool has_keyword(const char *line, const char *keyword)
{
    gsize length = strlen(keyword);
    return g_ascii_strncasecmp(line, keyword, length) == 0 && (line[length] == ' ' || line[length] == '\0');
}

static void note_capabilities(struct smtp *smtp, const char *text)
{
    smtp->can_size = smtp->can_starttls = smtp->can_plain = smtp->can_login = false;
    smtp->size_limit = 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (has_keyword(*line, "STARTTLS"))
            smtp->can_starttls = true;
        else if (has_keyword(*line, "AUTH") || g_ascii_strncasecmp(*line, "AUTH=", 5) == 0) /* Coremail's old form */
            note_mechanisms(smtp, *line + 5 - ((*line)[4] == '\0'));
        else if (has_keyword(*line, "SIZE")) {
            smtp->can_size = true;
            smtp->size_limit = g_ascii_strtoull(*line + 4, NULL, 10);
        }
    }
}

/* --- Opening ------------------------------------------------------------------------------------------------- */

/* Sets the error of a step that the server refused, or that was lost when the answer has no code. */
static bool refuse_step(const struct smtp *smtp, const char *name, const struct answer *answer, GError **error)
{
    if (answer->code == 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: %s: %s", smtp->server->host, name, talk_why(smtp->talk));
        return false;
    }
    struct delivery delivery = {0};
    refusals_classify(smtp->refusals, answer->code, answer->text, &delivery);
    bool stop = delivery.outcome == OUTCOME_STOP;
    g_set_error(error, HUIZHI_ERROR, stop ? ERROR_LOGIN : ERROR_SERVER, "%s: %s: %s%s%s", smtp->server->host, name,
                delivery.response, delivery.hint ? " — " : "", delivery.hint ? delivery.hint : "");
    delivery_clear(&delivery);
    return false;
}

/* The machine's name is nobody's business, and it would stand in every mail's Received header; an address literal
 * is always valid (RFC 5321 4.1.3). */
static bool say_hello(struct smtp *smtp, GError **error)
{
    g_auto(Answer) answer = {0};
    if (!talk_command(smtp->talk, "EHLO [127.0.0.1]", &answer) || answer.code != 250)
        return refuse_step(smtp, "EHLO", &answer, error);
    note_capabilities(smtp, answer.text);
    return true;
}

static bool start_tls(struct smtp *smtp, GError **error)
{
    g_auto(Answer) answer = {0};
    if (!smtp->can_starttls) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SERVER, "%s: the server offers no STARTTLS; nothing was sent in clear",
                    smtp->server->host);
        return false;
    }
    if (!talk_command(smtp->talk, "STARTTLS", &answer) || answer.code != 220)
        return refuse_step(smtp, "STARTTLS", &answer, error);
    return talk_start_tls(smtp->talk, error) && say_hello(smtp, error);
}

/* Base64, wiped after use. */
static bool say_base64(struct smtp *smtp, const char *prefix, const char *bytes, gsize length, struct answer *answer)
{
    char *encoded = g_base64_encode((const guchar *)bytes, length);
    char *line = g_strconcat(prefix, encoded, NULL);
    bool said = talk_secret(smtp->talk, line, answer);
    explicit_bzero(encoded, strlen(encoded));
    explicit_bzero(line, strlen(line));
    g_free(encoded);
    g_free(line);
    return said;
}

/* RFC 4616: NUL user NUL password. */
static bool login_plain(struct smtp *smtp, const char *user, const char *password, struct answer *answer)
{
    GString *message = g_string_new(NULL);
    g_string_append_c(message, '\0');
    g_string_append(message, user);
    g_string_append_c(message, '\0');
    g_string_append(message, password);
    bool said = say_base64(smtp, "AUTH PLAIN ", message->str, message->len, answer);
    explicit_bzero(message->str, message->len);
    g_string_free(message, TRUE);
    return said;
}

/* Asks for the user, then for the password, with a 334 each. */
static bool login_login(struct smtp *smtp, const char *user, const char *password, struct answer *answer)
{
    if (!talk_command(smtp->talk, "AUTH LOGIN", answer))
        return false;
    if (answer->code == 334 && !say_base64(smtp, "", user, strlen(user), answer))
        return false;
    return answer->code != 334 || say_base64(smtp, "", password, strlen(password), answer);
}

static bool log_in_with(struct smtp *smtp, const char *user, const char *password, GError **error)
{
    g_auto(Answer) answer = {0};
    if (!smtp->can_plain && !smtp->can_login) {
        g_set_error(error, HUIZHI_ERROR, ERROR_LOGIN, "%s: the server offers neither AUTH PLAIN nor AUTH LOGIN",
                    smtp->server->host);
        return false;
    }
    bool said = smtp->can_plain && login_plain(smtp, user, password, &answer);
    /* Announced, yet not known: nothing was tried that would count as a failed login. */
    bool unknown = said && (answer.code == 504 || answer.code == 534);
    if ((!smtp->can_plain || unknown) && smtp->can_login)
        said = login_login(smtp, user, password, &answer);
    return (said && answer.code == 235) || refuse_step(smtp, "login", &answer, error);
}

static bool log_in(struct smtp *smtp, GError **error)
{
    const struct secret *secret = &smtp->server->password;
    if (!secret->file && !secret->env && !secret->command)
        return true; /* a relay that knows us by our address */
    char *password = secret_read(secret, error);
    if (!password)
        return false;
    bool done = log_in_with(smtp, smtp->server->user ? smtp->server->user : smtp->address, password, error);
    secret_free(password);
    return done;
}

static bool set_up(struct smtp *smtp, GError **error)
{
    g_auto(Answer) greeting = {0};
    if (!talk_read(smtp->talk, 1, &greeting) || greeting.code != 220)
        return refuse_step(smtp, "greeting", &greeting, error);
    return say_hello(smtp, error) && (smtp->server->tls != TLS_STARTTLS || start_tls(smtp, error)) &&
           log_in(smtp, error);
}

static bool connect_server(struct smtp *smtp, GError **error)
{
    smtp->talk = talk_open(smtp->server, error);
    if (smtp->talk && set_up(smtp, error))
        return true;
    disconnect(smtp);
    return false;
}

/* --- Sending ------------------------------------------------------------------------------------------------- */

/* The connection is lost and the server has not taken the mail. */
static void lost(struct smtp *smtp, const char *name, struct delivery *delivery)
{
    delivery_set(delivery, OUTCOME_RETRY, LOST_SECONDS, "%s: %s", name, talk_why(smtp->talk));
    disconnect(smtp);
    smtp->post.dead = ++smtp->lost >= LOST_LIMIT;
}

static void refused(struct smtp *smtp, const char *name, const struct answer *answer, struct delivery *delivery)
{
    if (answer->code < 400) { /* 250 to DATA, 354 to RCPT: we no longer understand each other */
        delivery_set(delivery, OUTCOME_RETRY, LOST_SECONDS, "%s: unexpected %03d", name, answer->code);
        disconnect(smtp);
        smtp->post.dead = ++smtp->lost >= LOST_LIMIT;
        return;
    }
    refusals_classify(smtp->refusals, answer->code, answer->text, delivery);
    if (delivery->outcome == OUTCOME_GIVE_UP && strcmp(name, "MAIL") == 0)
        delivery->outcome = OUTCOME_HOLD; /* it is our address that was refused, not the recipient's */
    if (answer->code == 421)              /* the server closes */
        disconnect(smtp);
}

/* Says a command of the envelope; false with the outcome unless the answer is one of the two codes. */
static bool step(struct smtp *smtp, const char *name, const char *line, int good, int also, struct delivery *delivery)
{
    g_auto(Answer) answer = {0};
    if (!talk_command(smtp->talk, line, &answer))
        lost(smtp, name, delivery);
    else if (answer.code != good && answer.code != also)
        refused(smtp, name, &answer, delivery);
    else
        return true;
    return false;
}

/* A connection ready for a mail. A kept one may have been closed by the server meanwhile: RSET tells. */
static bool make_ready(struct smtp *smtp, struct delivery *delivery)
{
    g_auto(Answer) answer = {0};
    if (smtp->talk && smtp->used && (!talk_command(smtp->talk, "RSET", &answer) || answer.code != 250))
        disconnect(smtp);
    if (smtp->talk)
        return true;
    g_autoptr(GError) error = NULL;
    if (connect_server(smtp, &error))
        return true;
    bool again = error_blast(error) == BLAST_AGAIN;
    delivery_set(delivery, again ? OUTCOME_RETRY : OUTCOME_STOP, again ? LOST_SECONDS : 0, "%s", error->message);
    smtp->post.dead = true; /* one failed attempt is enough for a queue */
    return false;
}

/* A copy that is refused is left out; only a lost connection counts. */
static bool say_copy(struct smtp *smtp, const char *cc, struct delivery *delivery)
{
    g_autofree char *line = g_strdup_printf("RCPT TO:<%s>", cc);
    g_auto(Answer) answer = {0};
    if (talk_command(smtp->talk, line, &answer))
        return true;
    lost(smtp, "RCPT", delivery);
    return false;
}

static bool say_envelope(struct smtp *smtp, const char *from, const char *to, const char *cc, gsize size,
                         struct delivery *delivery)
{
    g_autofree char *parameter = smtp->can_size ? g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, size) : g_strdup("");
    g_autofree char *mail = g_strdup_printf("MAIL FROM:<%s>%s", from, parameter);
    g_autofree char *rcpt = g_strdup_printf("RCPT TO:<%s>", to);
    return step(smtp, "MAIL", mail, 250, 250, delivery) && step(smtp, "RCPT", rcpt, 250, 251, delivery) &&
           (!cc || say_copy(smtp, cc, delivery)) && step(smtp, "DATA", "DATA", 354, 354, delivery);
}

/* "250 Mail OK queued as smtp11,…": the transaction's id is the only proof that an operator of the server takes. */
static char *kept_response(const struct answer *answer)
{
    g_autofree char *words = text_from_bytes(answer->text, strlen(answer->text), NULL);
    g_autofree char *line = g_strdup_printf("%03d %s", answer->code, words);
    for (char *p = line; *p; p++)
        if ((guchar)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    return text_truncate(g_strchomp(line), RESPONSE_BYTES);
}

static void read_verdict(struct smtp *smtp, struct delivery *delivery)
{
    g_auto(Answer) answer = {0};
    bool known = talk_read(smtp->talk, DOT_PATIENCE, &answer);
    if (known && answer.code >= 200 && answer.code <= 299) {
        delivery->outcome = OUTCOME_SENT;
        delivery->response = kept_response(&answer);
        smtp->lost = 0;
    } else if (known && answer.code >= 400) {
        refused(smtp, "end of data", &answer, delivery);
    } else {
        delivery_set(delivery, OUTCOME_UNSURE, 0, "after the final dot: %s",
                     known ? "unexpected answer" : talk_why(smtp->talk));
        disconnect(smtp);
    }
}

static void smtp_send(struct post *post, const char *from, const char *to, const char *cc, GBytes *mail,
                      struct delivery *delivery)
{
    struct smtp *smtp = (struct smtp *)post;
    gsize size = g_bytes_get_size(mail);
    if (g_ascii_strcasecmp(from, smtp->address) != 0) {
        delivery_set(delivery, OUTCOME_HOLD, 0, "not sent: the sender is not the address of this login");
        return;
    }
    if (!make_ready(smtp, delivery))
        return;
    if (smtp->size_limit > 0 && size > smtp->size_limit) {
        delivery_set(delivery, OUTCOME_HOLD, 0,
                     "not sent: %" G_GSIZE_FORMAT " bytes, the server takes %" G_GUINT64_FORMAT, size,
                     smtp->size_limit);
        return;
    }
    smtp->used = true;
    if (say_envelope(smtp, from, to, cc, size, delivery)) {
        if (!talk_body(smtp->talk, mail) || !talk_dot(smtp->talk))
            lost(smtp, "data", delivery);
        else
            read_verdict(smtp, delivery);
    }
    if (delivery->outcome == OUTCOME_PAUSE || delivery->outcome == OUTCOME_TOMORROW ||
        delivery->outcome == OUTCOME_STOP)
        disconnect(smtp);
}

static void smtp_close(struct post *post)
{
    struct smtp *smtp = (struct smtp *)post;
    g_auto(Answer) answer = {0};
    if (smtp->talk)
        talk_command(smtp->talk, "QUIT", &answer); /* a courtesy: every mail's fate is known */
    disconnect(smtp);
    g_free(smtp->address);
    g_free(smtp);
}

static const struct post_way smtp_way = {.name = "smtp", .send = smtp_send, .close = smtp_close};

struct post *post_open_smtp(const struct server *server, const char *address, const struct refusals *refusals,
                            GError **error)
{
    if (!post_address_safe(address)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "the sender's address cannot be used in SMTP");
        return NULL;
    }
    struct smtp *smtp = g_new0(struct smtp, 1);
    smtp->post.way = &smtp_way;
    smtp->server = server;
    smtp->refusals = refusals;
    smtp->address = g_strdup(address);
    if (connect_server(smtp, error))
        return &smtp->post;
    smtp_close(&smtp->post);
    return NULL;
}
