/* A tokenizer for mail HTML, not a parser: tags, text and entities in one pass, no tree. What matters for a mail
 * is where lines and cells end and what a reply quotes; wrong nesting must not matter at all, and neither must
 * a hostile megabyte of "<".
 */
#include "mail/html.h"

#include <string.h>

#include "base/text.h"
#include "mail/quote.h"

#define MAX_QUOTES 20  /* nested blockquotes that are remembered */
#define MAX_ROWS 64    /* nested tables */
#define MAX_TAG 65536  /* bytes of one tag; a longer one is text */
#define MAX_VALUE 4096 /* bytes of an attribute */

struct writer {
    GString *out;
    guint depth;             /* blockquotes of replies that we are in */
    bool quotes[MAX_QUOTES]; /* per open blockquote: is it a reply's? */
    guint open_quotes;
    guint cells[MAX_ROWS]; /* cells so far in the row of each open table */
    guint tables;
    bool line_start, space, newline; /* pending: a space, a line break */
    bool cell_start;                 /* nothing of the cell is written yet: it begins with no line break */
    bool row;                        /* pending: a line break that no end of a cell takes back */
    guint unclosed;                  /* bit per hidden element: its end was looked for and is not there */
    int pre;
    bool links;
    char *link; /* href and attributes of the open <a>, ready to be written */
};

struct tag {
    const char *name, *end; /* end: of the attributes */
    gsize length;           /* of the name */
    bool closing;
};

static bool is_tag(const struct tag *tag, const char *name)
{
    return tag->length == strlen(name) && !g_ascii_strncasecmp(tag->name, name, tag->length);
}

static bool is_one_of(const struct tag *tag, const char *const *names)
{
    for (; *names; names++)
        if (is_tag(tag, *names))
            return true;
    return false;
}

