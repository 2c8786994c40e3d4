/* Whether a line of a cell goes on with the next one, and what stood between the two.
 *
 * A line went on when the next one's first word would not have fitted behind it, with the space before it. A word is
 * only broken inside where no further character fitted; so letters and digits that still had room were parted by a
 * space. Addresses and numbers are known by their look: office programs break them at hyphens, and before the digit
 * that a Chinese comma follows.
 */
#include <string.h>

#include "document/pdf.h"
#include "document/pdf_row.h"

#define FEWEST 7          /* digits that begin a number */
#define LONGEST_INITIAL 3 /* "Q.", "Dr." */
#define PADDING 11        /* pixels between a cell's edge and its text, where nothing tells */

static bool is_latin(const struct pdf_item *item)
{
    return g_ascii_isgraph(*item->text);
}

static double width(const struct pdf_item *item)
{
    return item->box.x2 - item->box.x1;
}

static const struct pdf_item *first_of(const struct pdf_row *line)
{
    return line->items->pdata[0];
}

static const struct pdf_item *last_of(const struct pdf_row *line)
{
    return line->items->pdata[line->items->len - 1];
}

/* How wide the first piece of a line is that could not be broken. */
static double first_piece(const struct pdf_row *line)
{
    const struct pdf_item *first = first_of(line), *last = first;
    for (guint i = 1; i < line->items->len; i++) {
        const struct pdf_item *item = line->items->pdata[i];
        bool goes_on = is_latin(last) ? is_latin(item) : g_unichar_ispunct(g_utf8_get_char(item->text)) && i == 1;
        if (!goes_on)
            break;
        last = item;
    }
    return last->box.x2 - first->box.x1;
}

/* The sign of ASCII that a character is, full-width ones too; 0 for others. */
static char latin_of(const struct pdf_item *item)
{
    gunichar code = g_utf8_get_char(item->text);
    if (code > 0xFF00 && code < 0xFF5F)
        code -= 0xFEE0;
    return code > ' ' && code < 0x7F ? (char)code : 0;
}

/* The Latin word that a line ends or begins with. */
static GString *word_of(const struct pdf_row *line, bool end)
{
    GString *word = g_string_new(NULL);
    guint count = line->items->len;
    for (guint i = 0; i < count; i++) {
        const struct pdf_item *item = line->items->pdata[end ? count - 1 - i : i];
        char sign = latin_of(item);
        if (!sign)
            break;
        g_string_insert_c(word, end ? 0 : -1, sign);
    }
    return word;
}

/* True for a whole phone number: a mobile one, or one with its area code; signs between the digits do not count. */
static bool is_phone(const char *digits, gsize length)
{
    char first[2] = "";
    gsize count = 0;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isdigit(digits[i]))
            continue;
        if (count < 2)
            first[count] = digits[i];
        count++;
    }
    return (count == 11 && first[0] == '1' && first[1] > '2') || (count >= 10 && count <= 12 && first[0] == '0');
}

/* True for the end of an address of letters: "du.cn", "j_q". */
static bool ends_address(const char *word)
{
    const char *dot = strchr(word, '.');
    return strpbrk(word, "@_") || (dot && g_ascii_isalnum(dot[1]));
}

static gsize number_ahead(const char *word)
{
    return strspn(word, "0123456789-()");
}

/* Where the number that a word ends with begins. */
static const char *number_behind(const GString *word)
{
    const char *at = word->str + word->len;
    while (at > word->str && strchr("0123456789-()", at[-1]))
        at--;
    return at;
}

/* True when two words are the halves of one phone number. */
static bool halve_phone(const GString *before, const GString *after)
{
    const char *number = number_behind(before);
    gsize ahead = number_ahead(after->str);
    bool anew = ahead >= FEWEST && after->str[0] == '1' && after->str[1] > '2'; /* a mobile number begins */
    if (!*number || ahead == 0 || anew || is_phone(number, strlen(number)))
        return false;
    g_autoptr(GString) both = g_string_new(number);
    g_string_append_len(both, after->str, (gssize)ahead);
    const char *rest = strstr(both->str, "86"); /* of the country, once at the front */
    bool ours = rest && strspn(both->str, "0(") == (gsize)(rest - both->str);
    return is_phone(both->str, both->len) || (ours && is_phone(rest + 2, strlen(rest + 2)));
}

static bool are_phones(const GString *before, const GString *after)
{
    const char *number = number_behind(before);
    return is_phone(number, strlen(number)) && is_phone(after->str, number_ahead(after->str));
}

/* Breaks inside an address leave no space; between words of letters and digits they do, if there was still room. */
static bool needs_space(const GString *before, const GString *after, bool had_room)
{
    char last = before->len ? before->str[before->len - 1] : 0, first = *after->str;
    if (are_phones(before, after))
        return true;
    if (!g_ascii_isalnum(first) || strpbrk(before->str, "@_/:") || ends_address(after->str))
        return false;
    if (g_ascii_isalpha(last) && g_ascii_isalpha(first))
        return had_room || !strpbrk(before->str, ".-0123456789");
    if (last == '.') /* John Q. Smith */
        return had_room && g_ascii_isalpha(first) && g_ascii_isupper(*before->str) && before->len <= LONGEST_INITIAL;
    return had_room && g_ascii_isalnum(last);
}

static bool is_wide(const struct pdf_item *item)
{
    return g_unichar_iswide(g_utf8_get_char(item->text));
}

/* The last digit of a number, taken to the next line by the Chinese comma behind it. */
static bool is_last_digit(const struct pdf_row *next, const GString *before)
{
    const struct pdf_item *behind = next->items->len > 1 ? next->items->pdata[1] : NULL;
    return behind && g_ascii_isdigit(before->str[before->len - 1]) && g_ascii_isdigit(*first_of(next)->text) &&
           is_wide(behind) && g_unichar_ispunct(g_utf8_get_char(behind->text));
}

/* Halves of a number or an address, wherever the line ended. */
static bool goes_on(const struct pdf_row *line, const struct pdf_row *next, const GString *before, const GString *after)
{
    if (before->len == 0 || after->len == 0)
        return false;
    if (line->items->len == 1 && g_ascii_isalnum(*after->str)) /* a word's first letter: no column is that narrow */
        return true;
    return is_last_digit(next, before) || halve_phone(before, after) ||
           (strchr("-_@", before->str[before->len - 1]) && g_ascii_isalnum(*after->str));
}

enum pdf_break pdf_break_of(const struct pdf_row *line, const struct pdf_row *next, const struct pdf_box *within)
{
    const struct pdf_item *first = first_of(next), *last = last_of(line);
    if (first->field || last->field)
        return PDF_BREAK;
    g_autoptr(GString) before = word_of(line, true), after = word_of(next, false);
    if (!within)
        return halve_phone(before, after) ? PDF_JOIN : PDF_BREAK;
    if (goes_on(line, next, before, after))
        return PDF_JOIN;
    double padding = CLAMP(line->box.x1 - within->x1, 0, PADDING);
    double room = within->x2 - padding - line->box.x2;
    double space = is_latin(first) ? width(first) / 2 : 0;
    if (room >= first_piece(next) + space + 1)
        return PDF_BREAK;
    if (is_wide(first) && first->box.x1 - line->box.x1 > width(first)) /* white space went to the next line */
        return PDF_SPACE;
    return needs_space(before, after, room > width(first) + 1) ? PDF_SPACE : PDF_JOIN;
}
