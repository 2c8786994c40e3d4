/* Mustache templates after the public specification: interpolation ({{x}} escapes HTML, {{{x}}} and {{&x}} do
 * not), dotted names, sections, inverted sections, partials, comments, set delimiters, standalone lines.
 *
 * The view is a GVariant of type a{sv}: strings, booleans, integers, doubles, nested a{sv} and arrays of a{sv}
 * (aa{sv}) or of strings (as). An empty string, an empty array, false and an absent key are false. Lambdas are not
 * supported.
 */
#ifndef HUIZHI_BASE_MUSTACHE_H
#define HUIZHI_BASE_MUSTACHE_H

#include <glib.h>
#include <stdbool.h>

struct mustache; /* a parsed template, immutable */
typedef struct mustache Mustache;

enum mustache_escape { MUSTACHE_HTML, MUSTACHE_PLAIN /* {{x}} is not escaped: text mails */ };

/* Looks a partial up; NULL when there is none (renders as nothing). The result is borrowed. */
typedef const struct mustache *(*mustache_partial)(const char *name, gpointer data);

/* ERROR_CONFIG with "name:line:column: …", the line and a caret: unclosed tags and sections. */
struct mustache *mustache_parse(const char *text, const char *name, GError **error);
void mustache_free(struct mustache *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mustache, mustache_free)

/* Renders; recursion of partials stops at depth 32. Owned by the caller. */
char *mustache_render(const struct mustache *template, GVariant *view, enum mustache_escape escape,
                      mustache_partial partial, gpointer data);

/* Calls `seen` for every variable, section and partial with its place; false from it stops with its error.
 * This is how a ruleset refuses a template that names an unknown variable. */
enum mustache_use { MUSTACHE_SHOWN, /* {{x}} */ MUSTACHE_ASKED, /* {{#x}}, {{^x}} */ MUSTACHE_INCLUDED /* {{>x}} */ };
typedef bool (*mustache_visitor)(const char *name, enum mustache_use use, const char *place, gpointer data,
                                 GError **error);
bool mustache_visit(const struct mustache *template, mustache_visitor seen, gpointer data, GError **error);

#endif
