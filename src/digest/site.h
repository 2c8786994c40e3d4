/* The digest's folder as a site that opens from disk: index.html, a page a submission (cases/), contact sheets
 * (sheets/), charts (charts/), thumbnails (thumbs/). No server, no script, nothing from elsewhere.
 *
 * Files are mode 0640. index.html is the digest's and durable; the others can be made again at any time.
 */
#ifndef HUIZHI_DIGEST_SITE_H
#define HUIZHI_DIGEST_SITE_H

#include "digest/digest.h"
#include "store/query_case.h"

struct site {
    const struct config *config;
    const struct ruleset *ruleset;
    struct store *store;
    const struct digest *digest;
    const char *folder;
    bool all; /* pages of every submission; else of what changed in the period and of what the digest speaks of */
};

/* A page, from index.html. */
struct site_link {
    char *target, *title;
    guint count;
};

bool site_write(const struct site *site, GError **error);

/* "NXZ-0001、NXZ-0002" (also with commas) one by one; NULL: none. Free with g_strfreev. */
GStrv site_numbers(const char *text);

/* For the files of the site. */

/* Replaces a file of the site when its bytes differ; ERROR_IO. */
bool site_put(const struct site *site, const char *name, const void *bytes, gsize length, GError **error);
/* "thumbs/0123456789abcdef.jpg": a stored picture is there under that name; NULL when it is none that may be shown. */
char *site_thumb(const struct site *site, const char *sha256);

/* case.c: writes cases/NUMBER.html; *found: there is such a submission. */
bool case_write(const struct site *site, const char *number, bool *found, GError **error);

/* contact.c: writes sheets/; array of struct site_link. */
GPtrArray *contact_write(const struct site *site, const GHashTable *pages, GError **error);

/* chart.c: writes charts/days.png, states.png, categories.png and regions.png. */
bool chart_write(const struct site *site, GError **error);

#endif
