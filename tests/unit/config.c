/* huizhi.yaml: every default, every refusal with its place, the sample, and the ways to a password. */
#include "tap.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "config/config.h"
#include "config/options.h"

static const char ADVICE[] =
    "\nCorrect the file and try again; \"huizhi config --sample\" and huizhi.yaml(5) show every option.";

/* The folder in which this run's files lie. */
struct sandbox {
    char *folder, *path;
};

static void write_file(const char *path, const char *text, int mode)
{
    g_file_set_contents(path, text, -1, NULL);
    g_chmod(path, mode);
}

static struct config *load(const struct sandbox *sandbox, const char *text, GError **error)
{
    write_file(sandbox->path, text, 0600);
    return config_load(sandbox->path, error);
}

/* The message without the folder that differs in each run. */
static char *message(const struct sandbox *sandbox, const GError *error)
{
    g_autofree char *prefix = g_strconcat(sandbox->folder, "/", NULL);
    g_auto(GStrv) parts = g_strsplit(error ? error->message : "no error", prefix, -1);

    return g_strjoinv("", parts);
}

static void refused(const struct sandbox *sandbox, const char *text, const char *want, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(sandbox, text, &error);
    g_autofree char *got = message(sandbox, error), *whole = g_strconcat(want, ADVICE, NULL);

    tap_ok(!config && g_error_matches(error, HUIZHI_ERROR, ERROR_CONFIG), what);
    tap_str(got, whole, what);
}

static void defaults(const struct config *config)
{
    tap_str(config->state, "/var/lib/huizhi", "state");
    tap_str(config->rules, HUIZHI_PREFIX "/share/huizhi/rules", "rules");
    tap_ok(config->poll_seconds == 300, "poll");
    tap_ok(config->intake_start == 0, "intake.start");
    tap_ok(config->before_start == BEFORE_FILE, "intake.before_start");
    tap_ok(config->max_mail == 100000000, "intake.max_mail");
    tap_ok(config->min_free == 1000000000, "intake.min_free");
    tap_ok(config->reader_jobs >= 1 && config->reader_jobs <= 8, "reader.jobs");
    tap_ok(config->reader_seconds == 60, "reader.seconds");
    tap_ok(config->reader_memory == 512000000, "reader.memory");
    tap_ok(!config->reader_path, "reader.path");
    tap_ok(config->reply_mode == REPLY_HOLD, "reply.mode holds");
    tap_ok(config->reply_per_day == 5 && config->reply_per_thread == 10 && config->reply_enquiries == 50,
           "reply's limits");
    tap_ok(!config->spare_correspondents, "reply.spare_correspondents");
    tap_ok(config->reply_delay == 20 * 60, "reply.delay");
    tap_ok(config->reply_most == 60 * 60, "reply.most");
    tap_ok(config->reply_enquiry == 30 * 24 * 60 * 60, "reply.enquiry");
    tap_ok(config->trusted_forwarders && !config->trusted_forwarders[0], "intake.trusted_forwarders");
    tap_ok(config->never_answer && !config->never_answer[0], "reply.never_answer");
    tap_ok(config->deliver_via == DELIVER_SMTP, "deliver.via");
    tap_ok(!config->deliver_path, "deliver.path");
    tap_ok(config->deliver_daily == 200, "deliver.daily");
    tap_ok(config->deliver_kept == 10, "deliver.kept");
    tap_ok(config->intake_join == 14 * 24 * 60 * 60, "intake.join");
    tap_ok(!config->digest_folder, "digest.folder");
    tap_ok(config->digest_to && !config->digest_to[0], "digest.to");
    tap_str(config->digest_at, "09:00", "digest.at");
    tap_str(config->digest_weekly, "never", "digest.weekly");
    tap_ok(!config->digest_hourly && config->digest_keep == 400 * 86400, "digest.deadline_hourly, keep");
    tap_ok(config->digest_duty && !config->digest_duty[0] && !config->digest_contact, "digest.duty, contact");
    tap_ok(config->office_people && !config->office_people[0], "office.people");
    tap_ok(config->office_authserv && !config->office_authserv[0], "office.authserv");
    tap_ok(config->own && !config->own[0], "own");
    tap_ok(!config->alert_command, "alert.command");
    tap_ok(config->alert_silent == 2 * 60 * 60 && !config->alert_to[0] && !config->alert_from, "alert");
    tap_ok(!config->backup_path && config->backup_keep == 14, "backup");
    tap_str(config->backup_at, "02:30", "backup.at");
    tap_str(config->log_level, "warn", "log.level");
}

