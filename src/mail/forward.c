/* Who wrote a mail that somebody else passed on. Two shapes are certain: one mail attached as message/rfc822, and the
 * block of header lines that mailers put above a forwarded text (发件人：… 发送时间：… 主题：…). A forward of a
 * forward, several attached mails, or a block without an address leave it open.
 */
#include "mail/forward.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "mail/address.h"
#include "mail/quote.h"

#define MAX_BLOCK 14 /* lines from the sender's to the end of the block */
#define CHINA (8 * 3600)

/* 转发：, Fw: — it was itself passed on. */
static bool passed_on(const char *subject)
{
    g_autoptr(GRegex) regex = g_regex_new("^\\s*(转发|轉發|轉寄|fwd?|wg|tr)\\s*[:：]", G_REGEX_CASELESS, 0, NULL);
    return subject && g_regex_match(regex, subject, 0, NULL);
}

static gint64 instant(int year, int month, int day, int hour, int minute)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(CHINA);
    g_autoptr(GDateTime) when = g_date_time_new(zone, year, month, day, hour, minute, 0);
    return when ? g_date_time_to_unix(when) : 0;
}

static int number(const GMatchInfo *match, int group)
{
    g_autofree char *digits = g_match_info_fetch(match, group);
    return digits && *digits ? (int)g_ascii_strtoll(digits, NULL, 10) : 0;
}

/* "2020年5月9日(星期六) 上午10:00", "2020-05-09 10:00:00", "2020/5/9 10:00" in China's time, to the minute; a Date
 * header's own form as RFC 5322 says. 0: no date. */
gint64 forward_date(const char *text)
{
    g_autoptr(GRegex) local =
        g_regex_new("([0-9]{4})\\s*[-/.年]\\s*([0-9]{1,2})\\s*[-/.月]\\s*([0-9]{1,2})[^0-9:]{0,24}?"
                    "(上午|下午|晚上|凌晨|中午)?[^0-9:]{0,8}?(?:GMT\\+8)?\\s*"
                    "([0-9]{1,2})[:：]([0-9]{2})\\s*(AM|PM)?",
                    G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(local, text, 0, &match)) {
        g_autofree char *part = g_match_info_fetch(match, 4), *half = g_match_info_fetch(match, 7);
        int hour = number(match, 5);
        bool late = !g_strcmp0(part, "下午") || !g_strcmp0(part, "晚上") || (half && !g_ascii_strcasecmp(half, "PM"));
        if (late && hour < 12)
            hour += 12;
        return instant(number(match, 1), number(match, 2), number(match, 3), hour, number(match, 6));
    }
    g_autoptr(GDateTime) date = g_mime_utils_header_decode_date(text);
    gint64 when = date ? g_date_time_to_unix(date) : 0;
    return when > 0 ? when : 0;
}

enum label { LABEL_NONE, LABEL_FROM, LABEL_DATE, LABEL_SUBJECT, LABEL_OTHER };

/* The header that a line of the block holds, and its value: "发件人：张三 <a@b>", "| 发件人 | 张三<a@b> |", "*From:* …"
 */
static enum label read_label(const char *line, char **value)
{
    g_autoptr(GRegex) regex = g_regex_new(
        "^[\\s>|*]*(?:(发\\s*件\\s*人|寄\\s*件\\s*[人者]|发\\s*信\\s*人|from)|(发送时间|发送日期|发件时间|"
        "日\\s*期|时\\s*间|sent|date)|(主\\s*题|主\\s*旨|标\\s*题|subject)|(收\\s*件\\s*[人者]|抄\\s*送\\s*人?|to|cc))"
        "[\\s*]*[:：|][\\s*|]*(.*?)[\\s|*]*$",
        G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, line, 0, &match))
        return LABEL_NONE;
    *value = g_match_info_fetch(match, 5);
    for (int i = 1; i <= 4; i++) {
        int start = -1;
        if (g_match_info_fetch_pos(match, i, &start, NULL) && start >= 0)
            return (enum label)(LABEL_NONE + i);
    }
    return LABEL_NONE;
}

