/* A submission is a fold: its state is the fold of its contributions, from mails and from people, ordered by
 * (received, mail id). Pure: nothing here touches the database.
 *
 * A mail filed late folds in at its place; reading a mail again replaces only that mail's contribution. Numbers
 * that were mailed never change.
 */
#ifndef HUIZHI_SUBMISSION_SUBMISSION_H
#define HUIZHI_SUBMISSION_SUBMISSION_H

#include <glib.h>
#include <stdbool.h>

#include "form/form.h"
#include "mail/links.h"
#include "reader/dossier.h"
#include "ruleset/ruleset.h"
#include "work/work.h"

/* The actor of a contribution that the campaign's web page made; it has no mail. It comes last whenever it was made,
 * and only says what neither the sender nor a person of the office did. */
#define CONTRIBUTION_BY_WEB "web"
/* Where its values stand: "网上登记 行12". */
#define WEB_PLACE "网上登记 行"

/* What one mail (or one person's word) brings to one submission. */
struct contribution {
    gint64 id;   /* row in the database, 0 before it is filed */
    gint64 mail; /* row of the mail; 0: a person's */
    char *actor; /* sender's address, or the person who decided */
    gint64 received;
    gint64 came;         /* when it reached us, as people's rulings count; 0: when received */
    char *campaign;      /* id; NULL until join decides (works without a form) */
    char *form;          /* id of the form it brought; NULL: none */
    char *form_name;     /* its file name */
    bool unreadable;     /* the form is clearly there but could not be read */
    bool claim;          /* the sender says that nothing better can be sent */
    char *web;           /* phone under which the form was filled in on the web page, they say; NULL */
    int embedded;        /* pictures inside its Word files */
    int reserved;        /* highest number of its works that another submission has now; 0: none */
    GPtrArray *fields;   /* struct field: the whole form, or only those that a correction names */
    GPtrArray *works;    /* struct numbered */
    GPtrArray *links;    /* struct link */
    GPtrArray *failures; /* struct file: archives and works behind a password, damaged files */
    GPtrArray *captions; /* struct caption: for works that came earlier */
    GPtrArray *rows;     /* struct roster_row: its list of works */
    GPtrArray *notes;    /* char * */
};
typedef struct contribution Contribution;

struct numbered {
    int seq;      /* NXZ-0123-07: 7, permanent; 0 before it is filed */
    int replaces; /* seq of the work that this file takes the place of; 0: none */
    struct work *work;
    bool listed;        /* a line of the list of works was found for it; set by the fold */
    char *duplicate_of; /* number of the submission that has the same file already; NULL */
    gint64 arrived;     /* when its last file came; set by the fold */
    gint64 touched;     /* when its last file or caption came; set by the fold */
    char *held;         /* why it may not be used, by submission_stand; NULL: it may */
};

/* The folded state. Everything is owned by it. */
struct submission {
    gint64 id;
    char *number; /* "NXZ-0012" */
    char *campaign;
    char *form; /* NULL: works without a form */
    char *form_name;
    bool unreadable;
    bool claim;          /* in any of its mails */
    char *web;           /* the last of its mails that says so; NULL */
    int embedded;        /* pictures inside the Word files of the mail that had some last */
    int reserved;        /* no new work gets this number or a lower one */
    gint64 received;     /* of its first mail with a form or a work */
    gint64 latest;       /* of its last mail */
    gint64 fix_by;       /* corrections are awaited until then; 0: never asked for */
    int revision;        /* contributions so far */
    char *sender;        /* address of the first mail */
    GPtrArray *fields;   /* struct field, the form's order; empty without a form */
    GPtrArray *works;    /* struct numbered, by seq */
    GPtrArray *links;    /* struct link */
    GPtrArray *failures; /* struct file */
    GPtrArray *rows;     /* struct roster_row: its list of works, each with the number of its work */
    GPtrArray *notes;    /* char * */
    guint told;          /* notes of earlier mails, told already */
    gint64 came;         /* when the last of its mails came; 0: none did */
    gint64 deadline;     /* of its form, or as extended; set by submission_stand; 0: unknown yet, or none */
    char *held;          /* why nothing of it may be used, by submission_stand; NULL: it may */
    char *assigned;      /* who looks after it, by submission_stand; NULL: nobody in particular */
};
typedef struct submission Submission;

struct contribution *contribution_create(void);
void contribution_free(struct contribution *contribution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contribution, contribution_free)
bool contribution_by_web(const struct contribution *contribution);
void numbered_free(struct numbered *numbered);
void submission_free(struct submission *submission);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Submission, submission_free)

/* Splits a dossier into what it brings: one contribution for each filled form; works, links and failures go with
 * the form that takes works, or else asks for papers (of several: the one whose author or unit the file's path names,
 * else the first), and without such a form are one contribution of their own. Array of struct contribution, perhaps
 * empty. */
GPtrArray *submission_split(const struct dossier *dossier, const struct ruleset *ruleset, gint64 received);

/* Folds contributions in their order (received, mail). A later form's filled fields win, what it leaves empty stays;
 * the same file (hash) twice is one work; a link or a failed file is settled when its file arrives later. Works
 * without a number get the next free one. The result's id, number, campaign, deadline and fix_by are the caller's to
 * set. */
struct submission *submission_fold(const GPtrArray *contributions);

/* Until when it must have come, as extended or by its form; works without a form go by the form that takes works.
 * 0: no deadline. */
gint64 submission_deadline(const struct submission *submission, const struct campaign *campaign);

/* Until when what we asked for can be sent: the later of that time limit and the deadline; 0: never asked for. */
gint64 submission_fix_by(const struct submission *submission, const struct campaign *campaign);

/* "NXZ-0012-07" or "NXZ-0012" taken apart; false when it is no number. seq 0: none. */
bool number_parse(const char *text, char **prefix, int *number, int *seq);
char *number_format(const char *prefix, int number);
char *number_format_work(const char *submission, int seq);

#endif
