/* The dossier on the wire: everything comes back, and nothing is accepted that breaks what later stages rely on. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "reader/wire.h"
#include "tap.h"

#define MUTATIONS 5000
#define HASH_A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH_B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static GPtrArray *array_of(GDestroyNotify destroy)
{
    return g_ptr_array_new_with_free_func(destroy);
}

static void free_address(gpointer data)
{
    struct address *address = data;
    g_free(address->name);
    g_free(address->addr);
    g_free(address);
}

static void free_header(gpointer data)
{
    struct header *header = data;
    g_free(header->name);
    g_free(header->value);
    g_free(header);
}

static void free_part(gpointer data)
{
    struct part *part = data;
    g_free(part->path);
    g_free(part->name);
    g_free(part->type);
    g_free(part->declared);
    g_free(part->file);
    g_free(part->sha256);
    g_free(part);
}

static void set(char **place, const char *value)
{
    g_free(*place);
    *place = g_strdup(value);
}

static struct message *sample_message(void)
{
    struct message *message = g_new0(struct message, 1);
    message->sha256 = g_strdup(HASH_A);
    message->bytes = 123456;
    message->id = g_strdup("abc@example.com");
    message->references = g_strsplit("one@example.com two@example.com", " ", -1);
    message->from = (struct address){g_strdup("王小明"), g_strdup("wang@example.com")};
    message->to = array_of(free_address);
    struct address *office = g_new0(struct address, 1);
    office->addr = g_strdup("office@example.org");
    g_ptr_array_add(message->to, office);
    message->cc = array_of(free_address);
    message->return_path = g_strdup("");
    message->subject = g_strdup("报送作品");
    message->date = 1589000000;
    message->received = 1589000100;
    message->headers = array_of(free_header);
    struct header *header = g_new0(struct header, 1);
    *header = (struct header){g_strdup("Subject"), g_strdup("报送作品")};
    g_ptr_array_add(message->headers, header);
    message->parts = array_of(free_part);
    struct part *part = g_new0(struct part, 1);
    *part = (struct part){.path = g_strdup("2"),
                          .name = g_strdup("回执表.docx"),
                          .type = g_strdup("application/x"),
                          .declared = g_strdup("application/octet-stream"),
                          .hint = PART_FILE,
                          .attachment = true,
                          .named = true,
                          .file = g_strdup("f0001"),
                          .sha256 = g_strdup(HASH_B),
                          .bytes = 2048};
    g_ptr_array_add(message->parts, part);
    message->declared = g_strdup("multipart/mixed");
    message->text = g_strdup("您好\n附件是回执表");
    message->fresh = g_strdup("您好");
    message->notes = array_of(g_free);
    g_ptr_array_add(message->notes, g_strdup("有一处乱码"));
    return message;
}

static struct form *sample_form(void)
{
    struct form *form = g_new0(struct form, 1);
    form->campaign = g_strdup("2020-nixingzhe");
    form->id = g_strdup("receipt");
    form->source = g_strdup("2");
    form->name = g_strdup("回执表.docx");
    form->score = 1.25;
    form->fields = array_of((GDestroyNotify)field_free);
    form->notes = array_of(g_free);
    struct field *field = g_new0(struct field, 1);
    *field = (struct field){.name = g_strdup("mobile"),
                            .value = g_strdup("13800001234"),
                            .raw = g_strdup("１３８ 0000 1234"),
                            .from = g_strdup("回执表.docx table 1 row 3 column 2"),
                            .confidence = 0.8,
                            .also = g_strsplit("010-60000001", " ", -1),
                            .valid = true};
    g_ptr_array_add(form->fields, field);
    return form;
}

static void add_file(GPtrArray *files, const char *path, const char *staged, const char *hash, enum file_role role)
{
    struct file *file = g_new0(struct file, 1);
    *file = (struct file){.name = g_path_get_basename(path),
                          .type = g_strdup("application/x"),
                          .sha256 = g_strdup(hash),
                          .path = g_strdup(path),
                          .staged = g_strdup(staged),
                          .bytes = 2048,
                          .role = role,
                          .note = g_strdup("需要密码"),
                          .encrypted = TRUE};
    g_ptr_array_add(files, file);
}

static struct dossier *sample(void)
{
    struct dossier *dossier = g_new0(struct dossier, 1);
    dossier->version = DOSSIER_VERSION;
    dossier->ruleset = g_strdup(HASH_B);
    dossier->message = sample_message();
    dossier->origin = g_new0(struct origin, 1);
    dossier->origin->why = g_strdup("个人来信");
    dossier->talk = TALK_ENQUIRY;
    dossier->files = array_of((GDestroyNotify)file_free);
    add_file(dossier->files, "2", "f0001", HASH_B, ROLE_FORM);
    add_file(dossier->files, "3/照片.zip/1.jpg", "f0002", HASH_A, ROLE_WORK);
    add_file(dossier->files, "4", NULL, NULL, ROLE_MESSAGE);
    dossier->forms = array_of((GDestroyNotify)form_free);
    g_ptr_array_add(dossier->forms, sample_form());
    dossier->works = array_of((GDestroyNotify)work_free);
    struct work *work = g_new0(struct work, 1);
    *work = (struct work){.kind = WORK_PHOTO,
                          .name = g_strdup("1.jpg"),
                          .path = g_strdup("3/照片.zip/1.jpg"),
                          .type = g_strdup("image/jpeg"),
                          .sha256 = g_strdup(HASH_A),
                          .bytes = 2048,
                          .caption = g_strdup("春天\n在山里"),
                          .width = 4000,
                          .height = -1,
                          .seconds = -1,
                          .pages = -1,
                          .surplus = 17,
                          .camera = g_strdup("Canon EOS 5D"),
                          .thumbnail = g_strnfill(64, 'e')};
    g_ptr_array_add(dossier->works, work);
    dossier->links = array_of((GDestroyNotify)link_free);
    struct link *link = g_new0(struct link, 1);
    *link = (struct link){.host = g_strdup("mail.qq.com"),
                          .provider = g_strdup("QQ邮箱"),
                          .url = g_strdup("https://mail.qq.com/x"),
                          .bytes = -1,
                          .code = g_strdup("a1b2")};
    g_ptr_array_add(dossier->links, link);
    dossier->captions = array_of((GDestroyNotify)caption_free);
    struct caption *caption = g_new0(struct caption, 1);
    *caption = (struct caption){.number = 2, .text = g_strdup("护士小李")};
    g_ptr_array_add(dossier->captions, caption);
    dossier->lines = array_of((GDestroyNotify)form_free);
    struct form *lines = sample_form();
    set(&lines->source, "body");
    g_ptr_array_add(dossier->lines, lines);
    dossier->pictures = array_of((GDestroyNotify)staged_free);
    struct staged *picture = g_new0(struct staged, 1);
    *picture = (struct staged){.file = g_strdup("f0009"), .sha256 = g_strnfill(64, 'e'), .bytes = 900};
    g_ptr_array_add(dossier->pictures, picture);
    dossier->numbers = g_strsplit("NXZ-0012", " ", -1);
    dossier->notes = array_of(g_free);
    return dossier;
}

static void test_round_trip(void)
{
    g_autoptr(Dossier) dossier = sample();
    g_autoptr(GBytes) bytes = wire_write(dossier);
    g_autoptr(GError) error = NULL;
    g_autoptr(Dossier) back = wire_read(bytes, &error);
    if (!tap_ok(back, "what was written is read"))
        printf("# %s\n", error->message);
    if (!back)
        return;
    struct form *form = back->forms->pdata[0];
    struct field *field = form->fields->pdata[0];
    struct work *work = back->works->pdata[0];
    struct file *file = back->files->pdata[2];
    struct part *part = back->message->parts->pdata[0];
    tap_str(back->message->from.name, "王小明", "a struct within a struct");
    tap_str(back->message->return_path, "", "an empty string is not an absent one");
    tap_ok(!back->message->in_reply_to && !part->text, "what was absent is absent");
    tap_str(back->message->references[1], "two@example.com", "a list of strings");
    tap_str(field->raw, "１３８ 0000 1234", "a field's raw value");
    tap_str(field->also[0], "010-60000001", "further numbers");
    tap_ok(fabs(field->confidence - 0.8) < 1e-9 && fabs(form->score - 1.25) < 1e-9, "fractions");
    tap_ok(work->width == 4000 && work->height == -1, "numbers below zero");
    tap_str(work->caption, "春天\n在山里", "line breaks of a text");
    tap_ok(!file->staged && file->role == ROLE_MESSAGE && file->encrypted && !file->damaged, "a file without bytes");
    tap_ok(part->attachment && part->named && !part->cid_used, "flags");
    tap_str(back->numbers[0], "NXZ-0012", "numbers of submissions");
}

/* What the reader found may be odd; what it writes never is. */
static void test_cleaning(void)
{
    g_autoptr(Dossier) dossier = sample();
    struct file *file = dossier->files->pdata[0];
    g_free(file->name);
    file->name = g_strdup("../../etc/passwd");
    g_free(dossier->message->subject);
    dossier->message->subject = g_strdup("a\x1b[2Jb\r\nBcc: c\xff");
    g_free(dossier->message->text);
    dossier->message->text = g_strnfill(300 * 1024, 'x');
    memcpy(dossier->message->text + 256 * 1024 - 1, "中", 3); /* a character over the edge */
    struct work *work = dossier->works->pdata[0];
    work->pages = G_MAXINT64;
    struct form *form = dossier->forms->pdata[0];
    form->score = NAN;
    g_autoptr(GBytes) bytes = wire_write(dossier);
    g_autoptr(GError) error = NULL;
    g_autoptr(Dossier) back = wire_read(bytes, &error);
    if (!tap_ok(back, "an odd dossier is written so that it can be read"))
        return;
    tap_str(((struct file *)back->files->pdata[0])->name, ".._.._etc_passwd", "a name has no folders");
    tap_str(back->message->subject, "a [2Jb  Bcc: c\xef\xbf\xbd", "a line has no control characters");
    tap_ok(strlen(back->message->text) == 256 * 1024 - 1, "a text is cut at a character's edge");
}

