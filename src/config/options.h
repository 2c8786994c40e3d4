/* The master copy of every option: its name in huizhi.yaml, type, range, default and help.
 *
 * The parser (config.c), the sample file (sample.c) and the OPTIONS section of huizhi.yaml(5) (manual.c) are three
 * walks over these tables. A dot in a name is a nested map: `intake.max_mail`. Three tables, because a mailbox and a
 * server stand in a list or in each other; an OPTION_MAILBOXES or OPTION_SERVER row leads to the next table.
 */
#ifndef HUIZHI_CONFIG_OPTIONS_H
#define HUIZHI_CONFIG_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

struct yaml_node;

enum option_type {
    OPTION_TEXT,
    OPTION_PATH,      /* relative to the folder of huizhi.yaml */
    OPTION_PROGRAM,   /* a path when it holds a slash, else looked up as usual */
    OPTION_HOST,      /* name or address, in lower case */
    OPTION_ADDRESS,   /* in lower case */
    OPTION_ADDRESSES, /* list; in lower case */
    OPTION_SENDERS,   /* list of addresses or @domains; in lower case */
    OPTION_PEOPLE,    /* list of addresses, each perhaps as NAME <ADDRESS>; the address in lower case */
    OPTION_TEXTS,     /* list */
    OPTION_NUMBER,
    OPTION_SIZE,      /* 60M, 500K, 1G or bytes: gint64 bytes; M is 1,000,000 */
    OPTION_DURATION,  /* 20m, 1h, 90s, 2d or seconds: gint64 seconds */
    OPTION_MOMENT,    /* a day or an RFC 3339 time: gint64 */
    OPTION_TIME,      /* HH:MM, as text */
    OPTION_BOOL,      /* yes or no (also true, false, on, off): bool */
    OPTION_CHOICE,    /* an enum, in the order of `choices` */
    OPTION_WORD,      /* one of `choices`, as text */
    OPTION_SERVER,    /* a map of server_options */
    OPTION_MAILBOXES, /* a list of maps of mailbox_options */
};

struct option {
    const char *name;
    enum option_type type;
    gsize offset;      /* of the member, in struct config, mailbox or server */
    gint64 min, max;   /* of numbers, sizes and durations */
    const char *value; /* the default as it would be written; NULL: none; `otherwise` says what holds without it */
    const char *otherwise;
    const char *const *choices; /* NULL-terminated */
    const char *sample;         /* shown in the sample file instead of the default */
    bool active;                /* stands there as a live line, not as a remark */
    const char *help;           /* whole sentences; a Chinese key word last, for who searches it */
};

/* Each ends with a row whose name is NULL. */
extern const struct option global_options[], mailbox_options[], server_options[];

/* The table that a row of type OPTION_SERVER or OPTION_MAILBOXES leads to; NULL for others. */
const struct option *option_table(const struct option *option);

/* "size", "duration", "text": what stands after the name in the manual. */
const char *option_type_name(enum option_type type);

/* Writes the node's value (the default when node is NULL) to `base` + offset; paths become absolute below `folder`
 * (NULL: they stay as they are). Not for OPTION_SERVER and OPTION_MAILBOXES. ERROR_CONFIG with the place. */
bool option_set(const struct option *option, gpointer base, struct yaml_node *node, const char *folder, GError **error);

/* Every option of the table gets its default; members of nested servers too. Lists of mailboxes stay. */
void option_set_defaults(const struct option *table, gpointer base);

/* The zone in which days and times without one are meant: the mailboxes are in China, which has one zone. */
GTimeZone *option_zone(void);

#endif
