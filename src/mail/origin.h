/* Who wrote this: a person, a robot, a bounce, or ourselves.
 *
 * The order follows what senders really do: our own address, delivery reports (RFC 3464, and NetEase's and
 * QQ's without any DSN part), vacation replies (RFC 3834, X-QQ-AUTO-REPLY, subject prefixes, sentences),
 * lists and newsletters (List-Id, List-Unsubscribe, Precedence), read receipts, calendar mail. The patterns
 * are data (rules/common/robots.yaml). A person's mail that quotes 自动回复 or asks about 退信 is a person's.
 */
#ifndef HUIZHI_MAIL_ORIGIN_H
#define HUIZHI_MAIL_ORIGIN_H

#include <glib.h>

struct message;
struct yaml_node;

enum origin_kind { ORIGIN_PERSON, ORIGIN_OWN, ORIGIN_BOUNCE, ORIGIN_ROBOT, ORIGIN_LIST, ORIGIN_DOUBTFUL };

struct origin {
    enum origin_kind kind;
    char *why;        /* the rule that decided, in Chinese for the secretariat; never NULL */
    char *bounced_to; /* ORIGIN_BOUNCE: the address that did not get our mail, NULL when not said */
    char *bounced_id; /* ORIGIN_BOUNCE: Message-ID of the mail that came back, NULL when not said */
};
typedef struct origin Origin;

struct robots; /* the compiled rules/common/robots.yaml */
typedef struct robots Robots;
struct robots *robots_load(const char *path, GError **error);
void robots_free(struct robots *robots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Robots, robots_free)

/* `own` are our addresses in lower case. Never fails. ORIGIN_LIST is what may still be a submission when it
 * holds a filled form (List-Unsubscribe alone); ORIGIN_DOUBTFUL what only sounds automatic (a vacation's sentence, a
 * ticket's subject): a person's as soon as it brings anything. Every other robot is filed but never answered. */
struct origin *origin_decide(const struct message *message, const struct robots *robots, const char *const *own);
void origin_free(struct origin *origin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Origin, origin_free)

#endif