static GBytes *changed(void (*change)(struct dossier *))
{
    g_autoptr(Dossier) dossier = sample();
    change(dossier);
    return wire_write(dossier);
}

static struct file *second_file(struct dossier *dossier)
{
    return dossier->files->pdata[1];
}

static void staged_climbs(struct dossier *dossier)
{
    set(&second_file(dossier)->staged, "../f1");
}

static void staged_short(struct dossier *dossier)
{
    set(&second_file(dossier)->staged, "f001");
}

static void hash_upper(struct dossier *dossier)
{
    set(&dossier->ruleset, "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef");
}

static void hash_alone(struct dossier *dossier)
{
    set(&second_file(dossier)->staged, NULL);
}

static void path_climbs(struct dossier *dossier)
{
    set(&second_file(dossier)->path, "3/../../1.jpg");
}

static void path_twice(struct dossier *dossier)
{
    set(&second_file(dossier)->path, "2");
}

static void work_lost(struct dossier *dossier)
{
    set(&((struct work *)dossier->works->pdata[0])->path, "9");
}

static void work_other(struct dossier *dossier)
{
    set(&((struct work *)dossier->works->pdata[0])->sha256, HASH_B);
}

static void form_lost(struct dossier *dossier)
{
    set(&((struct form *)dossier->forms->pdata[0])->source, "9");
}

