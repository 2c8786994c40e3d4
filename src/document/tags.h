/* The tags of a Word file's content controls, for checking our own blank forms. */
#ifndef HUIZHI_DOCUMENT_TAGS_H
#define HUIZHI_DOCUMENT_TAGS_H

#include <glib.h>

/* In the document's order; ERROR_INPUT when the bytes are no Word file. Free with g_strfreev. */
GStrv document_tags(GBytes *bytes, GError **error);

#endif