static gunichar named_entity(const char *name, gsize length)
{
    static const struct {
        const char *name;
        gunichar c;
    } known[] = {
        {"nbsp", ' '},      {"lt", '<'},        {"gt", '>'},       {"amp", '&'},       {"quot", '"'},
        {"apos", '\''},     {"copy", 0xA9},     {"reg", 0xAE},     {"trade", 0x2122},  {"deg", 0xB0},
        {"plusmn", 0xB1},   {"middot", 0xB7},   {"times", 0xD7},   {"divide", 0xF7},   {"yen", 0xA5},
        {"sect", 0xA7},     {"para", 0xB6},     {"laquo", 0xAB},   {"raquo", 0xBB},    {"ensp", 0x2002},
        {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},  {"zwj", 0x200D},    {"ndash", 0x2013},
        {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019}, {"ldquo", 0x201C},  {"rdquo", 0x201D},
        {"sbquo", 0x201A},  {"bdquo", 0x201E},  {"bull", 0x2022},  {"hellip", 0x2026}, {"permil", 0x2030},
        {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"euro", 0x20AC},  {"rarr", 0x2192},   {"larr", 0x2190},
        {"ne", 0x2260},     {"le", 0x2264},     {"ge", 0x2265},    {"shy", 0xAD},      {"oline", 0x203E},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (length && known[i].name[0] == *name && strlen(known[i].name) == length &&
            !strncmp(known[i].name, name, length))
            return known[i].c;
    return 0;
}

/* The character of an entity at "&", its length in *used; 0 when it is none. */
static gunichar entity(const char *p, const char *end, gsize *used)
{
    const char *name = p + 1, *stop = name;
    bool number = name < end && *name == '#';
    bool hex = number && name + 1 < end && (name[1] == 'x' || name[1] == 'X');
    stop += number + hex;
    const char *digits = stop;
    while (stop < end && stop - name < 12 && g_ascii_isalnum(*stop))
        stop++;
    *used = (gsize)(stop - p) + (stop < end && *stop == ';');
    if (!number)
        return named_entity(name, (gsize)(stop - name));
    g_autofree char *value = g_strndup(digits, (gsize)(stop - digits));
    char *rest;
    guint64 code = g_ascii_strtoull(value, &rest, hex ? 16 : 10);
    if (rest == value || *rest)
        return 0;
    if (code == 0xA0)
        return ' ';
    return code >= ' ' && code <= 0x10FFFF && g_unichar_validate((gunichar)code) ? (gunichar)code : ' ';
}

char *html_unescape(const char *text, gsize length)
{
    GString *out = g_string_sized_new(length);
    for (const char *p = text, *end = text + length; p < end;) {
        gsize used = 0;
        gunichar c = *p == '&' ? entity(p, end, &used) : 0;
        if (c) {
            g_string_append_unichar(out, c);
            p += used;
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return g_string_free(out, FALSE);
}

/* An attribute's value, entities undone; NULL when absent. */
static char *attribute(const struct tag *tag, const char *name)
{
    gsize wanted = strlen(name);
    for (const char *p = tag->name + tag->length; p < tag->end;) {
        while (p < tag->end && (g_ascii_isspace(*p) || *p == '/' || *p == '='))
            p++;
        const char *start = p;
        while (p < tag->end && !g_ascii_isspace(*p) && *p != '=' && *p != '/')
            p++;
        gsize length = (gsize)(p - start);
        while (p < tag->end && g_ascii_isspace(*p))
            p++;
        if (p >= tag->end || *p != '=') {
            continue;
        }
        p++;
        while (p < tag->end && g_ascii_isspace(*p))
            p++;
        char quote = p < tag->end && (*p == '"' || *p == '\'') ? *p++ : 0;
        const char *value = p;
        while (p < tag->end && (quote ? *p != quote : !g_ascii_isspace(*p)))
            p++;
        if (length == wanted && !g_ascii_strncasecmp(start, name, wanted))
            return html_unescape(value, MIN((gsize)(p - value), MAX_VALUE));
        p += quote && p < tag->end;
    }
    return NULL;
}

/* Writes what is pending before visible text. */
static void flush(struct writer *writer)
{
    if ((writer->newline || writer->row) && writer->out->len) {
        g_string_append_c(writer->out, '\n');
        writer->line_start = true;
    }
    if (writer->line_start)
        for (guint i = 0; i < writer->depth; i++)
            g_string_append(writer->out, "> ");
    else if (writer->space)
        g_string_append_c(writer->out, ' ');
    writer->newline = writer->row = writer->space = writer->line_start = writer->cell_start = false;
}

/* <br>, and the end of a line in <pre>: an empty line stays one. */
static void hard_break(struct writer *writer)
{
    if (writer->cell_start)
        return;
    if (writer->newline || writer->row || writer->line_start)
        flush(writer);
    writer->newline = true;
    writer->space = false;
}

static void block_break(struct writer *writer)
{
    writer->newline |= !writer->line_start && !writer->cell_start;
    writer->space = false;
}

static void row_break(struct writer *writer)
{
    writer->row |= !writer->line_start;
    writer->newline = writer->space = false;
}

static void write_char(struct writer *writer, gunichar c)
{
    if (c == '\n' && writer->pre > 0) {
        hard_break(writer);
    } else if (c < 0x80 && g_ascii_isspace((char)c)) {
        if (writer->pre > 0 && c != '\r') {
            flush(writer);
            g_string_append_unichar(writer->out, c);
        } else {
            writer->space = true;
        }
    } else if (c >= ' ' && c != 0x7f && c != 0xFEFF && c != 0x200B) {
        flush(writer);
        g_string_append_unichar(writer->out, c);
    }
}

static void write_text(struct writer *writer, const char *p, const char *end)
{
    while (p < end) {
        gsize used = 0;
        gunichar c = *p == '&' ? entity(p, end, &used) : 0;
        if (c) {
            /* &nbsp; is a space that does not collapse: forms are padded with it. */
            bool hard = c == ' ';
            if (hard) {
                flush(writer);
                g_string_append_c(writer->out, ' ');
            } else {
                write_char(writer, c);
            }
            p += used;
        } else {
            write_char(writer, g_utf8_get_char(p));
            p = g_utf8_next_char(p);
        }
    }
}

/* A blockquote that cites, as against one that indents: Apple's and Outlook's type=cite, Gmail's class, the id
 * of 163 and Foxmail, a bar at the left. */
static bool is_citation(const struct tag *tag)
{
    g_autofree char *type = attribute(tag, "type"), *class = attribute(tag, "class"), *id = attribute(tag, "id");
    g_autofree char *style = attribute(tag, "style");
    g_autofree char *low = style ? g_ascii_strdown(style, -1) : NULL;
    const char *bar = low ? strstr(low, "border-left:") : NULL;
    if (bar)
        bar += strlen("border-left:") + strspn(bar + strlen("border-left:"), " ");
    return (type && !g_ascii_strcasecmp(type, "cite")) || (class && strstr(class, "quote")) ||
           (id && strstr(id, "isReplyContent")) ||
           (bar && g_ascii_strncasecmp(bar, "none", 4) && g_ascii_strncasecmp(bar, "0", 1) &&
            g_ascii_strncasecmp(bar, "medium none", 11));
}

/* A blockquote without any attribute says nothing itself; below a thank-you that announces nothing it is what was
 * answered. "回执如下：" above it makes it the sender's own. */
static bool is_below_thanks(const struct writer *writer, const struct tag *tag)
{
    static const char *const thanks[] = {"收到", "谢谢", "感谢", "知悉", "好的", "辛苦"};
    static const char *const news[] = {"如下", "下面", "以下", "填", "附",    "登记",
                                       "报送", "补",   "更正", "改", "请查收"};
    static const char *const attributes[] = {"style", "type", "class", "id", "dir", "cite"};
    const char *above = writer->out->str;
    bool thanked = false;
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
        g_autofree char *value = attribute(tag, attributes[i]);
        if (value)
            return false;
    }
    if (writer->open_quotes || text_count(above) > 40)
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(news); i++)
        if (strstr(above, news[i]))
            return false;
    for (gsize i = 0; i < G_N_ELEMENTS(thanks); i++)
        thanked = thanked || strstr(above, thanks[i]);
    return thanked;
}

static void quote_tag(struct writer *writer, const struct tag *tag)
{
    block_break(writer);
    if (!tag->closing) {
        bool cited = writer->open_quotes < MAX_QUOTES && (is_citation(tag) || is_below_thanks(writer, tag));
        if (writer->open_quotes < MAX_QUOTES)
            writer->quotes[writer->open_quotes] = cited;
        writer->open_quotes++;
        writer->depth += cited;
    } else if (writer->open_quotes) {
        writer->open_quotes--;
        if (writer->open_quotes < MAX_QUOTES && writer->quotes[writer->open_quotes])
            writer->depth--;
    }
}

/* Rows are lines, cells are separated by tabs: the last break of a cell's paragraphs is the cell's end, no line. */
static void table_tag(struct writer *writer, const struct tag *tag)
{
    guint *cells = &writer->cells[MIN(writer->tables, MAX_ROWS - 1)];
    if (is_tag(tag, "table")) {
        row_break(writer);
        if (!tag->closing)
            writer->cells[MIN(++writer->tables, MAX_ROWS - 1)] = 0;
        else if (writer->tables)
            writer->tables--;
    } else if (is_tag(tag, "tr")) {
        row_break(writer);
        *cells = 0;
    } else {
        writer->newline = writer->space = false;
        if (!tag->closing && (*cells)++) {
            flush(writer);
            g_string_append_c(writer->out, '\t');
            writer->cell_start = true;
        }
    }
}

static void link_tag(struct writer *writer, const struct tag *tag)
{
    if (writer->link) {
        flush(writer);
        g_string_append(writer->out, writer->link);
        g_clear_pointer(&writer->link, g_free);
    }
    g_autofree char *href = tag->closing ? NULL : attribute(tag, "href");
    if (!href)
        return;
    static const char *const names[] = {"filename", "file-name", "download", NULL},
                             *const sizes[] = {"filesize", "file-size", NULL},
                             *const times[] = {"expiretime", "expired", "expire-time", NULL};
    static const char *const *const fields[] = {names, sizes, times};
    g_autoptr(GString) link = g_string_new(NULL);
    g_string_append_c(link, HTML_LINK);
    g_string_append(link, g_strstrip(href));
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_string_append_c(link, HTML_FIELD);
        g_autofree char *value = NULL;
        for (const char *const *name = fields[i]; *name && !value; name++)
            value = attribute(tag, *name);
        if (value)
            g_string_append(link, value);
    }
    for (char *p = link->str + 1; *p; p++)
        if (*p == '\n' || *p == '\r' || *p == HTML_LINK || *p == HTML_END)
            *p = ' ';
    g_string_append_c(link, HTML_END);
    writer->link = g_strdup(link->str);
}

