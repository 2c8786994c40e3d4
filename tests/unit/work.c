/* Works: kinds, what a file's header tells, truncation; captions to their photographs. */
#include <string.h>

#include "formkit.h"
#include "work/caption.h"
#include "work/jpeg.h"
#include "work/measure.h"
#include "work/photo_header.h"
#include "work/work.h"

static void check_kinds(void)
{
    static const struct {
        const char *type;
        enum work_kind kind;
    } cases[] = {
        {"image/jpeg", WORK_PHOTO},
        {"image/heic", WORK_PHOTO},
        {"image/svg+xml", WORK_DOCUMENT},
        {"application/pdf", WORK_DOCUMENT},
        {"application/msword", WORK_DOCUMENT},
        {"application/vnd.openxmlformats-officedocument.presentationml.presentation", WORK_DOCUMENT},
        {"video/mp4", WORK_VIDEO},
        {"audio/mpeg", WORK_AUDIO},
        {"text/plain", WORK_TEXT},
        {"application/x-dosexec", WORK_OTHER},
        {"application/zip", WORK_OTHER},
        {"text/calendar", WORK_OTHER},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tap_ok(work_kind_of(cases[i].type) == cases[i].kind, cases[i].type);
    for (int i = WORK_PHOTO; i <= WORK_OTHER; i++) {
        enum work_kind kind = WORK_OTHER;
        tap_ok(work_kind_parse(work_kind_name((enum work_kind)i), &kind) && kind == (enum work_kind)i,
               "kind by its name");
    }
    enum work_kind kind;
    tap_ok(!work_kind_parse("poster", &kind), "no such kind");
}

/* A JPEG of markers: SOI, SOF0 640x480, SOS, data, EOI. */
static GByteArray *jpeg_bytes(void)
{
    static const guint8 head[] = {0xFF, 0xD8, 0xFF, 0xE0, 0, 16,   'J',  'F',  'I', 'F',  0, 1,    1,    0,
                                  0,    1,    0,    1,    0, 0,    0xFF, 0xC0, 0,   17,   8, 0x01, 0xE0, 0x02,
                                  0x80, 3,    1,    0x22, 0, 2,    0x11, 1,    3,   0x11, 1, 0xFF, 0xDA, 0,
                                  12,   3,    1,    0,    2, 0x11, 3,    0x11, 0,   0x3F, 0};
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, head, sizeof head);
    for (int i = 0; i < 500; i++) {
        static const guint8 data[] = {0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0};
        g_byte_array_append(bytes, data, sizeof data);
    }
    g_byte_array_append(bytes, (const guint8 *)"\xFF\xD9", 2);
    return bytes;
}

static struct work *measured(const char *type, const guint8 *data, gsize length)
{
    struct work *work = work_create(work_kind_of(type), "a", "2", type, "", length);
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    struct measured more;
    work_measure(work, bytes, NULL, &more);
    measured_clear(&more);
    return work;
}

static struct photo_header header(const char *type, const guint8 *data, gsize length)
{
    struct photo_header header;
    tap_ok(photo_header_read(type, data, length, &header), type);
    return header;
}

