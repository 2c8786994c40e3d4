/* The parts of a ZIP package (docx, xlsx, odt) in memory.
 *
 * Bounded: 64 MB a part, 128 MB together, 10,000 entries, 200:1 against the file once 16 MB are unpacked. What
 * could be unpacked before a fault stays (a document that was cut off in the mail still shows its beginning), but a
 * part that goes over a limit is dropped whole.
 */
#ifndef HUIZHI_DOCUMENT_PACKAGE_H
#define HUIZHI_DOCUMENT_PACKAGE_H

#include <glib.h>
#include <stdbool.h>

struct package {
    GHashTable *parts; /* path → GBytes */
    bool encrypted;    /* an entry needs a password */
    bool damaged;      /* cut off, or an entry cannot be unpacked */
    bool bomb;         /* stopped at a limit */
};
typedef struct package Package;

/* Unpacks the entries that `wanted` takes (its path has forward slashes and no leading one). Never NULL. */
struct package *package_read(GBytes *bytes, bool (*wanted)(const char *path, gpointer data), gpointer data);
void package_free(struct package *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Package, package_free)

/* A part by its path in any case, or NULL. Borrowed. */
GBytes *package_part(const struct package *package, const char *path);

#endif