static void write_tag(struct writer *writer, const struct tag *tag)
{
    static const char *const blocks[] = {
        "p",    "div",     "h1",         "h2",      "h3",      "h4",       "h5",          "h6",
        "ul",   "ol",      "li",         "dl",      "dt",      "dd",       "center",      "form",
        "hr",   "header",  "footer",     "section", "article", "address",  "tbody",       "thead",
        "body", "caption", "figcaption", "option",  "include", "fieldset", "includetail", NULL};
    static const char *const cells[] = {"table", "tr", "td", "th", NULL};
    if (is_tag(tag, "br")) {
        hard_break(writer);
    } else if (is_tag(tag, "blockquote")) {
        quote_tag(writer, tag);
    } else if (is_one_of(tag, cells)) {
        table_tag(writer, tag);
    } else if (is_tag(tag, "pre")) {
        block_break(writer);
        writer->pre = MAX(0, writer->pre + (tag->closing ? -1 : 1));
    } else if (is_tag(tag, "a") && writer->links) {
        link_tag(writer, tag);
    } else if (is_one_of(tag, blocks)) {
        block_break(writer);
    }
}

/* Past the end of <script>, <style>, …: "</name". */
static const char *skip_element(const char *p, const struct tag *tag)
{
    while ((p = strchr(p, '<'))) {
        if (p[1] == '/' && !g_ascii_strncasecmp(p + 2, tag->name, tag->length) && !g_ascii_isalnum(p[2 + tag->length]))
            return p;
        p++;
    }
    return NULL;
}

