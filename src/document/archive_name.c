/* Names of entries: decoded, then made safe.
 *
 * Chinese Windows writes GBK into ZIP without saying so; a second byte of GBK may be a backslash, so a path is cut
 * into its parts only after decoding. macOS writes decomposed characters, which are composed again.
 */
#include <string.h>

#include "base/text.h"
#include "document/archive.h"

#define MAX_PART 200 /* bytes of one name */
#define MAX_PARTS 32

/* A name cut to its limit at a character's edge, its extension kept. */
static char *shorten(const char *part)
{
    if (strlen(part) <= MAX_PART)
        return g_strdup(part);
    const char *dot = strrchr(part, '.');
    const char *extension = dot && strlen(dot) <= 16 ? dot : "";
    g_autofree char *stem = text_truncate(part, MAX_PART - strlen(extension));
    return g_strconcat(stem, extension, NULL);
}

static char *safe_part(const char *part)
{
    GString *out = g_string_new(NULL);
    for (; *part; part = g_utf8_next_char(part)) {
        gunichar code = g_utf8_get_char(part);
        /* Control characters and bidirectional overrides (a name shown backwards) only deceive. */
        bool bad = code < 0x20 || code == 0x7F || (code >= 0x202A && code <= 0x202E) ||
                   (code >= 0x2066 && code <= 0x2069) || code == 0x200E || code == 0x200F;
        if (bad)
            g_string_append_c(out, '_');
        else
            g_string_append_unichar(out, code);
    }
    g_autofree char *text = g_strstrip(g_string_free(out, FALSE));
    return shorten(text);
}

char *archive_safe_path(const char *raw)
{
    g_autofree char *decoded =
        g_utf8_validate(raw, -1, NULL) ? g_strdup(raw) : text_from_bytes(raw, strlen(raw), "gb18030");
    g_autofree char *composed = g_utf8_normalize(decoded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_auto(GStrv) parts = g_strsplit_set(composed ? composed : decoded, "/\\", MAX_PARTS + 1);
    GString *path = g_string_new(NULL);
    for (guint i = 0; parts[i] && i < MAX_PARTS; i++) {
        bool drive = i == 0 && g_ascii_isalpha(parts[i][0]) && parts[i][1] == ':' && !parts[i][2];
        g_autofree char *part = safe_part(parts[i]);
        if (!*part || drive || strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
            continue;
        g_string_append_printf(path, "%s%s", path->len ? "/" : "", part);
    }
    if (path->len)
        return g_string_free(path, FALSE);
    g_string_free(path, TRUE);
    return NULL;
}

bool archive_is_litter(const char *path)
{
    static const char *const names[] = {".DS_Store", "Thumbs.db", "desktop.ini", "ehthumbs.db"};
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    if (g_str_has_prefix(path, "__MACOSX/") || strstr(path, "/__MACOSX/") || g_str_has_prefix(base, "._") ||
        g_str_has_prefix(base, "~$"))
        return true;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(base, names[i]) == 0)
            return true;
    return false;
}
