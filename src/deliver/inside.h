/* The table of ways out: each way (smtp.c, maildir.c) begins its own struct with a struct post and fills in the
 * operations; post.c calls them and keeps a dead post from sending.
 */
#ifndef HUIZHI_DELIVER_INSIDE_H
#define HUIZHI_DELIVER_INSIDE_H

#include "deliver/deliver.h"

enum { ADDRESS_BYTES = 254 }; /* RFC 5321 4.5.3.1.3 less the angle brackets */

struct post_way {
    const char *name; /* "smtp" */
    /* `delivery` is empty; the way fills it in. */
    void (*send)(struct post *post, const char *from, const char *to, const char *cc, GBytes *mail,
                 struct delivery *delivery);
    void (*close)(struct post *post); /* frees the way's own struct, which holds `post` */
};

struct post {
    const struct post_way *way;
    bool dead;               /* sends nothing more */
    enum outcome last_words; /* what a dead post answers */
};

/* Fills in an outcome with words of our own. `format` gives the response. */
void delivery_set(struct delivery *delivery, enum outcome outcome, guint seconds, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* True for an address that may stand in an envelope: local@domain, ASCII, no spaces, quotes or brackets. */
bool post_address_safe(const char *address);

#endif
