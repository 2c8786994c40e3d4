/* Windows: Naming Files, Paths, and Namespaces (reserved characters; trailing dots and spaces). Its device names (CON,
 * NUL …) cannot occur: every name begins with a number.
 */
#include "spool/shelf_name.h"

#include <stdbool.h>
#include <string.h>

/* What people open, by content type; the first ending is given to a file that has none of them. */
static const struct {
    const char *type;
    const char *endings;
} kinds[] = {
    {"image/jpeg", "jpg jpeg jpe jfif mpo"},
    {"image/png", "png"},
    {"image/gif", "gif"},
    {"image/webp", "webp"},
    {"image/tiff", "tif tiff dng nef cr2 arw"},
    {"image/heic", "heic heif"},
    {"image/heif", "heif heic"},
    {"image/bmp", "bmp"},
    {"image/x-ms-bmp", "bmp"},
    {"image/vnd.adobe.photoshop", "psd"},
    {"image/x-canon-cr2", "cr2"},
    {"image/x-canon-cr3", "cr3"},
    {"image/x-nikon-nef", "nef"},
    {"image/x-sony-arw", "arw"},
    {"image/x-adobe-dng", "dng"},
    {"application/pdf", "pdf"},
    {"application/ofd", "ofd"},
    {"application/msword", "doc wps"},
    {"application/rtf", "rtf doc"},
    {"text/rtf", "rtf doc"},
    {"application/vnd.ms-excel", "xls et"},
    {"application/vnd.ms-powerpoint", "ppt dps"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    {"application/vnd.oasis.opendocument.text", "odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"application/vnd.oasis.opendocument.presentation", "odp"},
    {"text/plain", "txt md"},
    {"text/csv", "csv"},
    {"video/mp4", "mp4 m4v"},
    {"video/quicktime", "mov qt"},
    {"video/x-m4v", "m4v mp4"},
    {"video/x-msvideo", "avi"},
    {"video/x-ms-wmv", "wmv"},
    {"video/x-ms-asf", "wmv asf wma"},
    {"video/x-matroska", "mkv"},
    {"video/webm", "webm"},
    {"video/x-flv", "flv"},
    {"video/3gpp", "3gp"},
    {"video/mpeg", "mpg mpeg"},
    {"video/MP2T", "ts mts m2ts"},
    {"application/vnd.rn-realmedia", "rm rmvb"},
    {"audio/mpeg", "mp3"},
    {"audio/x-wav", "wav"},
    {"audio/x-m4a", "m4a"},
    {"audio/mp4", "m4a"},
    {"audio/aac", "aac"},
    {"audio/x-hx-aac-adts", "aac"},
    {"audio/flac", "flac"},
    {"audio/x-flac", "flac"},
    {"audio/ogg", "ogg oga"},
    {"application/ogg", "ogg"},
    {"audio/AMR", "amr"},
    {"audio/x-ms-wma", "wma"},
};

static bool is_odd(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return c < 0x20 || type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
           type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_UNASSIGNED || type == G_UNICODE_SURROGATE ||
           type == G_UNICODE_PRIVATE_USE;
}

/* One line, composed, without what a file system or a reader's eye would stumble over. */
static char *cleaned(const char *name)
{
    g_autofree char *composed = g_utf8_normalize(name ? name : "", -1, G_NORMALIZE_NFC);
    GString *out = g_string_new(NULL);
    for (const char *p = composed ? composed : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (strchr("<>:\"/\\|?*", (int)c) && c < 0x80)
            g_string_append_c(out, '_');
        else if (g_unichar_isspace(c) && (out->len == 0 || out->str[out->len - 1] != ' '))
            g_string_append_c(out, ' ');
        else if (!g_unichar_isspace(c) && !is_odd(c))
            g_string_append_unichar(out, c);
    }
    return g_strstrip(g_string_free(out, FALSE));
}

/* Cuts at a character, then what Windows drops silently. */
static void cut(char *name, gsize bytes)
{
    gsize length = strlen(name);
    if (length > bytes) {
        const char *end = g_utf8_find_prev_char(name, name + bytes + 1);
        length = end ? (gsize)(end - name) : 0;
    }
    while (length && (name[length - 1] == '.' || name[length - 1] == ' '))
        length--;
    name[length] = '\0';
}

char *shelf_folder_name(const char *number, const char *title)
{
    g_autofree char *clean = cleaned(title);
    char *name = *clean ? g_strdup_printf("%s %s", number, clean) : g_strdup(number);
    cut(name, SHELF_NAME_BYTES);
    return name;
}

/* The name's own ending when it fits the type, else the type's first; "" when the type has no row. */
static char *ending_for(const char *name, const char *type)
{
    const char *endings = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds) && !endings; i++)
        if (!g_ascii_strcasecmp(kinds[i].type, type))
            endings = kinds[i].endings;
    if (!endings)
        return g_strdup("");
    g_auto(GStrv) known = g_strsplit(endings, " ", -1);
    const char *dot = strrchr(name, '.');
    g_autofree char *own = dot ? g_ascii_strdown(dot + 1, -1) : g_strdup("");
    return g_strdup(g_strv_contains((const char *const *)known, own) ? own : known[0]);
}

char *shelf_file_name(int seq, const char *name, const char *type)
{
    g_autofree char *clean = cleaned(name), *ending = ending_for(clean, type ? type : "");
    if (!*ending)
        return NULL;
    gsize length = strlen(clean), tail = strlen(ending);
    if (length > tail && clean[length - tail - 1] == '.' && !g_ascii_strcasecmp(clean + length - tail, ending))
        clean[length - tail - 1] = '\0';
    g_autofree char *stem = g_strdup_printf("%02d %s", seq, clean);
    cut(stem, SHELF_NAME_BYTES - tail - 1);
    return g_strdup_printf("%s.%s", stem, ending);
}
