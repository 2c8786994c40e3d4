/* What spool.c and content.c share: the two stores of an open spool. */
#ifndef HUIZHI_SPOOL_INSIDE_H
#define HUIZHI_SPOOL_INSIDE_H

#include <glib.h>
#include <stdbool.h>

struct hash;

/* A store of files under their hashes, with a private folder for what is not yet stored. */
struct area {
    char *folder;  /* "state/spool" */
    char *private; /* "state/spool/tmp/PID.N", mode 0700, on the same file system */
    int lock;      /* the private folder, locked as long as we live: nobody else may clear it */
};

struct spool {
    struct area raw, content;
    guint next; /* the next number of a temporary file or staging folder */
    char *temporary;
    int fd; /* of the mail that was begun; -1: none */
    struct hash *hash;
    guint64 bytes;
};

/* True for 64 lower-case hexadecimal digits. */
bool hash_is_name(const char *sha256);

/* "FOLDER/ab/ab…SUFFIX"; free with g_free. */
char *area_path(const struct area *area, const char *sha256, const char *suffix);
/* The same, with its folder created. */
char *area_place(const struct area *area, const char *sha256, const char *suffix, GError **error);

#endif
