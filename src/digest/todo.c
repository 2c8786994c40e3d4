/* The work list of the first screen: what is urgent, what needs a person, and the words that settle it. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
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

/* "0087-03" where one campaign alone has submissions; whoever answers a letter need not write more. */
static const char *brief(const struct digest *digest, const char *number)
{
    const char *dash = digest->totals->len == 1 ? strchr(number, '-') : NULL;
    return dash && g_ascii_isdigit(dash[1]) ? dash + 1 : number;
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
            else {
                const char *number = brief(digest, item->number);
                g_ptr_array_add(digest->urgent, g_strdup_printf("%s 来信%s，已暂停展示 → 回复“%s 撤下”或“%s 恢复”",
                                                                item->number, item->tag, number, number));
            }
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
    when(digest->urgent, letters, "%d封答复没有送达或去向不明，见下面清单 → 核对地址，电话联系", (int)letters);
    gint64 unfetched = sections_count(digest, section_unfetched);
    when(digest->urgent, unfetched, "%d封邮件取不回来 → 登录网页邮箱查看", (int)unfetched);
}

/* The numbers of a section's first items, with those words: "0087、0090等5件". */
static char *numbers_of(const struct digest *digest, const char *title)
{
    enum { SHOWN = 3 };
    g_autoptr(GString) out = g_string_new(NULL);
    guint shown = 0;
    gint64 all = sections_count(digest, title);
    for (guint i = 0; i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        for (guint n = 0; section->title == title && n < section->items->len && shown < SHOWN; n++) {
            const struct item *item = section->items->pdata[n];
            if (item->number && !strstr(out->str, brief(digest, item->number)))
                g_string_append_printf(out, "%s%s", shown++ ? "、" : "", brief(digest, item->number));
        }
    }
    if (all > shown)
        g_string_append(out, "等");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* A letter each would fill the screen: the first is quoted, the others follow below. */
static void list_messages(struct digest *digest)
{
    const char *more;
    gint64 all = tagged(digest, section_messages, TONE_WARN, &more);
    for (guint i = 0; all > 0 && i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        for (guint n = 0; section->title == section_messages && n < section->items->len; n++) {
            const struct item *item = section->items->pdata[n];
            if (item->tone != TONE_WARN)
                continue;
            /* The first screen is read on phones and over shoulders; the section below has the whole of it. */
            g_autofree char *masked = log_mask(item->words ? item->words : item->title ? item->title : "");
            g_autofree char *words = show_line(masked, 30);
            bool known = item->number && !strpbrk(item->number, ",");
            when(digest->decide, all, "来信留言%d%s封：%s%s“%s”%s → %s%s%s", (int)all, more,
                 item->number ? item->number : "", item->number ? " " : "", words ? words : "",
                 all > 1 ? "等，见下面原文" : "", known ? "回复“" : "直接回复来信人",
                 known ? brief(digest, item->number) : "", known ? " 改 项目=内容”，或直接回复来信人" : "");
            return;
        }
    }
}

static gint64 sum_of(const struct digest *digest, bool late)
{
    gint64 sum = 0;
    for (guint i = 0; i < digest->totals->len; i++) {
        const struct totals *totals = digest->totals->pdata[i];
        sum += late ? totals->late : totals->review;
    }
    return sum;
}

static void list_decisions(struct digest *digest)
{
    GPtrArray *list = digest->decide;
    gint64 held = sections_count(digest, section_held);
    when(list, held, "待放行答复%d封 → 看过 huizhi send --preview，再 huizhi send --release", (int)held);
    gint64 unreadable = sections_count(digest, section_unreadable),
           duplicates = sections_count(digest, section_duplicates);
    g_autofree char *scans = numbers_of(digest, section_unreadable), *alike = numbers_of(digest, section_duplicates);
    when(list, unreadable, "扫描件待录入%d份（%s） → 填附件《待录入.xlsx》回发，或 huizhi set 编号 项目 内容",
         (int)unreadable, scans);
    when(list, duplicates, "疑似重复%d件（%s） → 比对后回复“编号 退回 重复”或“编号 同意”", (int)duplicates, alike);
    list_messages(digest);
    const char *more;
    gint64 proposed = tagged(digest, section_proposals, TONE_WARN, &more);
    g_autofree char *proposals = numbers_of(digest, section_proposals);
    when(list, proposed, "来信提议%d%s件（%s），见下面原文 → 核对后回复“编号 改 项目=内容”；办结回复“编号 备注 已办”",
         (int)proposed, more, proposals);
    gint64 review = sum_of(digest, false), late = sum_of(digest, true);
    when(list, review, "待核%d件 → 回复“编号 同意”或“编号 退回 原因”；依据见 huizhi explain 编号", (int)review);
    when(list, late, "逾期%d件 → 收下的回复“编号 逾期可收”，不收的回复“编号 不采用”", (int)late);
    gint64 trashed = sections_count(digest, section_trashed);
    when(list, trashed, "收取前被移到已删除的来信%d封，见下面清单 → 要登记的移回收件箱", (int)trashed);
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
    digest->headline = g_strdup_printf("【%s %s%s】待办%u项（急%u）｜%s｜待发%d封", show_kind(digest), day, deadline,
                                       digest->urgent->len + digest->decide->len, digest->urgent->len,
                                       digest->well ? "收信正常" : "收信异常", (int)digest->unsent);
}
