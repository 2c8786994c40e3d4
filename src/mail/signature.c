/* 网易邮箱大师 sets a card between what was written and what is quoted, with name, 邮箱：…, 电话：… These read like
 * lines of a form, and the sender never wrote them for us; so the card is cut out before anybody looks. Signatures that
 * people make for themselves stay: nothing tells them from the text.
 */
#include "mail/signature.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define MAX_CARD 20000 /* bytes of a card's markup */
#define MAX_TAG 500    /* bytes of its tag */
#define MAX_LINES 40   /* lines of a card in plain text */
#define MAX_CARDS 50   /* that are looked for: each cut moves the whole rest */

static void cut(char *from, const char *to)
{
    memmove(from, to, strlen(to) + 1);
}

static bool is_div(const char *p)
{
    return !g_ascii_strncasecmp(p, "div", 3) && !g_ascii_isalnum(p[3]);
}

/* Behind the </div> that belongs to the <div at `start`; NULL when it is not there. */
static const char *element_end(const char *start)
{
    int depth = 0;
    for (const char *p = start; (p = strchr(p, '<')) && p - start < MAX_CARD; p++) {
        depth += is_div(p + 1);
        if (p[1] == '/' && is_div(p + 2) && --depth == 0) {
            const char *end = strchr(p, '>');
            return end ? end + 1 : NULL;
        }
    }
    return NULL;
}

static bool is_card(const char *tag)
{
    gsize length = 0;
    while (length < MAX_TAG && tag[length] && tag[length] != '>')
        length++;
    const char *id = g_strstr_len(tag, (gssize)length, "id=\"ntes-");
    return id && g_strstr_len(id, (gssize)(length - (gsize)(id - tag)), "-signature\"");
}

void signature_cut_html(char *html)
{
    int cards = 0;
    for (char *p = html; (p = strchr(p, '<')) && cards < MAX_CARDS; p++) {
        bool card = is_div(p + 1) && is_card(p);
        const char *end = card ? element_end(p) : NULL;
        cards += card;
        if (end)
            cut(p, end);
        if (!*p)
            return;
    }
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

/* The end of the card that may begin at this line; NULL when it is none. */
static const char *card_end(const char *line)
{
    for (int count = 0; *line && count < MAX_LINES; count++) {
        const char *after = next_line(line);
        const char *words = g_strstr_len(line, after - line, "签名由");
        if (words && g_strstr_len(words, after - words, "邮箱大师"))
            return after;
        line = after;
    }
    return NULL;
}

void signature_cut_text(char *text)
{
    int cards = 0;
    for (char *line = text; *line && cards < MAX_CARDS;) {
        bool card = !strncmp(line, "| |", 3);
        const char *end = card ? card_end(line) : NULL;
        cards += card;
        if (end)
            cut(line, end);
        else
            line = (char *)next_line(line);
    }
}
