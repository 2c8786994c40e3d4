/* Each line of what servers are known to answer, and that no entry of the file is dead. */
#include "base/error.h"
#include "base/yaml.h"
#include "deliver/deliver.h"
#include "tap.h"

#include <string.h>
#include <unistd.h>

#define FILE_PATH "rules/common/refusals.yaml"

static const struct {
    int code;
    const char *text;
    enum outcome outcome;
    guint seconds;
} replies[] = {
    {451, "DT:SPM ,please try again", OUTCOME_RETRY, 120},
    {451, "Requested action aborted: local error in processing", OUTCOME_RETRY, 120},
    {421, "HL:ICC 126 smtp3,AAA", OUTCOME_RETRY, 120},
    {450, "MI:DMC 126 smtp3,AAA", OUTCOME_RETRY, 120},
    {451, "MI:DMC 126 smtp3,AAA", OUTCOME_RETRY, 120},
    {450, "RP:DRC 126 smtp3,AAA", OUTCOME_RETRY, 120},
    {451, "MI:SFQ 126 smtp3,AAA", OUTCOME_PAUSE, 900},
    {451, "RP:QRC 126 smtp3,AAA", OUTCOME_PAUSE, 900},
    {421, "HL:REP 126 smtp3,AAA", OUTCOME_PAUSE, 3600},
    {421, "HL:IFC 126 smtp3,AAA", OUTCOME_PAUSE, 3600},
    {421, "HL:MEP 126 smtp3,AAA", OUTCOME_PAUSE, 3600},
    {554, "MI:STC 126 smtp3,AAA", OUTCOME_TOMORROW, 0},
    {550, "MI:STC 126 smtp3,AAA", OUTCOME_TOMORROW, 0},
    {451, "MI:STC 126 smtp3,AAA", OUTCOME_TOMORROW, 0},
    {550, "RP:TRC 126 smtp3,AAA", OUTCOME_TOMORROW, 0},
    {535, "Error: authentication failed", OUTCOME_STOP, 0},
    {451, "Requested mail action not taken: too much fail authentication", OUTCOME_STOP, 0},
    {554, "IP is rejected, smtp auth error limit exceed", OUTCOME_STOP, 0},
    {550, "DT:SPM 126 smtp3,AAA", OUTCOME_HOLD, 0},
    {554, "DT:SPM 126 smtp3,AAA,please see http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.1", OUTCOME_HOLD, 0},
    {552, "Illegal Attachment", OUTCOME_HOLD, 0},
    {552, "Requested mail action aborted: exceeded mailsize limit", OUTCOME_HOLD, 0},
    {550, "Invalid User: wang@example.net", OUTCOME_GIVE_UP, 0},
    {550, "User suspended: wang@example.net", OUTCOME_GIVE_UP, 0},
    {550, "User in blacklist: wang@example.net", OUTCOME_GIVE_UP, 0},
    {554, "MI:SPB 126 smtp3,AAA", OUTCOME_STOP, 0},
    {554, "HL:IHU 126 smtp3,AAA", OUTCOME_STOP, 0},
    {554, "HL:IPB 126 smtp3,AAA", OUTCOME_STOP, 0},
    {554, "IP in blacklist", OUTCOME_STOP, 0},
    {450, "WM:BLI 126 smtp3,AAA", OUTCOME_STOP, 0},
    {450, "WM:BLU 126 smtp3,AAA", OUTCOME_STOP, 0},
    {450, "DT:RBL 126 smtp3,AAA", OUTCOME_STOP, 0},
    {450, "MI:CEL 126 smtp3,AAA", OUTCOME_PAUSE, 3600},
    {450, "MI:CCL 126 smtp3,AAA", OUTCOME_PAUSE, 3600},
    {451, "RP:CEL 126 smtp3,AAA", OUTCOME_PAUSE, 3600},
    {500, "Error: bad syntax", OUTCOME_HOLD, 0},
    {550, "MI:NHD 126 smtp3,AAA", OUTCOME_HOLD, 0},
    {550, "MI:IMF 126 smtp3,AAA", OUTCOME_HOLD, 0},
    {553, "Mail from must equal authorized user", OUTCOME_STOP, 0},
    {501, "mail from address must be same as authorization user", OUTCOME_STOP, 0},
    {554, "DT:SUM 126 smtp3,AAA", OUTCOME_STOP, 0},
    /* Other servers. */
    {550, "5.1.1 no such user", OUTCOME_GIVE_UP, 0},
    {550, "5.7.1 refused\n5.7.1 see policy", OUTCOME_HOLD, 0},
    {535, "5.7.8 bad credentials", OUTCOME_STOP, 0},
    {552, "5.2.2 mailbox full", OUTCOME_GIVE_UP, 0},
    {550, "mailbox unavailable", OUTCOME_GIVE_UP, 0},
    {554, "transaction failed", OUTCOME_HOLD, 0},
    {503, "bad sequence", OUTCOME_HOLD, 0},
    {452, "insufficient storage", OUTCOME_RETRY, 600},
    {421, "closing", OUTCOME_RETRY, 120},
    {499, "?", OUTCOME_RETRY, 300},
    {599, "", OUTCOME_HOLD, 0},
    /* What only looks like a token or a code. */
    {550, "no such user XMI:STC", OUTCOME_GIVE_UP, 0},
    {550, "no such user MI:STCX", OUTCOME_GIVE_UP, 0},
    {550, "no such user mi:stc", OUTCOME_GIVE_UP, 0},
    {554, "5.10.1 is not 5.1", OUTCOME_HOLD, 0},
    /* Words and token at once: the token decides. */
    {554, "MI:STC IP in blacklist", OUTCOME_TOMORROW, 0},
};

