/* Text whose codes mean nothing: fonts without a map to Unicode.
 *
 * Such a font's characters come as whatever their codes are in Latin, as controls or as rare Chinese. They are told by
 * what they look like: narrow letters as wide as a Chinese character, signs where words should be, Chinese without a
 * single common character. What is garbled is taken out; a page that is left without text is a picture of it.
 */
#include <string.h>

#include "document/pdf.h"

#define FEWEST 6       /* characters of a font by which to judge it */
#define FEWEST_HAN 40  /* Chinese characters without a common one */
#define MOST 0.4       /* of a font's characters that may be odd */
#define WIDE 0.8       /* of the font's size: as wide as a Chinese character */
#define COMMON 0.03    /* of Chinese text at the very least */
#define SIGNS 0.5      /* of text without Chinese that may be signs, */
#define FEWEST_KINDS 4 /* many different ones */

/* The most frequent characters of modern Chinese (现代汉语常用字表, by frequency), and those of forms. */
static const char common[] =
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行"
    "学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然"
    "前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无"
    "系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组"
    "见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增"
    "争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八"
    "姓名址邮编箱话号码职务签章盖填写附件否联";

struct face {
    guint all, odd, wide, han, common;
    guint signs, kinds; /* signs of ASCII that no form prints much of, different ones */
    guint64 seen;       /* kinds, a bit each */
};

static bool is_common(gunichar code)
{
    char one[8] = "";
    g_unichar_to_utf8(code, one);
    return strstr(common, one) != NULL;
}

static bool is_odd(gunichar code)
{
    if (g_unichar_type(code) == G_UNICODE_PRIVATE_USE)
        return code < 0xF000 || code > 0xF0FF;
    return code == 0xFFFD || code < 0x20 || (code >= 0x7F && code < 0xA0) || !g_unichar_isdefined(code);
}

static bool is_wide(const struct pdf_item *item, gunichar code)
{
    double width = item->box.x2 - item->box.x1, height = item->size > 0 ? item->size : item->box.y2 - item->box.y1;
    return code >= 0x20 && code < 0x100 && !strchr("WMmw@%&", (int)code) && width > WIDE * height;
}

static void count_item(struct face *face, const struct pdf_item *item)
{
    gunichar code = g_utf8_get_char(item->text);
    if (item->mark || item->field || item->font || g_unichar_isspace(code) || strchr("_.-", *item->text))
        return;
    face->all++;
    face->odd += is_odd(code);
    face->wide += is_wide(item, code);
    if (code < 0x7F && !g_ascii_isalnum((gchar)code) && !strchr("()/:,;\"'<>", (int)code)) {
        guint64 bit = G_GUINT64_CONSTANT(1) << (code & 63);
        face->signs++;
        face->kinds += !(face->seen & bit);
        face->seen |= bit;
    }
    if (g_unichar_get_script(code) == G_UNICODE_SCRIPT_HAN) {
        face->han++;
        face->common += is_common(code);
    }
}

static bool is_garbled(const struct face *face)
{
    /* A font with Chinese in it may well have wide digits. */
    guint odd = face->odd + (face->han * 10 < face->all ? face->wide : 0);
    if (face->all < FEWEST)
        return face->all > 0 && odd == face->all && face->all > 1;
    if (face->han == 0 && face->kinds >= FEWEST_KINDS && face->signs > SIGNS * face->all)
        return true;
    return odd > MOST * face->all || (face->han >= FEWEST_HAN && face->common < COMMON * face->han);
}

bool pdf_ungarble(struct pdf_page *page)
{
    g_autofree struct face *faces = g_new0(struct face, page->faces + 1);
    bool found = false;
    for (guint i = 0; i < page->items->len; i++) {
        const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        count_item(&faces[MIN(item->face, page->faces)], item);
    }
    for (guint i = 0; i < page->items->len; i++) {
        struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        if (item->mark || item->field || item->font || !is_garbled(&faces[MIN(item->face, page->faces)]))
            continue;
        item->gone = found = true;
        if (!g_unichar_isspace(g_utf8_get_char(item->text)) && page->visible > 0)
            page->visible--;
    }
    return found;
}