static void mailbox_defaults(const struct sandbox *sandbox)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(sandbox,
                                    "mailboxes:\n"
                                    "  - address: ZhengJi@126.com\n"
                                    "    imap: {password: {file: code}, ca_file: ca.pem}\n",
                                    &error);
    g_autofree char *code = g_build_filename(sandbox->folder, "code", NULL);
    g_autofree char *ca = g_build_filename(sandbox->folder, "ca.pem", NULL);
    const struct mailbox *mailbox = config && config->mailboxes->len == 1 ? config->mailboxes->pdata[0] : NULL;

    if (!tap_ok(mailbox, "a mailbox with an address and a password is enough at a known provider"))
        return;
    tap_str(mailbox->address, "zhengji@126.com", "the address is in lower case");
    tap_ok(!mailbox->name && !mailbox->path && !mailbox->move_to && mailbox->authorised == 0, "what may be absent is");
    tap_ok(mailbox->source == SOURCE_IMAP && mailbox->after == AFTER_NOTHING, "source, after");
    tap_ok(g_strv_equal((const char *const *)mailbox->folders_exclude,
                        (const char *const[]){"已发送", "草稿箱", "已删除", NULL}),
           "folders.exclude");
    tap_ok(g_strv_contains((const char *const *)mailbox->folders_sent, "已发送") &&
               g_strv_contains((const char *const *)mailbox->folders_trash, "已删除"),
           "folders.sent, folders.trash");
    tap_str(mailbox->imap.host, "imap.126.com", "imap.host");
    tap_ok(mailbox->imap.port == 993 && mailbox->imap.tls == TLS_IMPLICIT && mailbox->imap.seconds == 60, "imap");
    tap_str(mailbox->imap.user, "zhengji@126.com", "imap.user");
    tap_str(mailbox->imap.password.file, code, "a relative path is below the file's folder");
    tap_str(mailbox->smtp.host, "smtp.126.com", "smtp.host");
    tap_ok(mailbox->smtp.port == 465 && mailbox->smtp.tls == TLS_IMPLICIT && mailbox->smtp.seconds == 60, "smtp");
    tap_str(mailbox->smtp.password.file, code, "smtp has the password of imap");
    tap_str(mailbox->smtp.ca_file, ca, "and its authorities");
    tap_str(mailbox->smtp.user, "zhengji@126.com", "smtp.user");
}

static const char everything[] = "state: data\n"
                                 "rules: /srv/rules\n"
                                 "poll: 90s\n"
                                 "intake: {start: 2020-04-15, before_start: ignore, max_mail: 60M, min_free: 500K}\n"
                                 "reader: {jobs: 3, seconds: 2m, memory: 2G, path: bin/reader}\n"
                                 "reply:\n"
                                 "  mode: send\n"
                                 "  per_day: 9\n"
                                 "  per_thread: 4\n"
                                 "  enquiries_per_day: 0\n"
                                 "  spare_correspondents: yes\n"
                                 "  delay: 20m\n"
                                 "  never_answer: [Boss@Example.org, '@example.NET']\n"
                                 "deliver: {via: maildir, path: out, daily: 1000}\n"
                                 "digest: {folder: reports, to: office@example.org, at: '18:30'}\n"
                                 "alert: {command: 'cat > /dev/null'}\n"
                                 "log: {level: debug}\n"
                                 "own: [old@example.org]\n"
                                 "mailboxes:\n"
                                 "  - address: a@example.org\n"
                                 "    name: 办公室\n"
                                 "    source: maildir\n"
                                 "    path: in\n"
                                 "    folders: {exclude: []}\n"
                                 "    after: move\n"
                                 "    move_to: 已登记\n"
                                 "    authorised: 2020-04-01\n"
                                 "  - address: b@example.org\n"
                                 "    imap:\n"
                                 "      host: Mail.example.org\n"
                                 "      port: 1143\n"
                                 "      tls: starttls\n"
                                 "      user: bee\n"
                                 "      seconds: 5\n"
                                 "      password: {env: CODE}\n"
                                 "    smtp: {host: localhost, tls: none, password: {command: echo x}}\n";

