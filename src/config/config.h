/* huizhi.yaml: one table of options (config/options.c) gives the parser, `huizhi config --sample` and the man page.
 *
 * Unknown keys, wrong types and values out of range are refused with file:line:column, the line and a caret
 * (ERROR_CONFIG). Paths are relative to the file's folder. Passwords never stand in it: they come from a file
 * with mode 0600, an environment variable or a command, when a login needs them.
 */
#ifndef HUIZHI_CONFIG_CONFIG_H
#define HUIZHI_CONFIG_CONFIG_H

#include <glib.h>
#include <stdbool.h>

enum tls_mode { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE /* loopback addresses only */ };

struct secret {
    char *file, *env, *command; /* exactly one is set; all NULL: none */
};

struct server {
    char *host;
    gint64 port; /* 0: the usual one of the protocol and TLS mode */
    enum tls_mode tls;
    char *ca_file; /* PEM; NULL: the system's authorities */
    char *user;    /* NULL: the mailbox's address */
    struct secret password;
    gint64 seconds; /* deadline of one operation */
};

enum source_kind { SOURCE_IMAP, SOURCE_MAILDIR, SOURCE_MBOX, SOURCE_EML };
enum after { AFTER_NOTHING, AFTER_SEEN, AFTER_MOVE };

struct mailbox {
    char *address; /* "yywsqkfh@126.com", lower case: also the From of replies */
    char *name;    /* display name of replies */
    enum source_kind source;
    char *path; /* Maildir, mbox file or folder of .eml files */
    struct server imap, smtp;
    GStrv folders_exclude; /* names as people see them: 已发送, 草稿箱, 已删除 */
    GStrv folders_junk;    /* 垃圾邮件 …: only forms and works are answered from there */
    GStrv folders_sent;    /* 已发送 …: read by headers, beside what the server calls \Sent; empty: none is */
    GStrv folders_trash;   /* 已删除 …: the same for \Trash */
    enum after after;
    char *move_to;     /* folder for AFTER_MOVE */
    gint64 authorised; /* day on which the authorisation code was made; 0 unknown */
    gint64 capacity;   /* bytes that the mailbox holds; 0: what the server tells */
};

enum before_start { BEFORE_FILE, BEFORE_IGNORE };
enum reply_mode { REPLY_OFF, REPLY_HOLD, REPLY_SEND };
enum deliver_via { DELIVER_SMTP, DELIVER_MAILDIR };

struct config {
    char *file;  /* where it was read; NULL for defaults only */
    char *state; /* folder of the database, spool and content */
    char *group; /* who may read it; NULL: the user's own group */
    char *rules;
    GPtrArray *mailboxes; /* struct mailbox */
    gint64 poll_seconds;  /* of the daemon */
    gint64 intake_start;  /* mail received earlier is never answered; 0: none */
    enum before_start before_start;
    gint64 intake_join; /* seconds in which a sender's mails without a number belong together */
    gint64 max_mail;    /* bytes: a larger mail is recorded and answered, not downloaded */
    gint64 min_free;    /* bytes that must stay free on the state folder's file system */
    gint64 reader_jobs, reader_seconds, reader_memory; /* children, wall seconds a mail, bytes */
    enum reply_mode reply_mode;
    gint64 reply_per_day; /* replies an address and day */
    gint64 reply_per_thread;
    gint64 reply_enquiries;    /* answers to questions a day, all together */
    gint64 reply_delay;        /* seconds after the submission's last mail; 0: at once */
    gint64 reply_most;         /* seconds after its first unanswered mail: then it goes whatever else comes */
    gint64 reply_enquiry;      /* seconds in which a person is told once how to take part; 0: each time */
    GStrv never_answer;        /* addresses or @domains */
    bool spare_correspondents; /* no automatic answer to questions of whom the office's people wrote to before */
    GStrv trusted_forwarders;  /* as never_answer; whose forwarded mails count as their authors' */
    enum deliver_via deliver_via;
    char *deliver_path;   /* outgoing Maildir of DELIVER_MAILDIR */
    gint64 deliver_daily; /* mails a day, all kinds together */
    gint64 deliver_kept;  /* of these, for digests and alerts only */
    char *works_folder;   /* NULL: state/works */
    char *digest_folder;  /* NULL: state/digest */
    GStrv digest_to;
    char *digest_at;       /* "09:00" in the campaign's zone */
    char *digest_weekly;   /* "monday"; "never" */
    bool digest_hourly;    /* on the day of a deadline */
    gint64 digest_keep;    /* seconds that the records of digests stay; 0: for ever */
    GStrv digest_duty;     /* who looks after things, as shown */
    char *digest_contact;  /* whom to ask when no digest comes; NULL: nobody named */
    GStrv office_people;   /* who may decide by mail: "NAME <ADDRESS>" or "ADDRESS"; empty: digest_to */
    GStrv office_authserv; /* whose Authentication-Results must vouch for them; empty: none need to */
    GStrv own;             /* further addresses of ours, lower case */
    char *alert_command;   /* run with a text on stdin; NULL: none */
    GStrv alert_to;        /* addresses that get alerts over alert_smtp */
    char *alert_from;      /* of a second account; NULL: none */
    struct server alert_smtp;
    gint64 alert_silent; /* seconds without a successful poll that are an alert */
    char *backup_path;   /* folder of the daily backups; NULL: none */
    char *backup_at;     /* "02:30" in the campaign's zone */
    gint64 backup_keep;  /* how many stay */
    char *log_level;     /* quiet, error, warn, info, debug */
    char *reader_path;   /* huizhi-reader; NULL: beside huizhi */
};
typedef struct config Config;

struct config *config_load(const char *path, GError **error);
/* Defaults only: for check and demo. */
struct config *config_default(void);
void config_free(struct config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* The mailbox of ours with that address, any case; NULL when there is none. */
const struct mailbox *config_mailbox(const struct config *config, const char *address);

/* The member of the office with that address, any case: the name that decisions are kept under, free with g_free. NULL
 * when there is none. */
char *config_person(const struct config *config, const char *address);

/* The commented sample file; the OPTIONS section of huizhi.yaml(5) in mdoc. Free with g_free. */
char *config_sample(void);
char *config_manual(void);

/* Reads a secret: the file must be 0600 or stricter and ours; one trailing newline is cut. ERROR_CONFIG. The
 * result is to be wiped with secret_free. */
char *secret_read(const struct secret *secret, GError **error);
void secret_free(char *password);

#endif
