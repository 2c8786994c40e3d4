/* Contact sheets: the works of a category on pages that print well, with number, title, author and how the caption
 * begins. What may not be used is a grey field with its number.
 */
#include <string.h>

#include "digest/book_inside.h"
#include "digest/inside.h"
#include "digest/page.h"
#include "digest/site.h"

enum { NEWEST = 2000, ON_A_PAGE = 120, CAPTION = 40, TITLE = 30 };
enum { NUMBER, SUBMISSION, TITLE_OF, AUTHOR, NAME, KIND, CAPTION_OF, THUMB, HELD, CATEGORY };

static void link_free(gpointer data)
{
    struct site_link *link = data;
    g_free(link->target);
    g_free(link->title);
    g_free(link);
}

static void put_work(const struct site *site, const GHashTable *pages, GString *out, char **row)
{
    bool held = row[HELD] != NULL;
    g_autofree char *picture = held ? NULL : site_thumb(site, row[THUMB]);
    g_autofree char *title = show_line(row[TITLE_OF], TITLE), *author = show_line(row[AUTHOR], TITLE);
    g_autofree char *caption = held ? NULL : show_line(row[CAPTION_OF], CAPTION), *name = show_line(row[NAME], TITLE);
    page_put(out, "<figure><div class=\"box\">");
    if (picture)
        page_put(out, "<img src=\"../%s\" alt=\"%s\">", picture, row[NUMBER]);
    else
        page_put(out, "%s<br>%s", held ? word_held : word_kind(row[KIND]), held || !name ? "" : name);
    page_put(out, "</div><figcaption>");
    if (g_hash_table_contains((GHashTable *)pages, row[SUBMISSION]))
        page_put(out, "<a href=\"../cases/%s.html\"><b>%s</b></a>", row[SUBMISSION], row[NUMBER]);
    else
        page_put(out, "<b>%s</b>", row[NUMBER]);
    page_put(out, " %s", title ? title : "");
    if (author && g_strcmp0(author, title) != 0)
        page_put(out, " / %s", author);
    if (caption)
        page_put(out, "<br><span class=\"soft\">%s</span>", caption);
    page_put(out, "</figcaption></figure>\n");
}

/* One category of a campaign: rows of query_sheet, in their order. */
struct category {
    char *file, *title;
    GPtrArray *rows; /* borrowed */
};

static void category_free(gpointer data)
{
    struct category *category = data;
    g_free(category->file);
    g_free(category->title);
    g_ptr_array_unref(category->rows);
    g_free(category);
}

static char *page_name(const struct category *category, guint page)
{
    return page ? g_strdup_printf("sheets/%s-%u.html", category->file, page + 1)
                : g_strdup_printf("sheets/%s.html", category->file);
}

static void put_turns(GString *out, const struct category *category, guint page, guint pages)
{
    if (pages < 2)
        return;
    page_put(out, "<nav class=\"small\">");
    for (guint i = 0; i < pages; i++) {
        g_autofree char *name = page_name(category, i);
        if (i == page)
            page_put(out, "<b>第%u页</b> ", i + 1);
        else
            page_put(out, "<a href=\"%s\">第%u页</a> ", name + strlen("sheets/"), i + 1);
    }
    page_put(out, "</nav>\n");
}

static bool write_category(const struct site *site, const GHashTable *cases, const struct category *category,
                           GError **error)
{
    guint pages = (category->rows->len + ON_A_PAGE - 1) / ON_A_PAGE;
    for (guint page = 0; page < pages; page++) {
        g_autoptr(GString) out = g_string_new(NULL);
        page_begin(out, category->title, "../");
        page_put(out, "<h1>%s</h1>\n<div class=\"small soft\">共%u件，第%u页，共%u页</div>\n", category->title,
                 category->rows->len, page + 1, pages);
        put_turns(out, category, page, pages);
        page_put(out, "<div class=\"sheet\">\n");
        guint end = MIN((page + 1) * ON_A_PAGE, category->rows->len);
        for (guint i = page * ON_A_PAGE; i < end; i++)
            put_work(site, cases, out, category->rows->pdata[i]);
        page_put(out, "</div>\n");
        page_end(out);
        g_autofree char *name = page_name(category, page);
        if (!site_put(site, name, out->str, out->len, error))
            return false;
    }
    return true;
}

/* "NXZ-photo": what the rules call a choice; anything else that stands in a form goes to one sheet of its own. */
static struct category *category_of(GPtrArray *all, const struct site *site, const struct campaign *campaign,
                                    const char *value)
{
    bool plain = value && *value && strlen(value) < 32 &&
                 strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(value);
    g_autofree char *file = g_strdup_printf("%s-%s", campaign->prefix, plain ? value : "other");
    for (guint i = 0; i < all->len; i++) {
        struct category *category = all->pdata[i];
        if (!strcmp(category->file, file))
            return category;
    }
    const struct form_rule *form = campaign_works_form(campaign);
    struct category *category = g_new0(struct category, 1);
    category->file = g_steal_pointer(&file);
    category->title =
        g_strdup(show_category(site->ruleset, campaign->id, form ? form->id : NULL, plain ? value : NULL));
    category->rows = g_ptr_array_new();
    g_ptr_array_add(all, category);
    return category;
}

static bool write_campaign(const struct site *site, const GHashTable *cases, const struct campaign *campaign,
                           GPtrArray *links, GError **error)
{
    g_autoptr(Rows) rows = query_sheet(site->store, campaign->id, site->all ? G_MAXINT64 : NEWEST, error);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(category_free);
    for (guint i = 0; rows && i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        g_ptr_array_add(category_of(all, site, campaign, row[CATEGORY])->rows, row);
    }
    for (guint i = 0; i < all->len; i++) {
        struct category *category = all->pdata[i];
        if (!write_category(site, cases, category, error))
            return false;
        struct site_link *link = g_new0(struct site_link, 1);
        link->target = page_name(category, 0);
        link->title = g_strdup(category->title);
        link->count = category->rows->len;
        g_ptr_array_add(links, link);
    }
    return rows != NULL;
}

GPtrArray *contact_write(const struct site *site, const GHashTable *pages, GError **error)
{
    g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func(link_free);
    for (guint i = 0; i < site->ruleset->campaigns->len; i++)
        if (!write_campaign(site, pages, site->ruleset->campaigns->pdata[i], links, error))
            return NULL;
    return g_steal_pointer(&links);
}
