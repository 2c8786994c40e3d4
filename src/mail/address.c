/* One pass over the raw bytes splits a list at its commas; each piece is then taken apart by itself, so that one
 * broken address costs no other. Quotes, comments and encoded words are stepped over as wholes; a quote that never
 * closes is an ordinary character.
 */
#include "mail/address.h"

#include <stdbool.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/header.h"

#define MAX_PIECE 1000        /* bytes of one address with its name; the rest is cut off */
#define MAX_ADDRESS_BYTES 254 /* RFC 5321, 4.5.3.1.3 with the brackets off */

void address_clear(struct address *address)
{
    g_clear_pointer(&address->name, g_free);
    g_clear_pointer(&address->addr, g_free);
}

void address_free(gpointer address)
{
    address_clear(address);
    g_free(address);
}

char *address_only(const char *text)
{
    g_autofree char *clean = g_strdup(text);
    g_strstrip(g_strdelimit(clean, "<>\"'", ' '));
    const char *start = g_ascii_strncasecmp(clean, "mailto:", 7) ? clean : clean + 7;
    const char *at = strrchr(start, '@');
    gsize length = strlen(start);
    if (!at || at == start || !at[1] || length > MAX_ADDRESS_BYTES || strchr(start, '@') != at)
        return NULL;
    for (const char *p = start; *p; p++)
        if ((guchar)*p <= ' ' || *p == 0x7f || strchr("()<>,;:\\\"[]", *p))
            return NULL;
    return g_utf8_validate(start, -1, NULL) ? g_ascii_strdown(start, -1) : NULL;
}

/* Past a quoted string, a comment or an encoded word at p; p itself when there is none or it never closes. */
static const char *skip_whole(const char *p)
{
    if (*p == '"') {
        for (const char *q = p + 1; *q; q++) {
            if (*q == '\\' && q[1])
                q++;
            else if (*q == '"')
                return q + 1;
        }
    } else if (*p == '(') {
        int depth = 0;
        for (const char *q = p; *q; q++) {
            if (*q == '\\' && q[1])
                q++;
            else if (*q == '(')
                depth++;
            else if (*q == ')' && --depth == 0)
                return q + 1;
        }
    } else if (p[0] == '=' && p[1] == '?') {
        const char *q = strchr(p + 2, '?');
        q = q && q - p < 80 && q[1] && q[2] == '?' ? strstr(q + 3, "?=") : NULL;
        if (q && q - p < 2000)
            return q + 2;
    }
    return p;
}

/* The text between the first bracket outside of quotes and its end; the rest is the name. */
static char *angle_part(const char *piece, GString *name)
{
    const char *open = NULL;
    for (const char *p = piece; *p && !open;) {
        const char *after = *p == '(' ? p : skip_whole(p);
        if (after > p)
            p = after;
        else if (*p == '<' && strchr(p, '@'))
            open = p;
        else
            p++;
    }
    if (!open) /* "张三<a@b> with a quote that opens and never closes */
        open = strrchr(piece, '<');
    if (!open || !strchr(open, '@'))
        return NULL;
    g_string_append_len(name, piece, open - piece);
    const char *close = strchr(open, '>');
    return close ? g_strndup(open + 1, (gsize)(close - open - 1)) : g_strdup(open + 1);
}

/* Without brackets: the token that is an address; a comment or the other tokens are the name. */
static char *bare_part(const char *piece, GString *name)
{
    g_autofree char *copy = g_strdup(piece);
    char *comment = strchr(copy, '(');
    if (comment) {
        *comment++ = '\0';
        char *close = strrchr(comment, ')');
        if (close)
            *close = '\0';
    }
    g_auto(GStrv) tokens = g_strsplit_set(copy, " \t\r\n", 50);
    char *found = NULL;
    for (gsize i = 0; tokens[i]; i++) {
        g_autofree char *addr = found ? NULL : address_only(tokens[i]);
        if (addr)
            found = g_steal_pointer(&addr);
        else
            g_string_append_printf(name, "%s ", tokens[i]);
    }
    if (comment)
        g_string_assign(name, comment);
    return found;
}

