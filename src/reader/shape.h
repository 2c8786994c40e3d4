/* The shape of every struct in a dossier: which members go on the wire, as what, and within which bounds.
 *
 * One table a struct drives writing, checking and building alike (wire.c), so that the three cannot drift apart:
 * what the writer would not have written, the reader refuses.
 */
#ifndef HUIZHI_READER_SHAPE_H
#define HUIZHI_READER_SHAPE_H

#include <glib.h>

enum slot_kind {
    SLOT_LINE,     /* char *, never NULL: text without control characters */
    SLOT_TEXT,     /* char *, never NULL: text; tabs and line breaks are kept */
    SLOT_NAME,     /* char *, never NULL: a base name: a line, not empty, without '/', not "." or ".." */
    SLOT_PATH,     /* char *, never NULL: a line, not empty, relative, without a ".." step */
    SLOT_HASH,     /* char *, never NULL: 64 lower-case hexadecimal digits */
    SLOT_STAGED,   /* char *: "f" and four digits */
    SLOT_ENUM,     /* an enum: 0 … max */
    SLOT_INT,      /* int: min … max */
    SLOT_INT64,    /* gint64: min … max */
    SLOT_UINT64,   /* guint64: 0 … max */
    SLOT_DOUBLE,   /* double: min … max */
    SLOT_BOOL,     /* bool */
    SLOT_GBOOLEAN, /* gboolean */
    SLOT_STRV,     /* GStrv of at most `max` lines */
    SLOT_NOTES,    /* GPtrArray of at most `max` char * (texts), never NULL */
    SLOT_STRUCT,   /* a struct inside the struct */
    SLOT_POINTER,  /* a pointer to a struct, never NULL */
    SLOT_ARRAY,    /* GPtrArray of at most `max` structs, never NULL */
};

struct slot {
    const char *name; /* for messages: "files" */
    enum slot_kind kind;
    gsize offset;
    gboolean optional;         /* a char * or a GStrv that may be NULL */
    gint64 min, max;           /* bounds of numbers; `max` also of counts */
    gsize bytes;               /* limit of each string */
    const struct shape *shape; /* of SLOT_STRUCT, SLOT_POINTER, SLOT_ARRAY */
};

struct shape {
    const char *name;
    gsize size;          /* of the struct */
    GDestroyNotify free; /* frees one that was built; NULL for a struct that only stands inside another */
    const struct slot *slots;
    guint count;
};

extern const struct shape shape_dossier;

#endif
