/* Preflight over PDFs that are written here object by object, so that what is expected follows from what was written.
 */
#include "work/preflight.h"

#include <string.h>

#include "tap.h"

/* The objects of a file, numbered from 1; NULL ends. */
static GBytes *write_pdf(const char *const *objects, const char *trailer)
{
    GString *out = g_string_new("%PDF-1.7\n");
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (guint i = 0; objects[i]; i++) {
        g_array_append_val(places, out->len);
        g_string_append_printf(out, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);
    }
    gsize xref = out->len;
    g_string_append_printf(out, "xref\n0 %u\n0000000000 65535 f \n", places->len + 1);
    for (guint i = 0; i < places->len; i++)
        g_string_append_printf(out, "%010" G_GSIZE_FORMAT " 00000 n \n", g_array_index(places, gsize, i));
    g_string_append_printf(out, "trailer\n<</Size %u/Root 1 0 R%s>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                           places->len + 1, trailer, xref);
    return g_string_free_to_bytes(out);
}

static char *stream(const char *dict, const char *data)
{
    return g_strdup_printf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, (int)strlen(data), data);
}

/* One A4 page that runs `content`; /Im is 300 × 200 pixels in `space`, /Fm a form that paints /Im. */
static GBytes *page(const char *content, const char *space, const char *catalog, const char *font)
{
    g_autofree char *root = g_strdup_printf("<</Type/Catalog/Pages 2 0 R%s>>", catalog);
    g_autofree char *contents = stream("", content);
    g_autofree char *picture_dict =
        g_strdup_printf("/Type/XObject/Subtype/Image/Width 300/Height 200/BitsPerComponent 8/ColorSpace %s", space);
    g_autofree char *picture = stream(picture_dict, "x");
    g_autofree char *form = stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Matrix[2 0 0 2 0 0]"
                                   "/Resources<</XObject<</Im 5 0 R>>>>",
                                   "q 1 0 0 1 0 0 cm /Im Do Q");
    const char *const objects[] = {
        root,
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</XObject<</Im 5 0 R/Fm 6 0 R>>"
        "/Font<</F1 7 0 R>>>>>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        contents,
        picture,
        form,
        font,
        NULL};
    return write_pdf(objects, "");
}

static struct work *measure(GBytes *bytes)
{
    struct work *work =
        work_create(WORK_DOCUMENT, "海报.pdf", "2", "application/pdf", "0", (guint64)g_bytes_get_size(bytes));
    preflight_measure(work, bytes);
    return work;
}

#define PLAIN_FONT "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"

static void expect(const char *content, gint64 dpi, gint64 stretch, const char *what)
{
    g_autoptr(GBytes) bytes = page(content, "/DeviceGray", "", PLAIN_FONT);
    g_autoptr(Work) work = measure(bytes);
    if (!tap_ok(work->dpi == dpi && work->stretch == stretch, what))
        printf("#   dpi %d, want %d; stretch %d, want %d\n", (int)work->dpi, (int)dpi, (int)work->stretch,
               (int)stretch);
    tap_ok(!work->damaged && !work->encrypted && work->pages == 1, "a whole file");
}

static void test_pictures(void)
{
    expect("q 300 0 0 200 0 0 cm /Im Do Q", 72, 0, "a pixel a point");
    expect("q 150 0 0 100 0 0 cm /Im Do Q", 144, 0, "two pixels a point");
    expect("q 400 0 0 200 0 0 cm /Im Do Q", 54, 33, "drawn out");
    expect("q 0 300 -200 0 300 0 cm /Im Do Q", 72, 0, "turned by a right angle");
    expect("q 212.132 212.132 -141.421 141.421 200 0 cm /Im Do Q", 72, 0, "turned by 45 degrees");
    expect("q 0.5 0 0 0.5 0 0 cm q 300 0 0 200 0 0 cm /Im Do Q Q", 144, 0, "scaled twice");
    expect("q 150 0 0 100 0 0 cm /Fm Do Q", 72, 0, "inside a form with a matrix of its own");
    expect("q 20 0 0 14 0 0 cm /Im Do Q", -1, -1, "too small to matter");
    expect("(a \\) q 9 0 0 9 0 0 cm /Im Do) Tj % /Im Do\nq 300 0 0 200 0 0 cm /I#6d Do Q", 72, 0,
           "strings, comments, escaped names");
    expect("BI /W 1 /H 1 /CS /G /BPC 8 ID \n/Im Do EIx EI\n q 300 0 0 200 0 0 cm /Im Do Q", 72, 0, "an inline picture");
    expect("Q Q Q cm Do 1 2 cm q", -1, -1, "operators without operands");
    expect("q 150 0 0 100 0 0 cm /Im Do Q q 300 0 0 200 0 0 cm /Im Do Q", 72, 0, "the lowest of several");
}