static void test_replies(const struct refusals *refusals)
{
    for (gsize i = 0; i < G_N_ELEMENTS(replies); i++) {
        struct delivery delivery = {0};
        refusals_classify(refusals, replies[i].code, replies[i].text, &delivery);
        g_autofree char *text = g_strdelimit(g_strdup(replies[i].text), "\n#", '/');
        g_autofree char *what = g_strdup_printf("%d %s: %s", replies[i].code, text, outcome_name(replies[i].outcome));
        if (!tap_ok(delivery.outcome == replies[i].outcome && delivery.seconds == replies[i].seconds, what))
            printf("#   got %s %u\n", outcome_name(delivery.outcome), delivery.seconds);
        delivery_clear(&delivery);
    }
}

/* A reply made from each entry must find that entry's action: nothing before it takes all that it was written for. */
static void test_no_dead_entry(const struct refusals *refusals)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(YamlDocument) document = yaml_load(FILE_PATH, &error);
    struct yaml_node *list = yaml_get(yaml_root(document), "refusals");
    guint good = 0;
    for (guint i = 0; i < yaml_size(list); i++) {
        struct yaml_node *entry = yaml_at(list, i);
        const char *key = yaml_text(yaml_get(entry, "token")), *code = yaml_text(yaml_get(entry, "code"));
        if (!key)
            key = yaml_text(yaml_get(entry, "text"));
        if (!key)
            key = yaml_text(yaml_get(entry, "enhanced"));
        int digits = !code ? 599 : code[1] == 'x' ? (code[0] - '0') * 100 + 99 : atoi(code);
        g_autofree char *text = g_strdup_printf("%s 126 smtp3", key ? key : "");
        struct delivery delivery = {0};
        refusals_classify(refusals, digits, text, &delivery);
        const char *say = yaml_text(yaml_get(entry, "say"));
        if (g_strcmp0(outcome_name(delivery.outcome), yaml_text(yaml_get(entry, "action"))) == 0 &&
            g_strcmp0(delivery.hint, say) == 0)
            good++;
        else
            printf("# dead: %s %d\n", key ? key : "(code)", digits);
        delivery_clear(&delivery);
    }
    tap_ok(good > 50 && good == yaml_size(list), "no entry is dead");
}

static void test_response(const struct refusals *refusals)
{
    struct delivery delivery = {0};
    refusals_classify(refusals, 550, "5.1.1 no such\nuser\r\x01\x7f \xc4\xfa\xba\xc3", &delivery);
    tap_str(delivery.response, "550 5.1.1 no such / user    您好", "the reply is one line of UTF-8");
    tap_ok(delivery.hint != NULL, "with a hint");
    g_autofree char *endless = g_strnfill(60000, 'x');
    refusals_classify(refusals, 450, endless, &delivery);
    tap_ok(strlen(delivery.response) <= 1000 && delivery.hint == NULL, "cut, and the old hint is gone");
    refusals_classify(refusals, 450, NULL, &delivery);
    tap_str(delivery.response, "450", "no text at all");
    delivery_clear(&delivery);
    tap_ok(delivery.response == NULL, "cleared");
}

/* Each bad file is refused with its place. */
static void test_bad_files(void)
{
    static const struct {
        const char *text, *place;
    } files[] = {
        {"refusals: {}\n", ":1:"},
        {"other: []\n", ":1:"},
        {"refusals:\n  - {token: A, action: jump}\n", ":2:"},
        {"refusals:\n  - {token: A, action: retry}\n", ":2:"},
        {"refusals:\n  - {token: A, action: hold, wait: 3}\n", ":2:"},
        {"refusals:\n  - {token: A, action: retry, wait: 100000}\n", ":2:"},
        {"refusals:\n  - {token: A, text: B, action: hold}\n", ":2:"},
        {"refusals:\n  - {action: hold}\n", ":2:"},
        {"refusals:\n  - {code: 250, action: hold}\n", ":2:"},
        {"refusals:\n  - {code: 45x, action: hold}\n", ":2:"},
        {"refusals:\n  - {token: '', action: hold}\n", ":2:"},
        {"refusals:\n  - {tokn: A, action: hold}\n", ":2:"},
        {"refusals:\n  - word\n", ":2:"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = NULL;
        int fd = g_file_open_tmp("refusals-XXXXXX", &path, NULL);
        close(fd);
        g_file_set_contents(path, files[i].text, -1, NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(Refusals) refusals = refusals_load(path, &error);
        bool good = !refusals && error && error->code == ERROR_CONFIG && strstr(error->message, files[i].place);
        if (!tap_ok(good, "a bad file is refused with its place"))
            printf("#   %s#   %s\n", files[i].text, error ? error->message : "no error");
        unlink(path);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Refusals) refusals = refusals_load("/nonexistent/refusals.yaml", &error);
    tap_ok(!refusals && error, "a missing file is an error");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Refusals) refusals = refusals_load(FILE_PATH, &error);
    if (!tap_ok(refusals != NULL, "the file is read")) {
        printf("# %s\n", error->message);
        return tap_done();
    }
    test_replies(refusals);
    test_no_dead_entry(refusals);
    test_response(refusals);
    test_bad_files();
    return tap_done();
}