static void given(const struct sandbox *sandbox)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(sandbox, everything, &error);
    g_autofree char *state = g_build_filename(sandbox->folder, "data", NULL);
    g_autofree char *reader = g_build_filename(sandbox->folder, "bin", "reader", NULL);
    const struct mailbox *a, *b;

    if (!tap_ok(config && config->mailboxes->len == 2, "every option given"))
        return;
    a = config->mailboxes->pdata[0];
    b = config->mailboxes->pdata[1];
    tap_str(config->file, sandbox->path, "where it was read");
    tap_str(config->state, state, "a relative state");
    tap_str(config->rules, "/srv/rules", "absolute rules");
    tap_ok(config->poll_seconds == 90 && config->intake_start == 1586880000 && config->before_start == BEFORE_IGNORE,
           "a day begins at midnight in China");
    tap_ok(config->max_mail == 60000000 && config->min_free == 500000, "sizes");
    tap_ok(config->reader_jobs == 3 && config->reader_seconds == 120 && config->reader_memory == 2000000000, "reader");
    tap_str(config->reader_path, reader, "reader.path");
    tap_ok(config->reply_mode == REPLY_SEND && config->reply_per_day == 9 && config->reply_delay == 1200, "reply");
    tap_ok(config->reply_per_thread == 4 && config->reply_enquiries == 0 && config->spare_correspondents,
           "reply's brakes");
    tap_str(config->never_answer[0], "boss@example.org", "never_answer in lower case");
    tap_str(config->never_answer[1], "@example.net", "a whole domain");
    tap_ok(config->deliver_via == DELIVER_MAILDIR && config->deliver_daily == 1000, "deliver");
    tap_str(config->digest_to[0], "office@example.org", "one address in place of a list");
    tap_str(config->digest_at, "18:30", "digest.at");
    tap_str(config->alert_command, "cat > /dev/null", "alert.command");
    tap_ok(a->source == SOURCE_MAILDIR && a->after == AFTER_MOVE && a->authorised == 1585670400, "first mailbox");
    tap_ok(g_strv_equal((const char *const *)a->folders_exclude, (const char *const[]){"已登记", NULL}),
           "what was moved is not read again");
    tap_str(b->imap.host, "mail.example.org", "second mailbox");
    tap_ok(b->imap.port == 1143 && b->imap.tls == TLS_STARTTLS && b->imap.seconds == 5, "its imap server");
    tap_str(b->imap.user, "bee", "its login name");
    tap_str(b->smtp.user, "bee", "is that of smtp too");
    tap_ok(b->smtp.tls == TLS_NONE && b->smtp.port == 25 && !b->smtp.password.env, "its smtp server");
    tap_str(b->smtp.password.command, "echo x", "a password of its own is not mixed with that of imap");
}

