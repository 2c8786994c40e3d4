/* Names and memory of rulings. */
#include "submission/ruling.h"

#include <string.h>

static const char *const names[RULING_COUNT] = {
    [RULING_ACCEPT] = "accept", [RULING_RETURN] = "return",
    [RULING_REJECT] = "reject", [RULING_REOPEN] = "reopen",
    [RULING_HOLD] = "hold",     [RULING_RESTORE] = "restore",
    [RULING_EXTEND] = "extend", [RULING_ACCEPT_LATE] = "accept_late",
    [RULING_NOTE] = "note",     [RULING_ASSIGN] = "assign",
};

void ruling_free(struct ruling *ruling)
{
    if (!ruling)
        return;
    g_free(ruling->actor);
    g_free(ruling->value);
    g_free(ruling->why);
    g_free(ruling);
}

const char *ruling_name(enum ruling_action action)
{
    return names[action];
}

bool ruling_parse(const char *name, enum ruling_action *action)
{
    for (guint i = 0; i < RULING_COUNT; i++)
        if (!strcmp(names[i], name)) {
            *action = (enum ruling_action)i;
            return true;
        }
    return false;
}
