/* RFC 2047 words as they come: adjacent words of one charset are joined as bytes before they are converted,
 * because senders cut characters at the 75-column edge; each word's base64 is decoded by itself, because padding
 * stands in the middle of what was joined (GMime 3.2.13 drops all text after it). What is no word may hold raw
 * 8-bit bytes; all such bytes of one header have one charset.
 *
 * GBK's second bytes lie in 40–7E and 80–FE: never '=', '?', '"' or a space, so that words are found in raw bytes
 * before any conversion.
 */
#include "mail/header.h"

#include <stdbool.h>
#include <string.h>

#include "mail/base64.h"
#include "mail/charset.h"

#define MAX_CHARSET 60

struct word {
    const char *charset, *text, *end; /* end: after the word */
    gsize charset_length, text_length;
    char encoding; /* 'B' or 'Q' */
};

static bool is_charset(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("-_:.+()'", c));
}

/* "=?charset*language?B?": the start of a word. `at` points to "=?". */
static bool word_start(const char *at, struct word *word)
{
    if (at[0] != '=' || at[1] != '?')
        return false;
    const char *p = at + 2;
    word->charset = p;
    while (is_charset(*p) && p - word->charset < MAX_CHARSET)
        p++;
    word->charset_length = (gsize)(p - word->charset);
    if (*p == '*')
        for (p++; g_ascii_isalnum(*p) || *p == '-'; p++)
            ;
    if (!word->charset_length || *p != '?' || !p[1] || p[2] != '?')
        return false;
    word->encoding = g_ascii_toupper(p[1]);
    word->text = p + 3;
    return word->encoding == 'B' || word->encoding == 'Q';
}

/* Where the text ends that has no "?=": at the next word, at a space, or at the end of the header. */
static gsize unfinished(const char *text, gsize length, char encoding)
{
    gsize end = 0;
    while (end < length && !g_ascii_isspace(text[end]) && text[end] != '"' && text[end] != '<')
        end++;
    if (encoding == 'B')
        end = MIN(end, strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="));
    return end;
}

/* The text ends at "?=", or where another word begins before that: each byte is looked at once a word. */
static bool word_parse(const char *at, struct word *word)
{
    if (!word_start(at, word))
        return false;
    const char *p = word->text;
    struct word next;
    while (*p && !(p[0] == '?' && p[1] == '=') && !word_start(p, &next))
        p++;
    word->text_length = (gsize)(p - word->text);
    if (p[0] == '?') {
        word->end = p + 2;
        return true;
    }
    word->text_length = unfinished(word->text, word->text_length, word->encoding);
    word->end = word->text + word->text_length;
    if (*word->end == '?')
        word->end++;
    return word->text_length > 0;
}

static void append_quoted(GString *out, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '_')
            g_string_append_c(out, ' ');
        else if (text[i] == '=' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) && g_ascii_isxdigit(text[i + 2])) {
            g_string_append_c(out, (char)(g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2])));
            i += 2;
        } else if (text[i] != '\r' && text[i] != '\n')
            g_string_append_c(out, text[i]);
    }
}

static void append_word(GString *out, const struct word *word)
{
    if (word->encoding == 'Q') {
        append_quoted(out, word->text, word->text_length);
        return;
    }
    struct base64 state = {0};
    gsize old = out->len;
    g_string_set_size(out, old + word->text_length + 4);
    guchar *bytes = (guchar *)out->str + old;
    gsize given = base64_step(&state, word->text, word->text_length, bytes);
    given += base64_end(&state, bytes + given);
    g_string_set_size(out, old + given);
}

/* A run of adjacent words in one charset. */
struct run {
    GString *bytes;
    GArray *ends; /* gsize: where each word's bytes end */
    char charset[MAX_CHARSET + 1];
};

static bool broken(const char *text)
{
    return strstr(text, "\xef\xbf\xbd") != NULL;
}

/* Joined first; by itself each word when only that reads: a character was cut off, not in two. */
static void run_flush(struct run *run, GString *out)
{
    if (!run->ends->len)
        return;
    g_autofree char *joined = charset_text(run->bytes->str, run->bytes->len, run->charset);
    if (run->ends->len > 1 && broken(joined)) {
        g_autoptr(GString) single = g_string_new(NULL);
        gsize start = 0;
        for (guint i = 0; i < run->ends->len; i++) {
            gsize end = g_array_index(run->ends, gsize, i);
            g_autofree char *text = charset_text(run->bytes->str + start, end - start, run->charset);
            g_string_append(single, text);
            start = end;
        }
        g_string_append(out, broken(single->str) ? joined : single->str);
    } else {
        g_string_append(out, joined);
    }
    g_string_truncate(run->bytes, 0);
    g_array_set_size(run->ends, 0);
}

static void run_add(struct run *run, const struct word *word, GString *out)
{
    if (run->ends->len && (strlen(run->charset) != word->charset_length ||
                           g_ascii_strncasecmp(run->charset, word->charset, word->charset_length)))
        run_flush(run, out);
    memcpy(run->charset, word->charset, word->charset_length);
    run->charset[word->charset_length] = '\0';
    append_word(run->bytes, word);
    g_array_append_val(run->ends, run->bytes->len);
}

/* The charset of all that is outside of words. */
static const char *plain_charset(const char *raw)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    struct word word;
    for (const char *p = raw; *p;) {
        if (*p == '=' && word_parse(p, &word)) {
            p = word.end;
            continue;
        }
        g_string_append_c(plain, *p++);
    }
    return charset_guess(plain->str, plain->len);
}

static void append_plain(GString *out, const char *text, gsize length, const char *charset)
{
    g_autofree char *utf8 = charset_text(text, length, charset);
    g_string_append(out, utf8);
}

/* Folds and control characters become one space each. */
static char *unfold(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    for (const char *p = text; *p; p++) {
        if (*p == '\r' || *p == '\n') {
            while (g_ascii_isspace(p[1]))
                p++;
            g_string_append_c(out, ' ');
        } else {
            g_string_append_c(out, g_ascii_iscntrl(*p) ? ' ' : *p);
        }
    }
    g_strstrip(out->str);
    return g_string_free(out, FALSE);
}

char *header_decode(const char *raw)
{
    if (!raw)
        return g_strdup("");
    const char *charset = plain_charset(raw);
    g_autoptr(GString) out = g_string_sized_new(strlen(raw));
    struct run run = {.bytes = g_string_new(NULL), .ends = g_array_new(FALSE, FALSE, sizeof(gsize))};
    const char *plain = raw; /* start of what is no word */
    for (const char *p = raw; *p;) {
        struct word word;
        if (*p != '=' || !word_parse(p, &word)) {
            p++;
            continue;
        }
        /* White space between two words is part of the folding, not of the text. */
        if (!(run.ends->len && plain + strspn(plain, " \t\r\n") >= p)) {
            run_flush(&run, out);
            append_plain(out, plain, (gsize)(p - plain), charset);
        }
        run_add(&run, &word, out);
        p = plain = word.end;
    }
    run_flush(&run, out);
    append_plain(out, plain, strlen(plain), charset);
    g_string_free(run.bytes, TRUE);
    g_array_free(run.ends, TRUE);
    return unfold(out->str);
}