static void value_errors(const struct sandbox *s)
{
    refused(s, "rely: {}\n", "a.yaml:1:1: unknown key 'rely'; did you mean 'reply'?\nrely: {}\n^", "an unknown key");
    refused(s, "reply:\n  modee: hold\n", "a.yaml:2:3: unknown key 'modee'; did you mean 'mode'?\n  modee: hold\n  ^",
            "an unknown key in a map");
    refused(s, "reply: hold\n", "a.yaml:1:8: lines of the form \"key: value\" are expected here\nreply: hold\n       ^",
            "a value in place of a map");
    refused(s, "reply: {mode: 发}\n",
            "a.yaml:1:15: reply.mode needs one of off, hold, send, not '发'\nreply: {mode: 发}\n              ^",
            "a word that is no choice");
    refused(s, "log: {level: loud}\n",
            "a.yaml:1:14: log.level needs one of quiet, error, warn, info, debug, not 'loud'\nlog: {level: loud}\n"
            "             ^",
            "a level that is none");
    refused(s, "intake: {max_mail: 60MB}\n",
            "a.yaml:1:20: intake.max_mail needs a size like 60M, 500K or plain bytes, from 100K to 2G, not '60MB'\n"
            "intake: {max_mail: 60MB}\n                   ^",
            "an unknown unit");
    refused(s, "intake: {max_mail: 99999}\n",
            "a.yaml:1:20: intake.max_mail needs a size like 60M, 500K or plain bytes, from 100K to 2G, not '99999'\n"
            "intake: {max_mail: 99999}\n                   ^",
            "a size out of range");
    refused(s, "intake: {max_mail: 9999999999999999999G}\n",
            "a.yaml:1:20: intake.max_mail needs a size like 60M, 500K or plain bytes, from 100K to 2G, not "
            "'9999999999999999999G'\nintake: {max_mail: 9999999999999999999G}\n                   ^",
            "a size beyond 64 bits");
    refused(s, "alert: {to: x@y.example}\n",
            "a.yaml:1:13: alert.to needs a second account: alert.from, and alert.smtp with its host and password\n"
            "alert: {to: x@y.example}\n            ^",
            "alerts by mail without an account");
    refused(s,
            "alert: {to: x@y.example, from: A@126.com, smtp: {password: {file: b}}}\n"
            "mailboxes:\n  - address: a@126.com\n    imap: {password: {file: a}}\n",
            "a.yaml:1:32: alert.from is one of mailboxes; give another account: that one may be what is broken\n"
            "(the line is not shown: it may hold a password)",
            "alerts over the mailbox that they are about");
    refused(s, "poll: -5m\n",
            "a.yaml:1:7: poll needs a duration like 90s, 20m, 1h or plain seconds, from 1s to 1d, not '-5m'\n"
            "poll: -5m\n      ^",
            "a negative duration");
    refused(s, "reply: {per_day: 1000}\n",
            "a.yaml:1:18: reply.per_day needs a whole number, from 1 to 100, not '1000'\nreply: {per_day: 1000}\n"
            "                 ^",
            "a number out of range");
    refused(s, "reply: {spare_correspondents: maybe}\n",
            "a.yaml:1:31: reply.spare_correspondents needs yes or no, not 'maybe'\n"
            "reply: {spare_correspondents: maybe}\n                              ^",
            "neither yes nor no");
    refused(s, "intake: {start: 15.4.2020}\n",
            "a.yaml:1:17: intake.start needs a day like 2020-05-09 or a time like 2020-05-09T10:00:00+08:00, not "
            "'15.4.2020'\nintake: {start: 15.4.2020}\n                ^",
            "no day");
    refused(s, "digest: {at: '25:00'}\n",
            "a.yaml:1:14: digest.at needs a time like 09:00, not '25:00'\ndigest: {at: '25:00'}\n             ^",
            "no time");
    refused(s, "state: [a]\n", "a.yaml:1:8: state needs one value (path), not a list\nstate: [a]\n       ^",
            "a list for one value");
    refused(
        s, "office: {people: ['张老师']}\n",
        "a.yaml:1:19: office.people needs people as \"张老师 <zhang@example.org>\", or bare addresses, not '张老师'\n"
        "office: {people: ['张老师']}\n                  ^",
        "a name without an address");
    refused(s, "own: [office]\n", "a.yaml:1:7: own needs mail addresses, not 'office'\nown: [office]\n      ^",
            "no address");
    refused(s, "reply: {never_answer: ['@']}\n",
            "a.yaml:1:24: reply.never_answer needs mail addresses or domains like \"@example.org\", not '@'\n"
            "reply: {never_answer: ['@']}\n                       ^",
            "no domain");
    refused(s, "alert: {command: \"a\\nb\"}\n",
            "a.yaml:1:18: alert.command needs a text of one line\nalert: {command: \"a\\nb\"}\n                 ^",
            "a text of two lines");
}