static void staged_shared(struct dossier *dossier)
{
    set(&second_file(dossier)->staged, "f0001");
}

static void test_refusals(void)
{
    static const struct {
        const char *what;
        void (*change)(struct dossier *);
    } cases[] = {
        {"a staged name that climbs", staged_climbs}, {"a staged name too short", staged_short},
        {"a hash in upper case", hash_upper},         {"a hash without a file", hash_alone},
        {"a path that climbs", path_climbs},          {"one path for two files", path_twice},
        {"a work without its file", work_lost},       {"a work with another file's hash", work_other},
        {"a form without its file", form_lost},       {"one staged file with two hashes", staged_shared},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) bytes = changed(cases[i].change);
        g_autoptr(GError) error = NULL;
        g_autoptr(Dossier) back = wire_read(bytes, &error);
        g_autofree char *what = g_strdup_printf("refused: %s", cases[i].what);
        tap_ok(!back && g_error_matches(error, HUIZHI_ERROR, ERROR_INPUT), what);
    }
}

static gboolean is_hash(const char *text)
{
    return strlen(text) == HASH_HEX && strspn(text, "0123456789abcdef") == HASH_HEX;
}

static gboolean plain(const char *text)
{
    gboolean good = g_utf8_validate(text, -1, NULL);
    for (; good && *text; text++)
        good = (guchar)*text >= 0x20 && *text != 0x7f;
    return good;
}