/* The end of a tag: '>' outside of quotes. A quote that does not close within the tag is none; another tag's '<'
 * ends the search, so that no byte is looked at more than a few times. */
static const char *tag_end(const char *p)
{
    const char *start = p, *plain = NULL;
    char quote = 0;
    for (const char *before = p; *p && p - start < MAX_TAG; before = p++) {
        if (*p == '>' && !plain)
            plain = p;
        if (!quote && (*p == '>' || *p == '<'))
            return *p == '>' ? p : plain;
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if ((*p == '"' || *p == '\'') && *before == '=')
            quote = *p;
    }
    return plain;
}

/* Handles the markup at '<' and gives where text goes on. */
static const char *read_markup(struct writer *writer, const char *p)
{
    static const char *const hidden[] = {"script", "style", "title", "xml", "noscript", NULL};
    if (!strncmp(p, "<!--", 4)) {
        const char *end = strstr(p + 4, "-->");
        return end ? end + 3 : p + strlen(p);
    }
    if (p[1] == '!' || p[1] == '?') {
        const char *end = strchr(p, '>');
        return end ? end + 1 : p + strlen(p);
    }
    struct tag tag = {.name = p + 1 + (p[1] == '/'), .closing = p[1] == '/'};
    while (g_ascii_isalnum(tag.name[tag.length]) || (tag.length && tag.name[tag.length] == ':'))
        tag.length++;
    tag.end = g_ascii_isalpha(tag.name[0]) ? tag_end(tag.name + tag.length) : NULL;
    if (!tag.end) {
        write_char(writer, '<');
        return p + 1;
    }
    write_tag(writer, &tag);
    if (tag.closing || tag.end[-1] == '/')
        return tag.end + 1;
    for (guint i = 0; hidden[i]; i++) {
        if (!is_tag(&tag, hidden[i]) || writer->unclosed & 1u << i)
            continue;
        const char *after = skip_element(tag.end + 1, &tag);
        if (after)
            return after;
        writer->unclosed |= 1u << i;
    }
    return tag.end + 1;
}

char *html_text(const char *html, bool links)
{
    struct writer writer = {.out = g_string_sized_new(strlen(html) / 2), .line_start = true, .links = links};
    for (const char *p = html; *p;) {
        gsize run = strcspn(p, "<");
        write_text(&writer, p, p + run);
        p += run;
        if (*p)
            p = read_markup(&writer, p);
    }
    if (writer.link) {
        flush(&writer);
        g_string_append(writer.out, writer.link);
        g_free(writer.link);
    }
    g_string_append_c(writer.out, '\n');
    return g_string_free(writer.out, FALSE);
}

char *quote_html_text(const char *html)
{
    return html_text(html, false);
}
