/* What the conversation (talk.h) chose to answer; empty: the answer follows from the mail's kind. */
#ifndef HUIZHI_TALK_TALK_REPLY_H
#define HUIZHI_TALK_TALK_REPLY_H

#include <glib.h>
#include <stdbool.h>

struct talk_reply {
    char *template; /* words of its own for the answer; NULL: by kind */
    GVariant *view; /* further variables for them; NULL */
    GArray *about;  /* submissions (gint64) that it mentions without taking the place of their receipts; NULL */
    bool direct;    /* to the sender's own address, whatever Reply-To says */
};

#endif
