/* Counts: one long table, so that filters and pivot tables work on it. A row says of what (状态, 表格, 作品类别 …),
 * which value, how many submissions and works.
 */
#include <string.h>

#include "digest/book_inside.h"

struct count {
    struct book_row *row;
    const struct campaign *campaign;
    struct selection selection;
};

static bool say(const struct count *count, const char *what, const char *value, gint64 submissions, gint64 works,
                GError **error)
{
    row_text(count->row, count->campaign->name);
    row_text(count->row, what);
    row_text(count->row, value);
    row_number(count->row, submissions);
    row_number(count->row, works);
    return row_done(count->row, error);
}

/* What a statement's value is called; its columns end with the two numbers. */
typedef const char *(*namer)(const struct count *count, const struct cursor *cursor, gconstpointer data);

static bool say_all(const struct count *count, struct cursor *cursor, const char *what, namer name, gconstpointer data,
                    int numbers, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (cursor_next(cursor, &failure))
        if (!say(count, what, name(count, cursor, data), cursor_number(cursor, numbers),
                 cursor_number(cursor, numbers + 1), error))
            return false;
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static const char *state_name(const struct count *count, const struct cursor *cursor, gconstpointer data)
{
    (void)count, (void)data;
    return word_state(cursor_text(cursor, 0));
}

static const char *form_name(const struct count *count, const struct cursor *cursor, gconstpointer data)
{
    (void)data;
    const char *id = cursor_text(cursor, 1);
    const struct form_rule *form = id ? campaign_form(count->campaign, id) : NULL;
    return form ? form->title : id ? id : "（没有表格）";
}

static const char *unit_name(const struct count *count, const struct cursor *cursor, gconstpointer data)
{
    (void)count, (void)data;
    return cursor_text(cursor, 0);
}

static const char *option_name(const struct count *count, const struct cursor *cursor, gconstpointer data)
{
    (void)count;
    const struct field_rule *field = data;
    const char *value = cursor_text(cursor, 0);
    if (field->type == FIELD_YESNO)
        return strcmp(value, "true") == 0 ? "是" : "否";
    for (guint i = 0; i < field->options->len; i++) {
        const struct option_rule *option = field->options->pdata[i];
        if (!strcmp(option->value, value))
            return option->title;
    }
    return value;
}

static bool by(const struct count *count, enum cursor_query query, const char *what, namer name, int numbers,
               GError **error)
{
    g_autoptr(Cursor) cursor = cursor_open(count->row->book->request->store, query, &count->selection, error);
    return cursor && say_all(count, cursor, what, name, NULL, numbers, error);
}

/* Each choice and each yes or no of each form. */
static bool by_values(const struct count *count, GError **error)
{
    const struct book *book = count->row->book;
    for (guint f = 0; f < count->campaign->forms->len; f++) {
        const struct form_rule *form = count->campaign->forms->pdata[f];
        struct selection selection;
        if (!book_select(book, count->campaign, form, false, &selection))
            continue;
        g_autoptr(Cursor) cursor = cursor_open(book->request->store, CURSOR_BY_VALUE, &selection, error);
        for (guint i = 0; cursor && i < form->fields->len; i++) {
            const struct field_rule *field = form->fields->pdata[i];
            if (field->type != FIELD_CHOICE && field->type != FIELD_YESNO)
                continue;
            cursor_named(cursor, field->name);
            if (!say_all(count, cursor, field->title, option_name, field, 1, error))
                return false;
        }
        if (!cursor)
            return false;
    }
    return true;
}

static char *day_of(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
    return local ? g_date_time_format(local, "%Y-%m-%d") : NULL;
}

/* The campaign's own days, which no database knows; with the total, which stands first. */
static bool by_day(const struct count *count, GError **error)
{
    g_autoptr(Cursor) cursor = cursor_open(count->row->book->request->store, CURSOR_RECEIVED, &count->selection, error);
    g_autoptr(GError) failure = NULL;
    g_autofree char *day = NULL;
    gint64 submissions = 0, works = 0;
    while (cursor && cursor_next(cursor, &failure)) {
        g_autofree char *next = day_of(cursor_number(cursor, 0), count->campaign->zone);
        if (day && g_strcmp0(day, next) != 0) {
            if (!say(count, "收到日期", day, submissions, works, error))
                return false;
            submissions = works = 0;
        }
        g_free(day);
        day = g_steal_pointer(&next);
        submissions++;
        works += cursor_number(cursor, 1);
    }
    if (!failure)
        return cursor && (submissions == 0 || say(count, "收到日期", day, submissions, works, error));
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool total(const struct count *count, gint64 *submissions, GError **error)
{
    g_autoptr(Cursor) cursor = cursor_open(count->row->book->request->store, CURSOR_BY_STATE, &count->selection, error);
    g_autoptr(GError) failure = NULL;
    gint64 works = 0;
    *submissions = 0;
    while (cursor && cursor_next(cursor, &failure)) {
        *submissions += cursor_number(cursor, 1);
        works += cursor_number(cursor, 2);
    }
    if (!failure)
        return cursor && (*submissions == 0 || say(count, "合计", NULL, *submissions, works, error));
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool count_campaign(struct count *count, GError **error)
{
    gint64 submissions;
    if (!total(count, &submissions, error))
        return false;
    return submissions == 0 || (by(count, CURSOR_BY_STATE, "状态", state_name, 1, error) &&
                                by(count, CURSOR_BY_FORM, "表格", form_name, 2, error) && by_values(count, error) &&
                                by_day(count, error) && by(count, CURSOR_BY_UNIT, "单位或作者", unit_name, 1, error));
}

bool book_counts(struct book *book, GError **error)
{
    g_autoptr(BookSheet) sheet = book_sheet_begin(book, "统计", NULL);
    book_sheet_add(sheet, "campaign", "活动", BOOK_TEXT);
    book_sheet_add(sheet, "what", "统计项", BOOK_TEXT);
    book_sheet_add(sheet, "value", "值", BOOK_TEXT);
    book_sheet_add(sheet, "submissions", "登记件数", BOOK_NUMBER);
    book_sheet_add(sheet, "works", "作品件数", BOOK_NUMBER);
    if (!book->sink->sheet(book->sink, sheet, error))
        return false;
    g_autoptr(BookRow) row = book_row_create(book, sheet);
    for (guint i = 0; i < book->request->ruleset->campaigns->len; i++) {
        struct count count = {.row = row, .campaign = book->request->ruleset->campaigns->pdata[i]};
        if (book_select(book, count.campaign, NULL, false, &count.selection) && !count_campaign(&count, error))
            return false;
    }
    return true;
}
