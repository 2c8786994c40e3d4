/* rules/ as plain structs: what each campaign asks for, in which words it answers, and the shared data.
 *
 * A campaign is a folder with campaign.yaml and a template a reply; nothing about any campaign stands in C. Loading
 * checks everything: unknown keys, wrong types, bad SQL and unknown template variables are refused with
 * file:line:column, the line and a caret (ERROR_CONFIG). Everything is owned by the ruleset.
 */
#ifndef HUIZHI_RULESET_RULESET_H
#define HUIZHI_RULESET_RULESET_H

#include <glib.h>
#include <stdbool.h>

#include "base/mustache.h"
#include "ruleset/calendar.h"
#include "ruleset/form_rule.h"
#include "ruleset/remind.h"
#include "ruleset/spot.h"

enum severity { SEVERITY_NOTE, SEVERITY_REVIEW, SEVERITY_FIX, SEVERITY_LATE };

/* A further value for a rule's sentence: {{over}} from "chars - 150". */
struct shown {
    char *name;
    char *value; /* SQL expression over the same row */
    struct spot at;
};

/* One check. `check` is an SQL expression over a row of table `on`; NULL passes, as in SQL's CHECK. */
struct rule {
    char *id;    /* "photo.size" */
    char *on;    /* submission, field, work, photo, flat, media, link, failure */
    char *when;  /* SQL expression: rows it applies to; NULL: all */
    char *check; /* SQL expression that must not be false */
    enum severity severity;
    bool excusable;    /* for people to decide when the sender says that nothing better can be sent */
    bool resend;       /* a new file settles it: the file may take this one's place */
    GPtrArray *show;   /* struct shown */
    Mustache *subject; /* "author_name", "{{form_name}}"; NULL: the row's own */
    Mustache *say;     /* Chinese sentence for the participant, over the row's columns */
    char *clause;      /* of the notice: "二（一）1（1）"; NULL when none */
    struct spot check_at, when_at, say_at;
};

struct reply_template {
    char *name;        /* "complete" for replies/complete.mustache */
    Mustache *subject; /* first line "主题：…" (or "Subject: …"); NULL for a partial */
    Mustache *body;
};

struct campaign {
    char *id;       /* folder name, "2020-nixingzhe" */
    char *folder;   /* its path */
    char *name;     /* shown to people */
    char *prefix;   /* "NXZ" */
    char *mailbox;  /* address that collects it, lower case */
    char *office;   /* name under each reply */
    char *contacts; /* phones or how to reach it */
    char *max_mail; /* how much one mail may carry, as written in replies: "50M" */
    GTimeZone *zone;
    gint64 opens, closes;            /* first and last second; 0: open-ended */
    gint64 fix_days;                 /* days that a correction has after our answer, when the deadline is nearer */
    GStrv cues;                      /* words that make a person's mail an enquiry about this campaign */
    GPtrArray *forms;                /* struct form_rule */
    GPtrArray *rules;                /* struct rule */
    GHashTable *replies;             /* name → struct reply_template */
    struct remind remind;            /* when reminders leave */
    const struct calendar *calendar; /* the ruleset's */
    struct spot mailbox_at, closes_at, remind_at; /* empty when the key is absent */
};

struct ruleset {
    char *folder;         /* rules/ */
    char *hash;           /* SHA-256 over all files' names and bytes, recorded in each dossier */
    GPtrArray *campaigns; /* struct campaign, by id */
    GHashTable *labels;   /* of common/labels.yaml: meaning → GStrv of folded labels */
    Calendar *calendar;   /* of common/holidays.yaml */
};
typedef struct ruleset Ruleset;

struct ruleset *ruleset_load(const char *folder, GError **error);
/* For whoever writes rules: everything that is wrong at once. `faults` (GError *) takes what ruleset_load refuses; the
 * ruleset then holds what could be read, without the checks of a campaign whose forms are at fault. `only` is the path
 * of one campaign's folder, wherever it lies; NULL: all of `folder`. NULL with *error when nothing can be read. */
struct ruleset *ruleset_read(const char *folder, const char *only, GPtrArray *faults, GError **error);
/* What is allowed and yet looks like a slip, told in Chinese with its place: char *. `now` tells this year. */
GPtrArray *ruleset_warnings(const struct ruleset *ruleset, gint64 now);
void ruleset_free(struct ruleset *ruleset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ruleset, ruleset_free)

/* Borrowed; NULL when there is none. */
const struct campaign *ruleset_campaign(const struct ruleset *ruleset, const char *id);
const struct campaign *ruleset_by_prefix(const struct ruleset *ruleset, const char *prefix);
const struct form_rule *campaign_form(const struct campaign *campaign, const char *id);
const struct form_rule *campaign_works_form(const struct campaign *campaign); /* the first that takes works */
/* The deadline of a form; NULL: of the form that takes works. 0: none. */
gint64 campaign_deadline(const struct campaign *campaign, const char *form);
const char *severity_name(enum severity severity); /* "note", "review", "fix", "late" */
bool severity_parse(const char *name, enum severity *severity);

/* Names that a reply's template may use; ruleset_load refuses others with their place. NULL-terminated. */
extern const char *const ruleset_reply_variables[];
/* Those of them that are lists, or true or false: nothing to be shown by itself. NULL-terminated. */
extern const char *const ruleset_reply_sections[];

/* A path in rules/common/; free with g_free. */
char *ruleset_common(const struct ruleset *ruleset, const char *file);

#endif
