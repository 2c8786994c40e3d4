/* The answer to a participant: one mail with everything that arrived and all that is still wrong, in the words
 * of the campaign's templates (replies/NAME.mustache).
 */
#ifndef HUIZHI_REPLY_COMPOSE_H
#define HUIZHI_REPLY_COMPOSE_H

#include "judge/judge.h"
#include "ruleset/ruleset.h"
#include "submission/submission.h"

struct message;

struct reply {
    char *template; /* "incomplete" */
    char *to;       /* address */
    char *to_name;  /* NULL when unknown */
    char *subject;
    char *text;
    char *html;        /* the same for those who see more than text: reply_dress */
    GStrv numbers;     /* of the submissions that it is about */
    GPtrArray *blanks; /* const struct form_rule, borrowed: whose blank forms go along */
    GPtrArray *sheets; /* struct reply_file: lists to be filled in, made for this reply */
};
typedef struct reply Reply;

/* A file that was made for one reply. */
struct reply_file {
    char *name; /* "补正清单 NXZ-0012.xlsx" */
    char *type;
    GBytes *bytes;
};

/* One mail may have brought several submissions: each stands in the same reply. */
struct judged {
    const struct campaign *campaign;
    const struct submission *submission;
    const struct verdict *verdict;
    bool passed;   /* words of the mail were passed on to people */
    bool again;    /* a reply about it has been given before: this one speaks of what was added */
    char *changed; /* what this mail brought, by changed_words; NULL */
    gint64 due;    /* until when corrections are awaited, for a reminder; 0: as reply_fix_by counts it */
};

/* Until when an answer given `now` awaits corrections: the later of the deadline and the campaign's working days. What
 * came after an earlier time limit gets no new one. */
gint64 reply_fix_by(const struct judged *judged, gint64 now);

/* `now` dates the time limit of corrections; `delayed`: the answer comes late through our fault. Template by the worst
 * verdict; ERROR_CONFIG when the campaign has no such template. */
struct reply *reply_compose(const GPtrArray *judged, const struct message *message, gint64 now, bool delayed,
                            GError **error);
/* The same submissions in the words of another template, to be looked at; ERROR_USAGE when there is none of that name.
 */
struct reply *reply_compose_as(const char *template, const GPtrArray *judged, const struct message *message, gint64 now,
                               GError **error);
/* Answers without a submission: "enquiry", "toolarge", "closed", "help", "status" … of the campaign; with "template" go
 * its blank forms. */
struct reply *reply_plain(const struct campaign *campaign, const char *template, const struct message *message,
                          GVariant *extra, GError **error);
/* A reminder (template "reminder") of submissions that are incomplete, each with its `due`. */
struct reply *reply_remind(const GPtrArray *judged, const char *to, const char *to_name, gint64 now, GError **error);
/* Makes the HTML anew after subject or text were changed. */
void reply_dress(struct reply *reply);
void reply_free(struct reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

#endif