static void mailbox_errors(const struct sandbox *s)
{
    refused(s, "mailboxes: x\n",
            "a.yaml:1:12: mailboxes needs a list of at most 64; begin each with \"- address: …\"\nmailboxes: x\n"
            "           ^",
            "mailboxes that are no list");
    refused(s, "mailboxes:\n  - a@example.org\n",
            "a.yaml:2:5: a mailbox is a map; write \"- address: zhengji@example.org\" and what belongs to it\n"
            "  - a@example.org\n    ^",
            "a mailbox that is no map");
    refused(s, "mailboxes:\n  - name: x\n", "a.yaml:2:5: this mailbox needs an address\n  - name: x\n    ^",
            "a mailbox without an address");
    refused(s, "mailboxes:\n  - address: 办公室\n",
            "a.yaml:2:14: address needs a bare mail address, like zhengji@example.org, not '办公室'\n"
            "  - address: 办公室\n             ^",
            "a name in place of an address");
    refused(s, "mailboxes:\n  - {address: a@example.org, source: mbox}\n",
            "a.yaml:2:38: this source needs a path: where the mails lie\n  - {address: a@example.org, source: mbox}\n"
            "                                     ^",
            "an mbox without a path");
    refused(s, "mailboxes:\n  - {address: a@126.com, path: in}\n",
            "a.yaml:2:32: path is for the sources maildir, mbox and eml; remove it, or set source\n"
            "  - {address: a@126.com, path: in}\n                               ^",
            "a path that nothing uses");
    refused(s, "mailboxes:\n  - address: a@example.org\n",
            "a.yaml:2:14: the IMAP server of a@example.org is not known; give imap: {host: …}\n"
            "  - address: a@example.org\n             ^",
            "an unknown provider");
    refused(s, "mailboxes:\n  - address: a@163.com\n",
            "a.yaml:2:14: a@163.com needs a password; give imap: {password: {file: …}}, or env or command\n"
            "  - address: a@163.com\n             ^",
            "no password");
    refused(s, "mailboxes:\n  - address: a@qq.com\n    after: move\n    imap: {password: {file: p}}\n",
            "a.yaml:3:12: after: move needs move_to: the folder for filed mail\n    after: move\n           ^",
            "a move to nowhere");
    refused(s,
            "mailboxes:\n  - address: a@qq.com\n    imap: {password: {file: p}}\n"
            "  - address: A@qq.com\n    imap: {password: {file: p}}\n",
            "a.yaml:4:14: the mailbox a@qq.com stands here twice; remove one\n  - address: A@qq.com\n             ^",
            "a mailbox twice");
    refused(s, "mailboxes:\n  - address: a@qq.com\n    imap: {host: imap.qq.com:993}\n    after: seen\n    imap: {}\n",
            "a.yaml:5:5: the key 'imap' stands here twice; remove one\n    imap: {}\n    ^", "a server twice");
    refused(s, "deliver: {via: maildir}\n",
            "a.yaml:1:16: deliver.via: maildir needs deliver.path: the Maildir to write to\ndeliver: {via: maildir}\n"
            "               ^",
            "a Maildir without a path");
    refused(
        s, "mailboxes:\n  - {address: a@example.org, source: eml, path: in}\n",
        "a.yaml:2:15: the SMTP server of a@example.org is not known; give smtp: {host: …}, or deliver.via: maildir, "
        "or reply.mode: off\n  - {address: a@example.org, source: eml, path: in}\n              ^",
        "no way to answer");
}

