/* What a file is, by its bytes (libmagic on the first 64 KB, then a look of our own inside ZIP and OLE files,
 * where libmagic 5.44 is vague: .wps, .et, .ofd, a docx whose first entry is _rels). Declared types are ignored.
 */
#ifndef HUIZHI_BASE_MAGIC_H
#define HUIZHI_BASE_MAGIC_H

#include <glib.h>

#define MAGIC_VOLUME "application/x-split-archive" /* one volume of an archive that was sent in several */

struct magic; /* one a process, loaded once (12 ms) */

struct magic *magic_create(GError **error);
void magic_free(struct magic *magic);

/* The MIME type in lower case ("image/jpeg"), owned by the caller. `name` may help where bytes do not decide
 * (text/csv, the .wps and .et of WPS); it never overrules them. */
char *magic_type(struct magic *magic, const void *bytes, gsize length, const char *name);

#endif
