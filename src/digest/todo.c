/* The work list of the first screen: what is urgent, what needs a person, and the words that settle it. */
#include <string.h>

#include "base/clock.h"
#include "digest/inside.h"

static void G_GNUC_PRINTF(3, 4) when(GPtrArray *list, gint64 count, const char *format, ...)
{
    if (count <= 0)
        return;
    va_list args;
    va_start(args, format);
    g_ptr_array_add(list, g_strdup_vprintf(format, args));
    va_end(args);
}

/* Items of a section in one tone; `more` is set when the section was cut, so that there may be more of them. */
static gint64 tagged(const struct digest *digest, const char *title, enum tone tone, const char **more)
{
    gint64 count = 0;
    *more = "";
    for (guint i = 0; i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        if (section->title == title && section->total > (gint64)section->items->len)
            *more = "多";
        for (guint n = 0; section->title == title && n < section->items->len; n++)
            count += ((const struct item *)section->items->pdata[n])->tone == tone;
    }
    return count;
}

/* Each by itself: what was held without anybody having looked. */
static void list_objections(struct digest *digest)
{
    for (guint i = 0; i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        for (guint n = 0; section->title == section_proposals && n < section->items->len; n++) {
            const struct item *item = section->items->pdata[n];
            if (item->tone != TONE_BAD)
                continue;
            if (!item->number)
                g_ptr_array_add(digest->urgent, g_strdup("有来信不同意使用，没有写明是哪一件 → 看原文，尽快联系"));
            else
                g_ptr_array_add(digest->urgent,
                                g_strdup_printf("%s 来信%s，已暂停展示 → 核对后决定", item->number, item->tag));
        }
    }
}

static void list_urgent(struct digest *digest)
{
    const struct reconciliation *mails = &digest->mails;
    if (!mails->sound)
        g_ptr_array_add(digest->urgent, g_strdup("来信件数对不上 → 运行 huizhi verify，不要手工改动数据"));
    list_objections(digest);
    const char *more;
    gint64 links = tagged(digest, section_links, TONE_BAD, &more);
    when(digest->urgent, links, "%d%s个下载链接已失效或3天内失效 → 尽快打开来信下载，或请作者改发附件", (int)links,
         more);
    gint64 letters = sections_count(digest, section_letters);
    when(digest->urgent, letters, "%d封答复没有送达或去向不明 → 核对地址，电话联系", (int)letters);
    gint64 unfetched = sections_count(digest, section_unfetched);
    when(digest->urgent, unfetched, "%d封邮件取不回来 → 登录网页邮箱查看", (int)unfetched);
}

static void list_decisions(struct digest *digest)
{
    GPtrArray *list = digest->decide;
    gint64 review = 0;
    for (guint i = 0; i < digest->totals->len; i++)
        review += ((const struct totals *)digest->totals->pdata[i])->review;
    gint64 held = sections_count(digest, section_held);
    when(list, held, "待放行答复%d封 → 看过 huizhi send --preview，再 huizhi send --release", (int)held);
    const char *more;
    gint64 messages = tagged(digest, section_messages, TONE_WARN, &more);
    when(list, messages, "来信留言%d%s封，见下面原文 → 直接回复来信人", (int)messages, more);
    gint64 proposed = tagged(digest, section_proposals, TONE_WARN, &more);
    when(list, proposed, "来信提议%d%s件，见下面原文 → 核对后办理", (int)proposed, more);
    gint64 trashed = sections_count(digest, section_trashed);
    when(list, trashed, "收取前被移到已删除的来信%d封，见下面清单 → 要登记的移回收件箱", (int)trashed);
    gint64 unreadable = sections_count(digest, section_unreadable);
    when(list, unreadable, "待人工录入的表格%d份 → 看原件录入", (int)unreadable);
    when(list, review, "待核%d件 → huizhi list，再逐件 huizhi explain 编号", (int)review);
    gint64 duplicates = sections_count(digest, section_duplicates);
    when(list, duplicates, "疑似重复的作品%d件 → 比对后决定留哪一件", (int)duplicates);
    when(list, digest->mails.waiting, "%d封补正写的编号还没有登记 → 核对编号", (int)digest->mails.waiting);
}

/* "·今日24:00截止" of the nearest deadline within a week; "" when there is none. */
static char *nearest(const struct digest *digest)
{
    const struct due *next = NULL;
    for (guint i = 0; i < digest->deadlines->len; i++) {
        const struct due *due = digest->deadlines->pdata[i];
        if (due->days >= 0 && due->days <= 7 && (!next || due->days < next->days))
            next = due;
    }
    if (!next)
        return g_strdup("");
    if (next->days == 0)
        return g_strdup("·今日24:00截止");
    return g_strdup_printf("·距截止%d天", (int)next->days);
}

void todo_gather(struct digest *digest)
{
    list_urgent(digest);
    list_decisions(digest);
    g_autofree char *day = clock_chinese_day(digest->until, digest->zone);
    g_autofree char *deadline = nearest(digest);
    digest->headline = g_strdup_printf("【日报 %s%s】待办%u项（急%u）｜%s｜待发%d封", day, deadline,
                                       digest->urgent->len + digest->decide->len, digest->urgent->len,
                                       digest->well ? "收信正常" : "收信异常", (int)digest->unsent);
}
