/* What a sender writes anew: numbers in all the ways that people type them, and captions for works sent before. */
#include <string.h>
#include <time.h>

#include "reader/reading.h"
#include "tap.h"

static struct dossier *read_lines(const struct reader_data *data, const char *subject, const char *fresh)
{
    struct dossier *dossier = g_new0(struct dossier, 1);
    dossier->message = g_new0(struct message, 1);
    dossier->message->subject = g_strdup(subject);
    dossier->message->fresh = g_strdup(fresh);
    dossier->captions = g_ptr_array_new_with_free_func((GDestroyNotify)caption_free);
    dossier->lines = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    dossier->notes = g_ptr_array_new_with_free_func(g_free);
    dossier->works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    struct reading reading = {.data = data, .dossier = dossier, .entries = entries};
    reading_lines(&reading);
    return dossier;
}

static void expect_numbers(const struct reader_data *data, const char *subject, const char *fresh, const char *want)
{
    g_autoptr(Dossier) dossier = read_lines(data, subject, fresh);
    g_autofree char *got = g_strjoinv(" ", dossier->numbers);
    g_autofree char *what = g_strdup_printf("numbers of “%s” “%s”", subject, fresh);
    tap_str(got, want, what);
}

static void test_numbers(const struct reader_data *data)
{
    expect_numbers(data, "Re: 关于 NXZ-0012 的补正", "", "NXZ-0012");
    expect_numbers(data, "回复：nxz－０１２", "您好", "NXZ-0012");
    expect_numbers(data, "", "编号为ＮＸＺ—0012—03、NXZ0013。", "NXZ-0012-03 NXZ-0013");
    expect_numbers(data, "NXZ-0012", "NXZ-0012 的照片", "NXZ-0012");
    expect_numbers(data, "ANXZ-0012 NXZ-0 NXZ NXZ-12345678 NXZX-1", "", "");
    expect_numbers(data, "NXZ-20", "NXZ-20-1", "NXZ-0020 NXZ-0020-01");
}

static void expect_caption(const struct reader_data *data, const char *fresh, int number, const char *name,
                           const char *text)
{
    g_autoptr(Dossier) dossier = read_lines(data, "", fresh);
    const struct caption *caption = dossier->captions->len ? dossier->captions->pdata[0] : NULL;
    g_auto(GStrv) lines = g_strsplit(fresh, "\n", -1);
    g_autofree char *joined = g_strjoinv(" / ", lines);
    g_autofree char *what = g_strdup_printf("a caption of %s", joined);
    if (!text) {
        tap_ok(!caption, what);
        return;
    }
    tap_ok(caption && caption->number == number && g_strcmp0(caption->name, name) == 0, what);
    tap_str(caption ? caption->text : NULL, text, what);
}

static void test_captions(const struct reader_data *data)
{
    expect_caption(data, "您好：\n照片2说明：2020年2月，护士小李在隔离病房。\n谢谢", 2, NULL,
                   "2020年2月，护士小李在隔离病房。");
    expect_caption(data, "图三的文字说明: 采样现场", 3, NULL, "采样现场");
    expect_caption(data, "第十二张照片：夜班", 12, NULL, "夜班");
    expect_caption(data, "IMG_2031.JPG：春天的\n早晨\n\n此致", 0, "IMG_2031.JPG", "春天的早晨");
    expect_caption(data, "“雪中 送药.jpg”说明：雪天", 0, "雪中 送药.jpg", "雪天");
    expect_caption(data, "联系人：王小明\n照片已经发过", 0, NULL, NULL);
    expect_caption(data, "照片：见附件", 0, NULL, NULL);
}

/* No caption may take a second's worth of backtracking. */
static void test_patience(const struct reader_data *data)
{
    g_autofree char *spaces = g_strnfill(200000, ' ');
    g_autofree char *odd = g_strconcat("照片1", spaces, "\n第", spaces, "张\n", NULL);
    clock_t start = clock(); /* of this process: a busy machine does not count */
    g_autoptr(Dossier) dossier = read_lines(data, odd, odd);
    tap_ok(dossier->captions->len == 0 && clock() - start < 2 * CLOCKS_PER_SEC, "long lines are quick");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    const char *const own[] = {NULL};
    struct reader_data data = {0};
    if (!tap_ok(reader_data_load(&data, "rules", own, &error), "the rules load")) {
        printf("# %s\n", error->message);
        return tap_done();
    }
    test_numbers(&data);
    test_captions(&data);
    test_patience(&data);
    reader_data_clear(&data);
    return tap_done();
}