/* A pair around the whole, of these or of those: Outlook's apostrophes, quotes that were encoded with the name. */
static char *without_pair(char *text)
{
    g_strstrip(text);
    gsize length = strlen(text);
    bool paired = length > 1 && (*text == '\'' || *text == '"') && text[length - 1] == *text &&
                  !memchr(text + 1, *text, length - 2);
    return paired ? g_strndup(text + 1, length - 2) : g_strdup(text);
}

/* Quotes around the name, and backslashes in it, are no part of it; those within a word are. */
static char *clean_name(const char *raw)
{
    g_autoptr(GString) bare = g_string_new(NULL);
    for (const char *p = raw; *p; p++) {
        const char *after = *p == '=' ? skip_whole(p) : p;
        if (after > p) {
            g_string_append_len(bare, p, after - p);
            p = after - 1;
        } else if (*p == '\\' && (p[1] == '"' || p[1] == '\\')) {
            g_string_append_c(bare, *++p);
        } else if (*p != '"') {
            g_string_append_c(bare, *p);
        }
    }
    g_autofree char *text = header_decode(bare->str);
    g_autofree char *name = without_pair(text);
    return *name ? g_steal_pointer(&name) : NULL;
}

/* "张三 <a@b>" in one word: some web mailers encode the whole. */
static void split_encoded(struct address *address)
{
    char *open = address->name ? strrchr(address->name, '<') : NULL;
    char *close = open ? strchr(open, '>') : NULL;
    g_autofree char *inner = close ? g_strndup(open + 1, (gsize)(close - open - 1)) : NULL;
    address->addr = inner ? address_only(inner) : NULL;
    if (!address->addr)
        return;
    *open = '\0';
    char *name = without_pair(address->name);
    g_free(address->name);
    address->name = *name ? g_steal_pointer(&name) : NULL;
    g_free(name);
}

static void add_piece(GPtrArray *list, const char *start, const char *end)
{
    if (list->len >= ADDRESS_MAX)
        return;
    g_autofree char *piece = g_strstrip(g_strndup(start, MIN((gsize)(end - start), MAX_PIECE)));
    if (!*piece)
        return;
    g_autoptr(GString) name = g_string_new(NULL);
    g_autofree char *angle = angle_part(piece, name);
    struct address address = {0};
    if (angle)
        address.addr = address_only(angle);
    else
        address.addr = bare_part(piece, name);
    address.name = clean_name(name->str);
    if (!address.addr)
        split_encoded(&address);
    if (address.name || address.addr)
        g_ptr_array_add(list, g_memdup2(&address, sizeof address));
}

/* 8-bit bytes become UTF-8 first: a second byte of GBK may be an '@'. Words are ASCII and stay as they are. */
static char *as_utf8(const char *raw)
{
    return g_utf8_validate(raw, -1, NULL) ? g_strdup(raw) : charset_text(raw, strlen(raw), NULL);
}

GPtrArray *address_list(const char *raw)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(address_free);
    g_autofree char *text = raw ? as_utf8(raw) : NULL;
    const char *start = text;
    bool angle = false;
    int tries = 0; /* quotes and comments that never close, each of which costs a look at the whole rest */
    for (const char *p = text; p && *p;) {
        const char *after = tries < 100 ? skip_whole(p) : p;
        if (after > p) {
            p = after;
            continue;
        }
        tries += *p == '"' || *p == '(' || (*p == '=' && p[1] == '?');
        if (*p == '<')
            angle = true;
        else if (*p == '>')
            angle = false;
        if (*p == ':' && !angle && !memchr(start, '@', (gsize)(p - start))) {
            start = p + 1; /* the name of a group */
        } else if (*p == ';' || (*p == ',' && !angle)) {
            add_piece(list, start, p);
            start = p + 1;
            angle = false;
        }
        p++;
    }
    if (start)
        add_piece(list, start, start + strlen(start));
    return list;
}

struct address address_first(const char *raw)
{
    g_autoptr(GPtrArray) list = address_list(raw);
    struct address *chosen = list->len ? list->pdata[0] : NULL;
    for (guint i = 0; i < list->len && !chosen->addr; i++)
        if (((struct address *)list->pdata[i])->addr)
            chosen = list->pdata[i];
    return chosen ? (struct address){g_steal_pointer(&chosen->name), g_steal_pointer(&chosen->addr)}
                  : (struct address){0};
}
