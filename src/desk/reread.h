/* A filed mail read again with the present readers: only what that mail brought is replaced. Numbers of works, their
 * captions by correction, people's contributions and rulings stay, and nobody is written to.
 */
#ifndef HUIZHI_DESK_REREAD_H
#define HUIZHI_DESK_REREAD_H

#include "intake.h"

enum reread {
    REREAD_SAME,    /* its submission stands as before */
    REREAD_CHANGED, /* state, fields or works differ */
    REREAD_LEFT,    /* it stays as it was read: it went to several submissions, or only corrected one */
};

/* In the caller's transaction. `dossier` is borrowed; the submission's number in *number (g_free). */
bool reread_mail(struct intake *intake, const struct mail *mail, const struct dossier *dossier, enum reread *outcome,
                 char **number, GError **error);

#endif
