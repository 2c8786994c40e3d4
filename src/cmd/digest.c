/* digest: written by the digest stage. */
#include <stdio.h>

#include "base/error.h"
#include "cmd/cmd.h"

int cmd_digest(const struct session *session, int argc, char **argv)
{
    (void)session, (void)argc, (void)argv;
    return ERROR_SOFTWARE;
}