/* Checked by hand, not by the tables that the reader itself goes by. */
static gboolean sound(const struct dossier *dossier)
{
    gboolean good = dossier->version == DOSSIER_VERSION && is_hash(dossier->ruleset) &&
                    is_hash(dossier->message->sha256) && plain(dossier->message->subject) &&
                    (guint)dossier->command <= COMMAND_HELP && (guint)dossier->talk <= TALK_PLAIN &&
                    (guint)dossier->origin->kind <= ORIGIN_DOUBTFUL && dossier->files->len <= 2000 &&
                    g_utf8_validate(dossier->message->text, -1, NULL);
    for (guint i = 0; i < dossier->files->len; i++) {
        const struct file *file = dossier->files->pdata[i];
        good = good && (guint)file->role <= ROLE_OTHER && plain(file->name) && !strchr(file->name, '/') &&
               *file->path != '/' && !strstr(file->path, "../") && !file->staged == !file->sha256;
        if (file->staged)
            good = good && is_hash(file->sha256) && strlen(file->staged) == 5 && file->staged[0] == 'f' &&
                   strspn(file->staged + 1, "0123456789") == 4;
    }
    for (guint i = 0; i < dossier->works->len; i++) {
        const struct work *work = dossier->works->pdata[i];
        good = good && (guint)work->kind <= WORK_OTHER && is_hash(work->sha256) && work->width >= -1;
    }
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        for (guint k = 0; k < form->fields->len; k++) {
            const struct field *field = form->fields->pdata[k];
            good = good && field->confidence >= 0 && field->confidence <= 1;
        }
    }
    return good;
}

static GBytes *mutate(GRand *random, const guint8 *from, gsize size)
{
    g_autofree guint8 *bytes = g_memdup2(from, size);
    gsize length = size;
    int times = g_rand_int_range(random, 1, 5);
    for (int i = 0; i < times; i++) {
        gsize at = (gsize)g_rand_int_range(random, 0, (gint32)length);
        switch (g_rand_int_range(random, 0, 6)) {
        case 0:
            bytes[at] ^= (guint8)(1 << g_rand_int_range(random, 0, 8));
            break;
        case 1:
            bytes[at] = (guint8)g_rand_int(random);
            break;
        case 2:
            bytes[at] = bytes[g_rand_int_range(random, 0, (gint32)length)];
            break;
        case 3:
            length = MAX(at, 1);
            break;
        case 4:
            bytes[at] = 0xff;
            break;
        default:
            bytes[length - 1 - MIN(at, 200) % length]++; /* offsets stand at the end */
        }
    }
    return g_bytes_new(bytes, length);
}

static void test_mutations(void)
{
    g_autoptr(Dossier) dossier = sample();
    g_autoptr(GBytes) bytes = wire_write(dossier);
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    GRand *random = g_rand_new_with_seed(20200510);
    guint accepted = 0, unsound = 0, unexplained = 0;
    for (int i = 0; i < MUTATIONS; i++) {
        g_autoptr(GBytes) odd = mutate(random, data, size);
        g_autoptr(GError) error = NULL;
        g_autoptr(Dossier) back = wire_read(odd, &error);
        accepted += back != NULL;
        unsound += back && !sound(back);
        unexplained += !back && !g_error_matches(error, HUIZHI_ERROR, ERROR_INPUT);
    }
    g_rand_free(random);
    printf("# %u of %d mutations are dossiers\n", accepted, MUTATIONS);
    tap_ok(unsound == 0, "no mutation is accepted that breaks an invariant");
    tap_ok(unexplained == 0, "every refusal is an error of input");
    tap_ok(accepted > 0 && accepted < MUTATIONS / 2, "the mutations reach both ends");
}

static void test_frames(void)
{
    static const char *const odd[] = {"", "(", "hello", "()"};
    for (guint i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new(odd[i], strlen(odd[i]));
        g_autoptr(GError) error = NULL;
        g_autoptr(Dossier) back = wire_read(bytes, &error);
        tap_ok(!back && error, "no frame");
    }
    g_autofree char *big = g_malloc0(WIRE_MAX_BYTES + 1);
    g_autoptr(GBytes) bytes = g_bytes_new(big, WIRE_MAX_BYTES + 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(Dossier) back = wire_read(bytes, &error);
    tap_ok(!back && error, "too big a frame");
}

int main(void)
{
    test_round_trip();
    test_cleaning();
    test_refusals();
    test_frames();
    test_mutations();
    return tap_done();
}