static void check_jpeg(void)
{
    g_autoptr(GByteArray) bytes = jpeg_bytes();
    struct photo_header good = header("image/jpeg", bytes->data, bytes->len);
    tap_ok(good.width == 640 && good.height == 480 && !good.damaged, "jpeg: pixels");
    struct photo_header cut = header("image/jpeg", bytes->data, bytes->len - 40);
    tap_ok(cut.width == 640 && cut.damaged, "jpeg: truncated");
    g_byte_array_set_size(bytes, bytes->len + 2000000);
    struct jpeg jpeg;
    tap_ok(jpeg_walk(bytes->data, bytes->len, &jpeg) && jpeg.complete && jpeg.after == 2000000,
           "jpeg: bytes behind the end");
    struct photo_header padded = header("image/jpeg", bytes->data, bytes->len);
    tap_ok(good.surplus == 0 && cut.surplus == -1 && padded.surplus == 2000000, "jpeg: surplus");
    static const guint8 comment[] = {0xFF, 0xFE, 0x01, 0x00};
    g_autoptr(GByteArray) talking = jpeg_bytes();
    g_byte_array_set_size(talking, talking->len + 258);
    memmove(talking->data + 2 + 258, talking->data + 2, talking->len - 2 - 258);
    memset(talking->data + 2, 0, 258);
    memcpy(talking->data + 2, comment, sizeof comment);
    struct photo_header commented = header("image/jpeg", talking->data, talking->len);
    tap_ok(commented.width == 640 && commented.surplus == 258, "jpeg: a comment is no picture");
    int survived = 0;
    GRand *random = g_rand_new_with_seed(7);
    for (int i = 0; i < 4000; i++) {
        g_autoptr(GByteArray) bad = jpeg_bytes();
        for (int k = g_rand_int_range(random, 1, 6); k > 0; k--)
            bad->data[g_rand_int_range(random, 0, (gint32)bad->len)] = (guint8)g_rand_int_range(random, 0, 256);
        gsize length = (gsize)g_rand_int_range(random, 0, (gint32)bad->len + 1);
        static const char *const types[] = {"image/jpeg", "image/png", "image/gif",      "image/webp",
                                            "image/tiff", "image/bmp", "application/pdf"};
        static const char *const heads[] = {
            "", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "GIF89a", "RIFF\0\0\0\0WEBPVP8X", "II*\0\10\0\0\0", "BM", "%PDF-1.4"};
        static const gsize lengths[] = {0, 16, 6, 16, 8, 2, 8};
        int which = i % 7;
        memcpy(bad->data, heads[which], MIN(lengths[which], bad->len));
        g_autoptr(Work) work = measured(types[which], bad->data, length);
        survived += work->width >= -1;
    }
    g_rand_free(random);
    tap_ok(survived == 4000, "mutated headers are measured or damaged, never a crash");
}

static void check_headers(void)
{
    static const guint8 png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0\x08\x02\0\0\0AAAA\0\0\0\1IDATxBBBB\0"
                                "\0\0\0IEND\xae\x42\x60\x82";
    struct photo_header whole = header("image/png", png, sizeof png - 1);
    tap_ok(whole.width == 1024 && whole.height == 768 && !whole.damaged, "png: pixels");
    tap_ok(whole.surplus == 0, "png: nothing behind its end");
    tap_ok(header("image/png", png, sizeof png - 9).damaged, "png: no end");
    static const guint8 webp[] = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
    struct photo_header web = header("image/webp", webp, sizeof webp - 1);
    tap_ok(web.width == 640 && web.height == 480 && !web.damaged, "webp: pixels");
    static const guint8 tiff[] = "MM\0*\0\0\0\x08\0\x02\1\0\0\3\0\0\0\1\2\x80\0\0\1\1\0\4\0\0\0\1\0\0\1\xe0\0\0\0\0";
    struct photo_header tif = header("image/tiff", tiff, sizeof tiff - 1);
    tap_ok(tif.width == 640 && tif.height == 480, "tiff: pixels");
    static const guint8 gif[] = "GIF89a\x80\x02\xe0\x01\0\0\0\0";
    struct photo_header moving = header("image/gif", gif, sizeof gif - 1);
    tap_ok(moving.width == 640 && moving.height == 480, "gif: pixels");
    static const char pdf[] = "%PDF-1.4\n1 0 obj\nendobj\n";
    g_autoptr(Work) torn = measured("application/pdf", (const guint8 *)pdf, sizeof pdf - 1);
    tap_ok(torn->damaged, "pdf: torn");
    g_autoptr(Work) hollow = measured("image/png", png, sizeof png - 1);
    tap_ok(hollow->width == 1024 && hollow->damaged, "png: a frame without a picture is damaged");
    g_autoptr(Work) copy = work_copy(hollow);
    tap_ok(copy->width == 1024 && copy->name != hollow->name && !strcmp(copy->name, "a"), "a copy of its own");
}

struct caption_case {
    const char *name, *photos; /* names, "|" between */
    enum caption_source source;
    const char *text, *drawing; /* one of them */
    const char *want;           /* captions in the photographs' order, "|" between; "-" none */
    guint notes;
};