static void server_errors(const struct sandbox *s)
{
    refused(s, "mailboxes:\n  - address: a@qq.com\n    imap:\n      tls: none\n      password: {env: P}\n",
            "a.yaml:4:12: imap.tls: none would send the password in clear to imap.qq.com; it is for this machine only "
            "(localhost, 127.0.0.1, ::1)\n      tls: none\n           ^",
            "no encryption over a network");
    refused(
        s, "mailboxes:\n  - address: a@qq.com\n    imap:\n      host: imaps://imap.qq.com\n",
        "a.yaml:4:13: host needs the name of a server, like imap.126.com, not 'imaps://imap.qq.com'; the port is an "
        "option of its own\n      host: imaps://imap.qq.com\n            ^",
        "a URL in place of a host");
    refused(s, "mailboxes:\n  - address: a@qq.com\n    imap:\n      port: 70000\n",
            "a.yaml:4:13: port needs a whole number, from 1 to 65535, not '70000'\n      port: 70000\n            ^",
            "no port");
    refused(s, "mailboxes:\n  - address: a@qq.com\n    imap:\n      password: {env: A, command: b}\n",
            "a.yaml:4:17: imap.password has more than one of file, env and command; keep one\n"
            "      password: {env: A, command: b}\n                ^",
            "two sources of one password");
    refused(s, "mailboxes:\n  - address: a@qq.com\n    imap:\n      password: hunter2\n",
            "a.yaml:4:17: a password must not stand in this file; write it into a file of mode 0600 and "
            "password: {file: PATH} here\n(the line is not shown: it may hold a password)",
            "a password in the file, and its line is not shown");
    refused(s, "mailboxes:\n  - address: a@qq.com\n    passwd: hunter2\n",
            "a.yaml:3:5: unknown key 'passwd'; known here: address, name, source, path, imap, smtp, folders, after, "
            "move_to, authorised, capacity\n(the line is not shown: it may hold a password)",
            "nor is that of a misspelt key");
}

/* Every line of the sample that is a remark about an option must be right when its # is removed. */
static void sample(const struct sandbox *sandbox)
{
    g_autofree char *text = config_sample(), *manual = config_manual();
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load(sandbox, text, &error);
    guint tried = 0;

    if (!tap_ok(config && config->mailboxes->len == 1, "the sample loads"))
        printf("# %s\n", error ? error->message : "");
    if (config)
        defaults(config);
    for (guint i = 0; lines[i]; i++) {
        char *hash = lines[i] + strspn(lines[i], " ");
        g_autofree char *name = NULL, *changed = NULL;
        g_autoptr(Config) other = NULL;

        if (*hash != '#' || !g_ascii_islower(hash[1]))
            continue;
        memmove(hash, hash + 1, strlen(hash));
        name = g_strdup(hash);
        changed = g_strjoinv("\n", lines);
        g_clear_error(&error);
        other = load(sandbox, changed, &error);
        tried++;
        /* Some contradict what is live (a second source of the password, a path beside IMAP) or need another. */
        if (g_str_has_prefix(name, "env:") || g_str_has_prefix(name, "command: pass"))
            tap_ok(!other && strstr(error->message, "more than one of"), name);
        else if (g_str_has_prefix(name, "path: Maildir"))
            tap_ok(!other && strstr(error->message, "path is for"), name);
        else if (g_str_has_prefix(name, "to: [admin"))
            tap_ok(!other && strstr(error->message, "needs a second account"), name);
        else if (!tap_ok(other, name))
            printf("# %s\n", error->message);
        memmove(hash + 1, hash, strlen(hash));
        *hash = '#';
    }
    tap_ok(tried >= 35, "every option stands in the sample");
    for (int table = 0; table < 3; table++) {
        const struct option *option = table == 0 ? global_options : table == 1 ? mailbox_options : server_options;

        for (; option->name; option++) {
            g_autofree char *item = g_strdup_printf("\n.It Cm %s : Ar ", option->name);

            tap_ok(strstr(manual, item) && option->help && g_unichar_isprint(g_utf8_get_char(option->help)), item + 1);
        }
    }
}

static void secret(const struct secret *from, const char *want, const char *trouble, const char *what)
{
    g_autoptr(GError) error = NULL;
    char *password = secret_read(from, &error);

    tap_str(password, want, what);
    if (trouble && !tap_ok(g_error_matches(error, HUIZHI_ERROR, ERROR_CONFIG) && strstr(error->message, trouble), what))
        printf("# %s\n", error ? error->message : "no error");
    secret_free(password);
}

