/* Languages. A machine without generated locales (a container, a minimal Debian) has no zh_CN.UTF-8 to set; who asks
 * for Chinese there gets it all the same, as the translations need nothing of the C library's locale.
 */
#include "base/words.h"

#include <glib.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>

#define DOMAIN "huizhi"

/* POSIX's order. NULL: nothing is asked for. */
static const char *asked(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value && *value)
            return value;
    }
    return NULL;
}

static void choose_language(void)
{
    const char *wanted = asked();
    setlocale(LC_CTYPE, "C.UTF-8");
    if (setlocale(LC_MESSAGES, "") || !wanted)
        return;
    /* gettext looks at LANGUAGE only outside of the locale "C". */
    setlocale(LC_MESSAGES, "C.UTF-8");
    g_autofree char *language = g_strndup(wanted, strcspn(wanted, ".@"));
    g_setenv("LANGUAGE", language, FALSE);
}

void words_begin(void)
{
    choose_language();
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(self ? self : ".");
    static const char *const places[] = {"locale", "../share/locale"};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_build_filename(folder, places[i], NULL);
        g_autofree char *file = g_build_filename(path, "zh_CN", "LC_MESSAGES", DOMAIN ".mo", NULL);
        if (!g_file_test(file, G_FILE_TEST_EXISTS))
            continue;
        bindtextdomain(DOMAIN, path);
        break;
    }
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

const char *words_heading(const char *name)
{
    return g_dpgettext2(DOMAIN, "heading", name);
}
