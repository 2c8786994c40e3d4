/* The looks of our own that magic.c takes where libmagic is vague. Each answers a static MIME type, or NULL when
 * the bytes say nothing. All are bounded: entries, sectors and header lines are counted.
 */
#ifndef HUIZHI_BASE_MAGIC_LOOK_H
#define HUIZHI_BASE_MAGIC_LOOK_H

#include <glib.h>
#include <stdbool.h>

#define TYPE_DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define TYPE_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define TYPE_PPTX "application/vnd.openxmlformats-officedocument.presentationml.presentation"

/* Bytes that begin with PK: the package by the names of its entries, "application/zip" when no known one. */
const char *magic_zip(const guint8 *bytes, gsize length, const char *name);

/* A compound file (OLE2) by the streams under its root; NULL when they are not known. */
const char *magic_ole(const guint8 *bytes, gsize length, const char *name);

/* One volume of a split archive; `type` is what a signature says, NULL where none does: a piece out
 * of the middle may look like anything. */
bool magic_is_volume(const guint8 *bytes, gsize length, const char *type, const char *name);

/* True when the first bytes are text in UTF-8, UTF-16 with a mark, or GB18030. */
bool magic_is_text(const guint8 *bytes, gsize length);

/* The kind of text: text/html, text/rtf, message/rfc822, multipart/related (a web archive), text/csv by the name,
 * else NULL. Only for bytes that magic_is_text. */
const char *magic_text(const guint8 *bytes, gsize length, const char *name);

/* True for bytes that begin as a page does: a document type, <html>, <head>, <meta>, <body> or <table>. */
bool magic_is_page(const guint8 *bytes, gsize length);

/* True when the name ends so ("csv"), in any case. */
bool magic_named(const char *name, const char *extension);

#endif