static void test_colour_and_fonts(void)
{
    const char *content = "q 300 0 0 200 0 0 cm /Im Do Q";
    g_autoptr(GBytes) cmyk = page(content, "/DeviceCMYK", "",
                                  "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+SimSun/FontDescriptor"
                                  "<</Type/FontDescriptor/FontName/SimSun>>>>");
    g_autoptr(Work) work = measure(cmyk);
    tap_str(work->colour, "DeviceCMYK", "a device colour");
    tap_str(work->fonts, "SimSun", "a font that is not embedded");
    g_autoptr(GBytes) indexed = page(content, "[/Indexed /DeviceRGB 1 <000000ffffff>]", "", PLAIN_FONT);
    g_autoptr(Work) palette = measure(indexed);
    tap_str(palette->colour, "DeviceRGB", "a palette of a device colour");
    tap_str(palette->fonts, NULL, "the standard fonts need no file");
    g_autoptr(GBytes) intent = page(content, "/DeviceCMYK", "/OutputIntents[<</S/GTS_PDFX>>]", PLAIN_FONT);
    g_autoptr(Work) managed = measure(intent);
    tap_str(managed->colour, NULL, "an output intent says what the colours mean");
    g_autoptr(GBytes) type0 = page(content, "/DeviceGray", "",
                                   "<</Type/Font/Subtype/Type0/BaseFont/#CB#CE#CC#E5/DescendantFonts[<</Subtype"
                                   "/CIDFontType2/FontDescriptor<<>>>>]>>");
    g_autoptr(Work) song = measure(type0);
    tap_str(song->fonts, "宋体", "a composite font, its name in GBK");
}

static void test_bad(void)
{
    const char *const none[] = {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", NULL};
    g_autoptr(GBytes) empty = write_pdf(none, "");
    g_autoptr(Work) without = measure(empty);
    tap_ok(without->damaged, "no page");
    g_autoptr(GBytes) words = g_bytes_new_static("this is no PDF", 14);
    g_autoptr(Work) other = measure(words);
    tap_ok(other->damaged, "no PDF");
    const char *const locked[] = {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                  "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
                                  "<</Filter/Standard/V 1/R 2/P -44/Length 40"
                                  "/O<0000000000000000000000000000000000000000000000000000000000000000>"
                                  "/U<1111111111111111111111111111111111111111111111111111111111111111>>>",
                                  NULL};
    g_autoptr(GBytes) password = write_pdf(locked, "/Encrypt 4 0 R/ID[<00><00>]");
    g_autoptr(Work) secret = measure(password);
    tap_ok(secret->encrypted && !secret->damaged, "a password");
    const char *const loop[] = {"<</Type/Catalog/Pages 2 0 R>>",
                                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject"
                                "<</Fm 4 0 R>>>>>>",
                                "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</Fm 4 0 R>>>>/Length "
                                "39>>\nstream\n/Fm Do /Fm Do /Fm Do /Fm Do /Fm Do     \nendstream",
                                "<</Length 6>>\nstream\n/Fm Do\nendstream",
                                NULL};
    g_autoptr(GBytes) bomb = write_pdf(loop, "");
    g_autoptr(Work) ended = measure(bomb);
    tap_ok(ended->pages == 1, "a form that paints itself comes to an end");
}

/* Truncated and flipped files: any answer, but an answer. */
static void test_mutations(void)
{
    g_autoptr(GBytes) whole = page("q 300 0 0 200 0 0 cm /Im Do Q /Fm Do", "/DeviceRGB", "", PLAIN_FONT);
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    gsize length;
    const char *data = g_bytes_get_data(whole, &length);
    for (int i = 0; i < 600; i++) {
        gsize kept = i % 2 ? length : (gsize)g_rand_int_range(random, 0, (gint32)length);
        g_autofree char *copy = g_memdup2(data, length);
        for (int flips = i % 2 ? 1 + i % 20 : 0; flips > 0; flips--)
            copy[g_rand_int_range(random, 0, (gint32)length)] ^= (char)(1 << g_rand_int_range(random, 0, 8));
        g_autoptr(GBytes) bytes = g_bytes_new(copy, kept);
        g_autoptr(Work) work = measure(bytes);
        if (work->pages < -1)
            tap_ok(false, "pages");
    }
    tap_ok(true, "600 mutations");
}

int main(void)
{
    test_pictures();
    test_colour_and_fonts();
    test_bad();
    test_mutations();
    return tap_done();
}