static const struct caption_case captions[] = {
    {"numbers to numbers", "照片1.jpg|照片2.jpg", CAPTION_BODY, "照片2：查房归来\n照片1：凌晨的病房", NULL,
     "凌晨的病房|查房归来", 0},
    {"numbers to order", "IMG_7.jpg|DSC01.jpg", CAPTION_BODY, "图1：凌晨的病房\n图2：查房归来", NULL,
     "凌晨的病房|查房归来", 0},
    {"by file name", "a.jpg|b.jpg", CAPTION_TEXT_FILE, "b.jpg：查房归来\na.jpg：凌晨的病房", NULL,
     "凌晨的病房|查房归来", 0},
    {"Chinese numbers, over lines", "1.jpg|2.jpg", CAPTION_BODY, "图片一、凌晨的病房\n护士在记录\n\n图片二、查房归来",
     NULL, "凌晨的病房\\n护士在记录|查房归来", 0},
    {"a caption too many", "照片1.jpg", CAPTION_BODY, "照片1：凌晨的病房\n照片5：查房归来", NULL, "凌晨的病房", 1},
    {"numbered list in a file", "a.jpg|b.jpg", CAPTION_TEXT_FILE, "1、凌晨的病房\n2、查房归来", NULL,
     "凌晨的病房|查房归来", 0},
    {"numbered paragraphs of a letter are no captions", "a.jpg|b.jpg", CAPTION_BODY, "1、回执表\n2、照片", NULL, "-|-",
     0},
    {"one photograph, the whole file", "a.jpg", CAPTION_TEXT_FILE, "2020年2月18日，武汉某医院，护士摘下口罩。", NULL,
     "2020年2月18日，武汉某医院，护士摘下口罩。", 0},
    {"one photograph, a label in the body", "a.jpg", CAPTION_BODY, "老师好！\n照片说明：凌晨的病房\n\n谢谢", NULL,
     "凌晨的病房", 0},
    {"a plain body is no caption", "a.jpg", CAPTION_BODY, "老师好，照片见附件，谢谢。", NULL, "-", 0},
    {"the synopsis of one photograph", "a.jpg", CAPTION_SYNOPSIS, "凌晨的病房", NULL, "凌晨的病房", 0},
    {"the synopsis of two, numbered", "a.jpg|b.jpg", CAPTION_SYNOPSIS, "1. 凌晨的病房\n2. 查房归来", NULL,
     "凌晨的病房|查房归来", 0},
    {"the synopsis of two, in one", "a.jpg|b.jpg", CAPTION_SYNOPSIS, "两幅照片都摄于武汉", NULL, "-|-", 0},
    {"a file name that is a sentence", "二月十八日凌晨护士在雷神山医院摘下口罩.jpg", CAPTION_BODY, "您好", NULL,
     "二月十八日凌晨护士在雷神山医院摘下口罩", 0},
    {"a table by file name", "b.jpg|a.jpg", CAPTION_LIST, NULL,
     "序号 | 文件名 | 文字说明\n1 | a.jpg | 凌晨的病房\n2 | b.jpg | 查房归来", "查房归来|凌晨的病房", 0},
    {"a table by number", "图2.png|图1.png", CAPTION_LIST, NULL, "照片编号 | 说明\n1 | 凌晨的病房\n2 | 查房归来",
     "查房归来|凌晨的病房", 0},
    {"a table without a head", "a.jpg|b.jpg", CAPTION_LIST, NULL, "a.jpg | 凌晨的病房\nb.jpg | 查房归来",
     "凌晨的病房|查房归来", 0},
    {"titles in a table, as many as photographs", "x.jpg|y.jpg", CAPTION_LIST, NULL,
     "标题 | 内容说明\n晨 | 凌晨的病房\n归 | 查房归来", "凌晨的病房|查房归来", 0},
    {"fewer titles than photographs: none is guessed", "x.jpg|y.jpg|z.jpg", CAPTION_LIST, NULL,
     "标题 | 内容说明\n晨 | 凌晨的病房\n归 | 查房归来", "-|-|-", 2},
    {"numbers before a year", "1.jpg|2.jpg", CAPTION_LIST, NULL,
     "> 照片说明\n> 1. 2020年2月10日，病房。\n> 2.2020年3月1日，车站。", "2020年2月10日，病房。|2020年3月1日，车站。",
     0},
    {"a number with a decimal is none", "1.jpg|2.jpg", CAPTION_TEXT_FILE, "1.5米外的病床", NULL, "-|-", 0},
    {"the synopsis of two, numbered before a year", "p1.jpg|p2.jpg", CAPTION_SYNOPSIS,
     "1. 2020年2月10日，病房。\n2. 2020年3月1日，车站。", NULL, "2020年2月10日，病房。|2020年3月1日，车站。", 0},
    {"titles of the photographs", "喂饭.jpg|测温.jpg", CAPTION_SYNOPSIS,
     "《喂饭》：隔离病房里的护士\n《测温》：车站的医生", NULL, "隔离病房里的护士|车站的医生", 0},
    {"a title that no photograph bears", "a.jpg|b.jpg", CAPTION_BODY, "《某某》杂志社：您好", NULL, "-|-", 0},
    {"a letter numbers what the photographs number", "1喂饭.jpg|2测温.jpg", CAPTION_BODY,
     "1、《喂饭》二月十日在隔离病房护士为患者喂饭。\n2、《测温》三月一日在火车站医生为旅客测温。", NULL,
     "《喂饭》二月十日在隔离病房护士为患者喂饭。|《测温》三月一日在火车站医生为旅客测温。", 0},
    {"a letter numbers its own points", "a.jpg|b.jpg", CAPTION_BODY,
     "1、登记表和两张照片已经作为附件发送。\n2、如有问题请随时与我们联系，谢谢老师。", NULL, "-|-", 0},
    {"behind a first sentence", "a.jpg", CAPTION_BODY, "老师好，投稿一张照片。照片说明：凌晨的病房", NULL, "凌晨的病房",
     0},
    {"见照片说明 is no label", "a.jpg", CAPTION_BODY, "内容见照片说明文件", NULL, "-", 0},
    {"one name twice: no guess", "image0.jpeg|image0.jpeg", CAPTION_TEXT_FILE, "image0.jpeg：凌晨的病房", NULL, "-|-",
     1},
};

