/* config: the sample file, and a check of one's own. */
#include <stdio.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/cmd.h"

int cmd_config(const struct session *session, int argc, char **argv)
{
    gboolean sample = FALSE, manual = FALSE;
    const GOptionEntry entries[] = {
        {"sample", 0, 0, G_OPTION_ARG_NONE, &sample, N_("print a commented sample of huizhi.yaml"), NULL},
        {"manual", 0, 0, G_OPTION_ARG_NONE, &manual, N_("print the options as the manual page shows them (mdoc)"),
         NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("config", "[--sample]", N_("Checks the configuration and says where it is."), entries, argc, argv,
                     &words, &code))
        return code;
    if (sample || manual) {
        g_autofree char *text = sample ? config_sample() : config_manual();
        fputs(text, stdout);
        return 0;
    }
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = config_load(session->config_file, &failure);
    if (!config)
        return cmd_fail(failure);
    printf(_("%s: sound, %u mailboxes\n"), session->config_file, config->mailboxes->len);
    return 0;
}
