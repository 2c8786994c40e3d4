/* What somebody has to settle: a row a finding, an open proposal, a mail that waits for its number. */
#include "digest/book_inside.h"

static void columns(struct book_sheet *sheet)
{
    book_sheet_add(sheet, "number", "编号", BOOK_TEXT);
    book_sheet_add(sheet, "work", "作品编号", BOOK_TEXT);
    book_sheet_add(sheet, "title", "单位或作者", BOOK_TEXT);
    book_sheet_add(sheet, "form", "表格", BOOK_TEXT);
    book_sheet_add(sheet, "severity", "类别", BOOK_TEXT);
    book_sheet_add(sheet, "subject", "项目", BOOK_TEXT);
    book_sheet_add(sheet, "text", "事项", BOOK_LONG);
    book_sheet_add(sheet, "clause", "依据", BOOK_TEXT);
    book_sheet_add(sheet, "due", "期限", BOOK_TIME);
    book_sheet_add(sheet, "assigned", "经办人", BOOK_TEXT);
    book_sheet_add(sheet, "sender", "发件邮箱", BOOK_TEXT);
    book_sheet_add(sheet, "received", "收到时间", BOOK_TIME);
    book_sheet_add(sheet, "rule", "规则", BOOK_TEXT);
}

static bool one(struct book_row *row, const struct cursor *all, GError **error)
{
    const char *campaign_id = cursor_text(all, OPEN_CAMPAIGN), *subject = cursor_text(all, OPEN_SUBJECT);
    const struct campaign *campaign = campaign_id ? ruleset_campaign(row->book->request->ruleset, campaign_id) : NULL;
    const char *form_id = cursor_text(all, OPEN_FORM);
    const struct form_rule *form = campaign && form_id ? campaign_form(campaign, form_id) : NULL;
    const struct field_rule *field = form && subject ? form_field(form, subject) : NULL;
    row_text(row, cursor_text(all, OPEN_NUMBER));
    row_text(row, cursor_text(all, OPEN_WORK));
    row_text(row, cursor_text(all, OPEN_TITLE));
    row_text(row, form ? form->title : form_id);
    row_text(row, word_severity(cursor_text(all, OPEN_SEVERITY)));
    row_text(row, field ? field->title : subject);
    row_text(row, cursor_text(all, OPEN_TEXT));
    row_text(row, cursor_text(all, OPEN_CLAUSE));
    row_known(row, cursor_number(all, OPEN_DUE));
    row_text(row, cursor_text(all, OPEN_ASSIGNED));
    row_text(row, cursor_text(all, OPEN_SENDER));
    row_known(row, cursor_number(all, OPEN_RECEIVED));
    row_text(row, cursor_text(all, OPEN_RULE));
    return row_done(row, error);
}

static bool list(struct book_row *row, enum cursor_query query, const struct selection *selection, GError **error)
{
    g_autoptr(Cursor) all = cursor_open(row->book->request->store, query, selection, error);
    g_autoptr(GError) failure = NULL;
    while (all && cursor_next(all, &failure))
        if (!one(row, all, error))
            return false;
    if (!failure)
        return all != NULL;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool book_todo(struct book *book, GError **error)
{
    struct selection selection;
    book_select(book, NULL, NULL, false, &selection);
    g_autoptr(BookSheet) sheet = book_sheet_begin(book, "待处理", NULL);
    columns(sheet);
    if (!book->sink->sheet(book->sink, sheet, error))
        return false;
    g_autoptr(BookRow) row = book_row_create(book, sheet);
    return list(row, CURSOR_FINDINGS, &selection, error) && list(row, CURSOR_PROPOSALS, &selection, error) &&
           (book->request->selection || list(row, CURSOR_WAITING, NULL, error));
}
