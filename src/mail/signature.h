/* Signatures that a mail program adds by itself in a form of its own. */
#ifndef HUIZHI_MAIL_SIGNATURE_H
#define HUIZHI_MAIL_SIGNATURE_H

/* Takes 网易邮箱大师's card out of HTML (<div id="ntes-…-signature">) and out of its plain text ("| |" to "签名由
 * 网易邮箱大师 定制"), in place: its 邮箱：… is no line of a form. */
void signature_cut_html(char *html);
void signature_cut_text(char *text);

#endif
