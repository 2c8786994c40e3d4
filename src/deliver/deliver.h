/* Sending: SMTP over our driver, or an outgoing Maildir; and what a refusal means.
 *
 * One connection carries many mails. A mail whose fate is unknown (the connection was lost after the final dot)
 * is `unsure` and is never repeated by itself. Refusals are classified by the server's XX:YYY token first, the
 * digits second, from rules/common/refusals.yaml.
 */
#ifndef HUIZHI_DELIVER_DELIVER_H
#define HUIZHI_DELIVER_DELIVER_H

#include <glib.h>
#include <stdbool.h>

struct server;

enum outcome {
    OUTCOME_SENT,
    OUTCOME_RETRY,    /* this mail later, on a new connection */
    OUTCOME_PAUSE,    /* the whole queue pauses (throttle) */
    OUTCOME_TOMORROW, /* the day's quota is used up */
    OUTCOME_GIVE_UP,  /* permanent for this address */
    OUTCOME_HOLD,     /* content refused: an operator must look */
    OUTCOME_STOP,     /* login or account: stop and alarm */
    OUTCOME_UNSURE,   /* lost after the dot */
};
const char *outcome_name(enum outcome outcome);

struct delivery {
    enum outcome outcome;
    guint seconds;  /* OUTCOME_RETRY, OUTCOME_PAUSE: wait at least */
    char *response; /* the server's words, with its transaction id, in one line; owned */
    char *hint;     /* what the operator may do, in Chinese; owned, NULL: nothing to say */
};
/* Frees what it holds and makes it empty. */
void delivery_clear(struct delivery *delivery);

struct refusals; /* rules/common/refusals.yaml */
typedef struct refusals Refusals;
struct refusals *refusals_load(const char *path, GError **error);
void refusals_free(struct refusals *refusals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Refusals, refusals_free)
/* `code` is the three-digit reply, `text` all its lines without it. Replaces what `delivery` held. */
void refusals_classify(const struct refusals *refusals, int code, const char *text, struct delivery *delivery);

struct post; /* an open way out */
typedef struct post Post;
/* Logs in. ERROR_SERVER: try later; ERROR_LOGIN: refused, with what an authorisation code is. `server` and
 * `refusals` must outlive the post: a dropped connection is opened again from them. */
struct post *post_open_smtp(const struct server *server, const char *address, const struct refusals *refusals,
                            GError **error);
/* An outgoing Maildir (demo, tests, other mailers). */
struct post *post_open_maildir(const char *folder, GError **error);
/* Never fails: what happened is the outcome. After PAUSE, TOMORROW, STOP or UNSURE the connection is closed and
 * the post is dead: it sends nothing more. `from` must be the address that the post was opened for. */
void post_send(struct post *post, const char *from, const char *to, GBytes *mail, struct delivery *delivery);
/* The same with a copy to a further address; NULL: none. One that the server refuses costs the copy only. */
void post_send_copy(struct post *post, const char *from, const char *to, const char *cc, GBytes *mail,
                    struct delivery *delivery);
bool post_alive(const struct post *post);
void post_close(struct post *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Post, post_close)

#endif
