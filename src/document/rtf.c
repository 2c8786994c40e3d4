/* RTF: braces, control words, bytes. Nothing is known of a document beyond the group that is open, so that it is read
 * in one pass in memory that does not grow with what is skipped. Facts: Rich Text Format Specification 1.9.1.
 */
#include "document/rtf.h"

#include <string.h>

#define MAX_WORD 32

static void open_group(struct rtf *rtf)
{
    rtf_flush(rtf);
    rtf->fallback = 0;
    if (rtf->group + 1 >= RTF_MAX_GROUPS) {
        rtf->too_deep++;
        return;
    }
    struct rtf_group group = {.fallback = 1, .look.font = rtf->plain_font};
    if (rtf->group >= 0)
        group = rtf->groups[rtf->group];
    group.field = group.flow = group.starred = false;
    rtf->groups[++rtf->group] = group;
}

static void close_group(struct rtf *rtf)
{
    rtf_flush(rtf);
    rtf->fallback = 0;
    if (rtf->too_deep > 0) {
        rtf->too_deep--;
        return;
    }
    if (rtf->group < 0)
        return;
    struct rtf_group *group = rtf_now(rtf);
    bool field = group->field, flow = group->flow;
    if (flow)
        rtf_end_flow(rtf);
    if (field)
        rtf_end_field(rtf);
    rtf->group--;
}

static int hex(guint8 byte)
{
    return g_ascii_xdigit_value((char)byte);
}

/* \'b1: a byte. */
static void hex_byte(struct rtf *rtf)
{
    if (rtf->end - rtf->at < 2 || hex(rtf->at[0]) < 0 || hex(rtf->at[1]) < 0)
        return;
    guint8 byte = (guint8)(hex(rtf->at[0]) << 4 | hex(rtf->at[1]));
    rtf->at += 2;
    rtf_byte(rtf, byte);
}

static void symbol(struct rtf *rtf, guint8 byte)
{
    switch (byte) {
    case '\'':
        hex_byte(rtf);
        break;
    case '*':
        rtf_now(rtf)->starred = true;
        break;
    case '\n':
    case '\r':
        rtf_word(rtf, "par", 0, false);
        break;
    case '~':
        rtf_character(rtf, 0xA0);
        break;
    case '_':
        rtf_character(rtf, '-');
        break;
    case '{':
    case '}':
    case '\\':
        rtf_byte(rtf, byte);
        break;
    default: /* \- and others that print nothing */
        break;
    }
}

/* Bytes that are no RTF follow \bin. */
static void skip_binary(struct rtf *rtf, int count)
{
    rtf->at += MIN(MAX(count, 0), rtf->end - rtf->at);
}

static void word(struct rtf *rtf)
{
    char name[MAX_WORD];
    gsize used = 0;
    for (; rtf->at < rtf->end && g_ascii_isalpha((char)*rtf->at); rtf->at++)
        if (used + 1 < sizeof name)
            name[used++] = (char)*rtf->at;
    name[used] = 0;
    bool minus = rtf->at < rtf->end && *rtf->at == '-', given = false;
    rtf->at += minus;
    int value = 0;
    for (; rtf->at < rtf->end && g_ascii_isdigit((char)*rtf->at); rtf->at++) {
        given = true;
        value = MIN(value * 10 + (*rtf->at - '0'), 100000000);
    }
    if (rtf->at < rtf->end && *rtf->at == ' ')
        rtf->at++;
    if (strcmp(name, "bin") == 0)
        skip_binary(rtf, value);
    else if (rtf->fallback > 0)
        rtf->fallback--;
    else
        rtf_word(rtf, name, minus ? -value : value, given);
}

static bool skipping(struct rtf *rtf)
{
    return rtf->too_deep > 0 || rtf_now(rtf)->target == RTF_SKIP;
}

static void token(struct rtf *rtf)
{
    guint8 byte = *rtf->at++;
    if (byte == '{') {
        open_group(rtf);
    } else if (byte == '}') {
        close_group(rtf);
    } else if (byte == '\\' && rtf->at < rtf->end) {
        if (!g_ascii_isalpha((char)*rtf->at)) {
            rtf->at++;
            if (!skipping(rtf))
                symbol(rtf, rtf->at[-1]);
        } else if (!skipping(rtf)) {
            word(rtf);
        } else if (g_str_has_prefix((const char *)rtf->at, "bin") && g_ascii_isdigit((char)rtf->at[3])) {
            word(rtf);
        }
    } else if (byte == '\t') {
        rtf_character(rtf, '\t');
    } else if (byte >= 0x20 && !skipping(rtf)) {
        rtf_byte(rtf, byte);
    }
}

static void free_font(gpointer data)
{
    struct rtf_font *font = data;
    g_free(font->name);
    g_free(font);
}

static void read_all(struct rtf *rtf)
{
    rtf_begin_flow(rtf);
    token(rtf);
    while (rtf->at < rtf->end && rtf->group >= 0 && !rtf->counts.full)
        token(rtf);
    if (rtf->group >= 0 && !rtf->counts.full) {
        rtf->document->damaged = true;
        document_warn(rtf->document, "文件不完整，内容可能缺失");
    }
    while (rtf->group >= 0)
        close_group(rtf);
    rtf_end_flow(rtf);
}

void rtf_read(struct document *document, GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    const guint8 *start = length ? memmem(data, MIN(length, 64), "{\\rtf", 5) : NULL;
    if (!start) {
        document->damaged = true;
        document_warn(document, "文件已损坏，未读");
        return;
    }
    /* A NUL behind the end, so that words can be compared in place. */
    gsize size = length - (gsize)(start - data);
    g_autofree guint8 *copy = g_malloc0(size + 8);
    memcpy(copy, start, size);
    struct rtf *rtf = g_new0(struct rtf, 1);
    rtf->document = document;
    rtf->at = copy;
    rtf->end = copy + size;
    rtf->group = rtf->flow = -1;
    rtf->code_page = 1252;
    rtf->fonts = g_hash_table_new_full(NULL, NULL, NULL, free_font);
    rtf->raw = g_string_new(NULL);
    rtf->text = g_string_new(NULL);
    read_all(rtf);
    g_hash_table_unref(rtf->fonts);
    g_string_free(rtf->raw, TRUE);
    g_string_free(rtf->text, TRUE);
    g_free(rtf);
}
