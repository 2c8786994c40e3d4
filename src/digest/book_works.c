/* The works: a row each, with a thumbnail, a link to the file as it is laid out for people, and what its form says. */
#include <unistd.h>

#include "digest/book_inside.h"
#include "spool/shelf_name.h"

/* Only the newest works show their pictures: all of a large campaign's would make the file too large to open. */
#define PICTURES 2000

static void columns(struct book_sheet *sheet, const struct form_rule *form)
{
    book_sheet_add(sheet, "work", "作品编号", BOOK_TEXT);
    book_sheet_add(sheet, "thumbnail", "缩略图", BOOK_PICTURE);
    book_sheet_add(sheet, "state", "状态", BOOK_TEXT);
    book_sheet_add(sheet, "file", "文件", BOOK_FILE);
    book_sheet_add(sheet, "kind", "类型", BOOK_TEXT);
    book_sheet_add(sheet, "title", "作品名称", BOOK_TEXT);
    book_sheet_add(sheet, "author", "作者", BOOK_TEXT);
    book_sheet_add(sheet, "caption", "文字说明", BOOK_LONG);
    book_sheet_add(sheet, "bytes", "大小", BOOK_BYTES);
    book_sheet_add(sheet, "width", "宽（像素）", BOOK_NUMBER);
    book_sheet_add(sheet, "height", "高（像素）", BOOK_NUMBER);
    book_sheet_add(sheet, "seconds", "时长（秒）", BOOK_NUMBER);
    book_sheet_add(sheet, "pages", "页数", BOOK_NUMBER);
    book_sheet_add(sheet, "findings", "待处理", BOOK_LONG);
    book_sheet_add(sheet, "duplicate_of", "疑似重复", BOOK_TEXT);
    book_sheet_add(sheet, "held", "暂停原因", BOOK_LONG);
    form_columns(sheet, form);
    book_sheet_add(sheet, "number", "登记编号", BOOK_TEXT);
    book_sheet_add(sheet, "submission", "报送单位或作者", BOOK_TEXT);
    book_sheet_add(sheet, "sender", "发件邮箱", BOOK_TEXT);
    book_sheet_add(sheet, "received", "收到时间", BOOK_TIME);
}

/* The file on the shelf; NULL while it has not been laid out. */
static char *shelved(const struct book *book, const struct cursor *all)
{
    g_autofree char *folder =
        shelf_folder_name(cursor_text(all, SUBMISSION_NUMBER), cursor_text(all, SUBMISSION_TITLE));
    g_autofree char *name =
        shelf_file_name((int)cursor_number(all, WORK_SEQ), cursor_text(all, WORK_NAME), cursor_text(all, WORK_TYPE));
    g_autofree char *path = name ? g_build_filename(book->works_folder, folder, name, NULL) : NULL;
    return path && access(path, F_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

static void facts(struct book_row *row, const struct cursor *all)
{
    row_text(row, word_kind(cursor_text(all, WORK_KIND)));
    row_text(row, cursor_text(all, WORK_TITLE));
    row_text(row, cursor_text(all, WORK_AUTHOR));
    row_text(row, cursor_text(all, WORK_CAPTION));
    row_number(row, cursor_number(all, WORK_BYTES));
    for (int column = WORK_WIDTH; column <= WORK_PAGES; column++)
        row_known(row, cursor_number(all, column));
    row_text(row, cursor_text(all, WORK_FINDINGS));
    row_text(row, cursor_text(all, WORK_DUPLICATE_OF));
}

/* What may not be used shows neither its picture nor its file. */
static bool one(struct book_row *row, const struct form_rule *form, struct cursor *all, struct cursor *fields,
                bool pictured, GError **error)
{
    const char *held = cursor_text(all, WORK_HELD) ? cursor_text(all, WORK_HELD) : cursor_text(all, SUBMISSION_HELD);
    row_text(row, cursor_text(all, WORK_NUMBER));
    row_text(row, pictured && !held ? cursor_text(all, WORK_THUMBNAIL) : NULL);
    row_text(row, held ? word_held : word_state(cursor_text(all, SUBMISSION_STATE)));
    row_file(row, cursor_text(all, WORK_NAME), held ? NULL : shelved(row->book, all));
    facts(row, all);
    row_text(row, held);
    if (!form_values(row, form, fields, cursor_number(all, SUBMISSION_ID), error))
        return false;
    row_text(row, cursor_text(all, SUBMISSION_NUMBER));
    row_text(row, cursor_text(all, SUBMISSION_TITLE));
    row_text(row, cursor_text(all, SUBMISSION_SENDER));
    row_known(row, cursor_number(all, SUBMISSION_RECEIVED));
    return row_done(row, error);
}

static gint64 pictures(struct book *book, const struct selection *selection, GError **error)
{
    g_autoptr(Cursor) cursor = cursor_open(book->request->store, CURSOR_PICTURES, selection, error);
    return cursor && cursor_next(cursor, error) ? cursor_number(cursor, 0) : -1;
}

static bool all_rows(struct book *book, const struct book_sheet *sheet, const struct form_rule *form,
                     const struct selection *selection, GError **error)
{
    gint64 newer = pictures(book, selection, error);
    g_autoptr(Cursor) all = newer >= 0 ? cursor_open(book->request->store, CURSOR_WORKS, selection, error) : NULL;
    g_autoptr(Cursor) fields = all ? cursor_open(book->request->store, CURSOR_FIELDS, NULL, error) : NULL;
    if (!fields || !book->sink->sheet(book->sink, sheet, error))
        return false;
    g_autoptr(BookRow) row = book_row_create(book, sheet);
    g_autoptr(GError) failure = NULL;
    while (cursor_next(all, &failure)) {
        bool pictured = cursor_text(all, WORK_THUMBNAIL) && newer-- <= PICTURES;
        if (!one(row, form, all, fields, pictured, error))
            return false;
    }
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool book_works(struct book *book, const struct campaign *campaign, GError **error)
{
    const struct form_rule *form = campaign_works_form(campaign);
    struct selection selection;
    if (!form || !book_select(book, campaign, NULL, false, &selection))
        return true;
    g_autoptr(BookSheet) sheet = book_sheet_begin(book, "作品", campaign);
    columns(sheet, form);
    return all_rows(book, sheet, form, &selection, error);
}