static void secret_files(const struct sandbox *sandbox)
{
    g_autofree char *path = g_build_filename(sandbox->folder, "code", NULL), *long_text = g_strnfill(2000, 'x');
    g_autofree char *fifo = g_build_filename(sandbox->folder, "fifo", NULL);
    struct secret from = {.file = path};

    secret(&from, NULL, "cannot open", "a password file that is not there");
    write_file(path, "ABCDEFGHIJ\n", 0600);
    secret(&from, "ABCDEFGHIJ", NULL, "its newline is cut");
    write_file(path, " a b\r\n", 0400);
    secret(&from, " a b", NULL, "spaces stay, a line's end of Windows goes");
    write_file(path, "x\n\n", 0600);
    secret(&from, NULL, "several lines", "two newlines are two lines");
    write_file(path, "\n", 0600);
    secret(&from, NULL, "empty", "an empty line");
    write_file(path, long_text, 0600);
    secret(&from, NULL, "longer than", "a file that is no password");
    write_file(path, "x\n", 0640);
    secret(&from, NULL, "chmod 600", "readable for the group");
    write_file(path, "x\n", 0604);
    secret(&from, NULL, "mode 0604", "readable for all");
    from.file = sandbox->folder;
    secret(&from, NULL, "no regular file", "a folder");
    if (mkfifo(fifo, 0600) == 0) {
        from.file = fifo;
        secret(&from, NULL, "no regular file", "a pipe does not block");
    }
    if (geteuid() == 0) {
        write_file(path, "x\n", 0600);
        tap_ok(chown(path, 12345, 12345) == 0, "a file of somebody else");
        from.file = path;
        secret(&from, NULL, "belongs to somebody else", "is refused");
    }
}

static void secret_others(void)
{
    gint64 start = g_get_monotonic_time();

    g_setenv("HUIZHI_TEST_CODE", "from env", TRUE);
    g_unsetenv("HUIZHI_TEST_NONE");
    secret(&(struct secret){.env = (char *)"HUIZHI_TEST_CODE"}, "from env", NULL, "a password in the environment");
    secret(&(struct secret){.env = (char *)"HUIZHI_TEST_NONE"}, NULL, "is not set", "that is not there");
    secret(&(struct secret){.command = (char *)"printf 'a%s\\n' b"}, "ab", NULL, "a password from a command");
    secret(&(struct secret){.command = (char *)"echo x; exit 3"}, NULL, "exit code 3", "that fails");
    secret(&(struct secret){.command = (char *)"kill -9 $$"}, NULL, "signal 9", "that dies");
    secret(&(struct secret){.command = (char *)"yes"}, NULL, "more than a password", "that prints without end");
    secret(&(struct secret){.command = (char *)"true"}, NULL, "empty", "that prints nothing");
    secret(&(struct secret){0}, NULL, "no password is configured", "no way at all");
    tap_ok(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC, "none of these waits");
    start = g_get_monotonic_time();
    secret(&(struct secret){.command = (char *)"sleep 60 & sleep 60"}, NULL, "within 10 seconds", "one that hangs");
    tap_ok(g_get_monotonic_time() - start < 12 * G_USEC_PER_SEC, "is ended after ten seconds");
}

int main(void)
{
    struct sandbox sandbox = {.folder = g_dir_make_tmp("huizhi-config-XXXXXX", NULL)};
    g_autoptr(Config) config = config_default(), none = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *got = NULL, *wipe = g_strdup_printf("rm -rf '%s'", sandbox.folder);

    sandbox.path = g_build_filename(sandbox.folder, "a.yaml", NULL);
    none = config_load(sandbox.path, &error);
    got = message(&sandbox, error);
    tap_ok(!none && g_error_matches(error, HUIZHI_ERROR, ERROR_NO_INPUT), "no file");
    tap_ok(strstr(got, "huizhi config --sample > a.yaml") != NULL, "says how to begin");
    defaults(config);
    tap_ok(!config->file && config->mailboxes->len == 0, "defaults come from nowhere");
    mailbox_defaults(&sandbox);
    given(&sandbox);
    value_errors(&sandbox);
    mailbox_errors(&sandbox);
    server_errors(&sandbox);
    sample(&sandbox);
    secret_files(&sandbox);
    secret_others();
    if (system(wipe) != 0)
        printf("# %s stays\n", sandbox.folder);
    g_free(sandbox.folder);
    g_free(sandbox.path);
    return tap_done();
}