/* Exactly one address stands in the line, whatever is around it: <a@b>, [mailto:a@b], (a@b). */
static char *only_address(const char *value, char **name)
{
    g_autoptr(GRegex) regex = g_regex_new("[A-Z0-9._%+-]+@[A-Z0-9-]+(?:\\.[A-Z0-9-]+)+", G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *found = NULL;
    int first = 0;
    g_regex_match(regex, value, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *text = g_match_info_fetch(match, 0), *address = address_only(text);
        if (!address || (found && strcmp(found, address) != 0))
            return NULL;
        if (!found) {
            g_match_info_fetch_pos(match, 0, &first, NULL);
            found = g_steal_pointer(&address);
        }
    }
    g_autofree char *before = g_strndup(value, found ? (gsize)first : 0);
    g_strdelimit(before, "<>[]()\"'|*", ' ');
    char *mailto = strstr(before, "mailto");
    if (mailto)
        *mailto = '\0';
    g_strstrip(before);
    *name = found && *before ? g_steal_pointer(&before) : NULL;
    return g_steal_pointer(&found);
}

static bool read_block(const char *text, struct address *from, gint64 *date)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", MAX_BLOCK * 4);
    guint since = 0;
    bool begun = false, again = false;
    for (char **line = lines; *line && since < MAX_BLOCK; line++) {
        g_autofree char *value = NULL;
        enum label label = strlen(*line) > 1000 ? LABEL_NONE : read_label(*line, &value);
        since += begun;
        if (label == LABEL_FROM && !begun)
            from->addr = only_address(value, &from->name);
        else if (label == LABEL_DATE && *date == 0)
            *date = forward_date(value);
        else if (label == LABEL_SUBJECT)
            again = again || passed_on(value);
        else if (label == LABEL_NONE && begun && !text_blank(*line) && !strpbrk(*line, ":|-"))
            break;
        begun = begun || label != LABEL_NONE;
    }
    return from->addr && !again;
}

/* The one mail that is attached; NULL: none, or more than one. */
static const struct part *attached(const struct message *message)
{
    const struct part *only = NULL;
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (part->hint != PART_MESSAGE)
            continue;
        if (only)
            return NULL;
        only = part;
    }
    return only;
}

static bool read_attached(const struct part *part, struct address *from, gint64 *date)
{
    if (!part->from || !part->text || passed_on(part->subject))
        return false;
    g_auto(GStrv) lines = g_strsplit(part->text, "\n", 2000);
    for (char **line = lines; *line; line++) {
        if (!g_ascii_strncasecmp(*line, "Date: ", 6) && *date == 0)
            *date = forward_date(*line + 6);
        if (!g_ascii_strncasecmp(*line, "From: ", 6) && !from->addr)
            *from = address_first(*line + 6);
    }
    return from->addr && !strcmp(from->addr, part->from);
}

void forward_read(struct message *message)
{
    bool any_attached = false;
    for (guint i = 0; i < message->parts->len; i++)
        any_attached |= ((const struct part *)message->parts->pdata[i])->hint == PART_MESSAGE;
    const struct part *part = attached(message);
    struct address from = {0};
    gint64 date = 0;
    bool certain = false;
    if (message->forwarded && part) {
        certain = read_attached(part, &from, &date);
    } else if (message->forwarded && !any_attached) {
        g_autofree char *cut = text_truncate(message->text, 64 * 1024);
        g_autoptr(Quote) quote = quote_split(cut, message->subject);
        certain = quote->forwarded && read_block(quote->old, &from, &date);
    }
    if (certain && g_strcmp0(from.addr, message->from.addr) != 0) {
        message->inner = from;
        message->inner_date = date;
        return;
    }
    address_clear(&from);
}
