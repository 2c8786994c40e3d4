/* What command.c and saying.c share: the compiled rules/common/commands.yaml and how a line is compared with it. */
#ifndef HUIZHI_MAIL_COMMAND_WORDS_H
#define HUIZHI_MAIL_COMMAND_WORDS_H

#include "mail/command.h"

#define COMMAND_TEXT_BYTES (16 * 1024) /* of a text that is looked at */

/* What a sentence may say. */
enum saying {
    SAYING_CLAIM,     /* nothing better can be sent */
    SAYING_DEMAND,    /* consent is taken back: read clause by clause, a polite question behind it changes nothing */
    SAYING_COMPLAINT, /* somebody was pictured without consent: a sentence that asks is none */
    SAYING_WEB,       /* the form was filled in on the web page */
    SAYINGS_COUNT
};

struct phrases {
    GPtrArray *phrases, *unless; /* GRegex: one of these, and none of those */
};

struct commands {
    GHashTable *words;   /* folded word → enum command */
    GHashTable *answers; /* folded word → enum confirm */
    GStrv cues;
    GStrv lists[WORDS_COUNT];
    GPtrArray *questions, *thanks, *routine, *signature; /* GRegex */
    struct phrases sayings[SAYINGS_COUNT];
};

/* Letters, digits and Han characters only, lower case, half-width. Free with g_free. */
char *command_fold(const char *text);
/* What a whole line means in one of the tables, a number behind it or not; 0: nothing. */
int command_word(GHashTable *table, const char *line);
bool command_matches(const GPtrArray *patterns, const char *text);
/* Copies without the signature; without phrases of thanks (*any: there was one that a greeting alone is not). */
char *command_without_signature(const struct commands *commands, const char *text);
char *command_without_thanks(const struct commands *commands, const char *text, bool *any);
/* Han characters: what a text weighs beside numbers and addresses. */
gsize command_weight(const char *text);

#endif
