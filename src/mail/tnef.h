/* TNEF, the "winmail.dat" of Outlook and Exchange (MS-OXTNEF): attachments and a body in one file.
 *
 * libytnef takes the properties apart; before it sees a byte, the attributes are walked here: lengths within the
 * file, checksums right, properties within their attribute. What is wrong is left out, and the result is damaged. Pure.
 */
#ifndef HUIZHI_MAIL_TNEF_H
#define HUIZHI_MAIL_TNEF_H

#include <glib.h>
#include <stdbool.h>

#define TNEF_MAX_FILES 500

struct tnef_file {
    char *name;       /* base name, decoded; NULL when it has none */
    char *content_id; /* without angle brackets, NULL when none */
    const guint8 *bytes;
    gsize length; /* borrowed from the tnef */
};

struct tnef {
    bool damaged;
    char *html, *text; /* the body; NULL when there is none. The text is made of RTF when nothing else is there. */
    GPtrArray *files;  /* struct tnef_file, in the file's order */
    struct tnef_store *store;
};
typedef struct tnef Tnef;

/* Never NULL: what is no TNEF is damaged and empty. */
struct tnef *tnef_read(GBytes *bytes);
void tnef_free(struct tnef *tnef);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tnef, tnef_free)

/* tnef_guard.c: the sound attributes of a file, one after the other; *whole is false when any was left out. NULL for
 * what is no TNEF. */
GBytes *tnef_sound(GBytes *bytes, bool *whole);
/* tnef_rtf.c: what a compressed RTF body holds (MS-OXRTFCP); NULL when it is broken. The text of an RTF body, also of
 * one that wraps HTML (MS-OXRTFEX). Both are owned by the caller. */
GBytes *tnef_rtf(const guint8 *bytes, gsize length);
char *tnef_rtf_text(const char *rtf, gsize length);

#endif