static void check_captions(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(captions); i++) {
        const struct caption_case *one = &captions[i];
        g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
        g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) texts = g_ptr_array_new();
        g_auto(GStrv) photos = g_strsplit(one->photos, "|", -1), want = g_strsplit(one->want, "|", -1);
        for (guint k = 0; photos[k]; k++)
            g_ptr_array_add(works, work_create(WORK_PHOTO, photos[k], "2", "image/jpeg", "", 1));
        g_autoptr(Document) document = one->drawing ? kit_document(one->drawing) : NULL;
        struct caption_text text = {one->source, "说明", one->text, document};
        g_ptr_array_add(texts, &text);
        caption_assign(works, texts, notes);
        bool good = notes->len == one->notes;
        for (guint k = 0; photos[k]; k++) {
            const struct work *work = works->pdata[k];
            g_autofree char *plain = g_strcompress(want[k]);
            bool same = !strcmp(work->caption ? work->caption : "-", plain);
            if (!same)
                printf("#   %s: got [%s] want [%s]\n", photos[k], work->caption ? work->caption : "-", plain);
            good = good && same;
        }
        if (!tap_ok(good, one->name))
            printf("#   %u notes, want %u\n", notes->len, one->notes);
    }
}

static void check_order(void)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_ptr_array_add(works, work_create(WORK_PHOTO, "1.jpg", "2", "image/jpeg", "", 1));
    struct caption_text synopsis = {CAPTION_SYNOPSIS, "作品简介", "简介里的话", NULL};
    struct caption_text body = {CAPTION_BODY, "正文", "照片1：正文里的话", NULL};
    struct caption_text list = {CAPTION_TEXT_FILE, "照片说明.txt", "1.jpg：文件里的话", NULL};
    g_ptr_array_add(texts, &synopsis);
    g_ptr_array_add(texts, &body);
    g_ptr_array_add(texts, &list);
    caption_assign(works, texts, notes);
    const struct work *work = works->pdata[0];
    tap_str(work->caption, "文件里的话", "the sources have an order");
    tap_str(work->caption_from, "照片说明.txt", "and the caption says where it is from");
    tap_ok(caption_is_list(&body) && !caption_is_list(&synopsis), "what is a list");
}

static void check_twins(void)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
    g_autoptr(GPtrArray) notes = g_ptr_array_new(), texts = g_ptr_array_new();
    g_ptr_array_add(works, work_create(WORK_PHOTO, "a.jpg", "2", "image/jpeg", "11", 1));
    g_ptr_array_add(works, work_create(WORK_PHOTO, "b.jpg", "3", "image/jpeg", "11", 1));
    struct caption_text body = {CAPTION_BODY, "正文", "照片说明：凌晨的病房", NULL};
    g_ptr_array_add(texts, &body);
    caption_assign(works, texts, notes);
    for (guint i = 0; i < works->len; i++)
        tap_str(((const struct work *)works->pdata[i])->caption, "凌晨的病房", "the same picture twice is one");
}

int main(void)
{
    work_measure_start();
    check_kinds();
    check_jpeg();
    check_headers();
    check_captions();
    check_order();
    check_twins();
    return tap_done();
}
