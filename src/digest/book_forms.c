/* A form's sheet: what stands on the form, one row a submission. */
#include <string.h>

#include "digest/book_inside.h"

static enum book_kind kind_of(const struct field_rule *field)
{
    if (field->type == FIELD_YESNO)
        return BOOK_YESNO;
    return field->type == FIELD_TEXT || field->type == FIELD_PAPER ? BOOK_LONG : BOOK_TEXT;
}

void form_columns(struct book_sheet *sheet, const struct form_rule *form)
{
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field_rule *field = form->fields->pdata[i];
        book_sheet_add(sheet, field->name, field->title, kind_of(field));
    }
}

/* A choice as the form words it. */
static const char *shown(const struct field_rule *field, const char *value)
{
    for (guint i = 0; value && field->type == FIELD_CHOICE && i < field->options->len; i++) {
        const struct option_rule *option = field->options->pdata[i];
        if (!strcmp(option->value, value))
            return option->title;
    }
    return value;
}

bool form_values(struct book_row *row, const struct form_rule *form, struct cursor *fields, gint64 submission,
                 GError **error)
{
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) failure = NULL;
    cursor_about(fields, submission);
    while (cursor_next(fields, &failure))
        g_hash_table_insert(values, g_strdup(cursor_text(fields, 0)), g_strdup(cursor_text(fields, 1)));
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field_rule *field = form->fields->pdata[i];
        row_text(row, shown(field, g_hash_table_lookup(values, field->name)));
    }
    return true;
}

static void columns(struct book_sheet *sheet, const struct form_rule *form)
{
    book_sheet_add(sheet, "number", "编号", BOOK_TEXT);
    book_sheet_add(sheet, "state", "状态", BOOK_TEXT);
    form_columns(sheet, form);
    if (form->takes_works)
        book_sheet_add(sheet, "works", "作品件数", BOOK_NUMBER);
    book_sheet_add(sheet, "faults", "待补项数", BOOK_NUMBER);
    book_sheet_add(sheet, "fix_by", "补正期限", BOOK_TIME);
    book_sheet_add(sheet, "assigned", "经办人", BOOK_TEXT);
    book_sheet_add(sheet, "held", "暂停原因", BOOK_LONG);
    book_sheet_add(sheet, "sender", "发件邮箱", BOOK_TEXT);
    book_sheet_add(sheet, "received", "收到时间", BOOK_TIME);
    book_sheet_add(sheet, "updated", "更新时间", BOOK_TIME);
    book_sheet_add(sheet, "revision", "来信次数", BOOK_NUMBER);
}

static bool one(struct book_row *row, const struct form_rule *form, struct cursor *all, struct cursor *fields,
                GError **error)
{
    const char *held = cursor_text(all, SUBMISSION_HELD);
    row_text(row, cursor_text(all, SUBMISSION_NUMBER));
    row_text(row, held ? word_held : word_state(cursor_text(all, SUBMISSION_STATE)));
    if (!form_values(row, form, fields, cursor_number(all, SUBMISSION_ID), error))
        return false;
    if (form->takes_works)
        row_number(row, cursor_number(all, SUBMISSION_WORKS));
    row_number(row, cursor_number(all, SUBMISSION_FAULTS));
    row_known(row, cursor_number(all, SUBMISSION_DUE));
    row_text(row, cursor_text(all, SUBMISSION_ASSIGNED));
    row_text(row, cursor_text(all, SUBMISSION_HELD));
    row_text(row, cursor_text(all, SUBMISSION_SENDER));
    row_known(row, cursor_number(all, SUBMISSION_RECEIVED));
    row_known(row, cursor_number(all, SUBMISSION_UPDATED));
    row_number(row, cursor_number(all, SUBMISSION_REVISION));
    return row_done(row, error);
}

/* Submissions without a form stand where their form is awaited: with the works, else with the first form. */
static bool is_home(const struct campaign *campaign, const struct form_rule *form)
{
    const struct form_rule *works = campaign_works_form(campaign);
    return form == (works ? works : campaign->forms->pdata[0]);
}

bool book_forms(struct book *book, const struct campaign *campaign, const struct form_rule *form, GError **error)
{
    struct selection selection;
    if (!book_select(book, campaign, form, is_home(campaign, form), &selection))
        return true;
    g_autoptr(BookSheet) sheet = book_sheet_begin(book, form->sheet, campaign);
    columns(sheet, form);
    g_autoptr(Cursor) all = cursor_open(book->request->store, CURSOR_SUBMISSIONS, &selection, error);
    g_autoptr(Cursor) fields = all ? cursor_open(book->request->store, CURSOR_FIELDS, NULL, error) : NULL;
    if (!fields || !book->sink->sheet(book->sink, sheet, error))
        return false;
    g_autoptr(BookRow) row = book_row_create(book, sheet);
    g_autoptr(GError) failure = NULL;
    while (cursor_next(all, &failure))
        if (!one(row, form, all, fields, error))
            return false;
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}
