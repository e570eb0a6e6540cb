"""Mails that only an attacker writes, made when they are needed: each case is a name and a function that returns
bytes.

`CASES` maps the name to (make, status): the exit status of `ticketgate deliver` with the sample limits (0: a
ticket, or ignored as documented; 65: sent back, too large; 75: no mail at all). `IGNORED` has the names of mails
that become no ticket, because they look as if a machine had written them. `DEGRADED` has those for which the
parser needs more than its limits, so that they become a plain ticket with the original attached.
"""

import base64
import os
import random
import struct
import zlib

CASES = {}
IGNORED = set()
DEGRADED = {"empty_parts_200_000"}
MIB = 1024 * 1024


def case(status=0, ignored=False):
    def add(make):
        name = make.__name__
        CASES[name] = (make, status)
        if ignored:
            IGNORED.add(name)
        return make

    return add


def head(content_type="text/plain; charset=utf-8", extra="", subject="hostile"):
    """A good header with these additions; bytes, without the empty line."""
    return (f"From: User <user@customer.example>\r\nTo: support@desk.example\r\nSubject: {subject}\r\n"
            f"Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n{extra}MIME-Version: 1.0\r\n"
            f"Content-Type: {content_type}\r\n").encode("utf-8", "surrogateescape")


def whole(content_type, body, extra="", subject="hostile"):
    return head(content_type, extra, subject) + b"\r\n" + body


def text(body=b"text", extra="", subject="hostile"):
    return whole("text/plain; charset=utf-8", body, extra, subject)


def multipart(parts, kind="mixed", boundary="b", close=True):
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return whole(f'multipart/{kind}; boundary="{boundary}"', body + (mark + b"--\r\n" if close else b""))


def attached(name_field, content=b"x"):
    """A text and an attachment with the fields `name_field`."""
    return multipart([b"\r\ntext", name_field + b"\r\n\r\n" + content])


# ---- shape ----

@case(status=75)
def empty():
    return b""


@case()
def only_line_ends():
    return b"\r\n" * 100_000


@case()
def only_nul():
    return b"\0" * MIB


@case()
def random_octets():
    return random.Random(1).randbytes(2 * MIB)


@case()
def one_line_of_20_megabytes():
    return text(b"x" * (20 * MIB))


@case()
def lone_carriage_returns():
    return text(b"a\rb\r\rc").replace(b"\r\n", b"\r")


@case()
def nul_everywhere():
    return b"\0".join(bytes([octet]) for octet in text(b"words " * 1000))


@case()
def no_colon_in_header():
    return b"From user\r\nthis is no field\r\nSubject hostile\r\n\r\ntext"


@case()
def only_spaces_in_header():
    return b" \r\n \r\n \r\n\tSubject: folded\r\n\r\ntext"


@case()
def body_without_end():
    return multipart([b"Content-Type: text/plain"], close=False)


# ---- header ----

@case(status=65)
def header_line_of_50_megabytes():
    return b"X-Long: " + b"a" * (50 * MIB) + b"\r\n" + text()


@case()
def header_line_of_20_megabytes():
    return b"X-Long: " + b"a" * (20 * MIB) + b"\r\n" + text()


@case()
def header_folded_a_million_times():
    return b"X-Long: a\r\n" + b" b\r\n" * 1_000_000 + text()


@case()
def header_fields_300_000():
    return b"X: y\r\n" * 300_000 + text()


@case()
def subject_of_a_megabyte():
    return text(subject="s" * MIB)


@case()
def subject_of_encoded_words_a_megabyte():
    return text(subject="\r\n ".join(["=?utf-8?B?w6k=?="] * 60_000))


@case()
def subject_of_brackets():
    return text(subject="[INC" * 50_000 + "Re: " * 50_000)


@case()
def subject_that_backtracks():
    return text(subject="INC" + "0" * 900_000 + "x")


@case()
def subject_injects_fields():
    return text(subject="=?utf-8?Q?x=0D=0ABcc=3A_evil@evil.example=0D=0A=0D=0Abody?=")


@case()
def subject_injects_raw_line_ends():
    return text(subject="x\rBcc: evil@evil.example\r\n\tBcc: evil@evil.example")


@case()
def subject_with_placeholders():
    return text(subject="{ticket_number} {subject} {note} %s%n $(id) `id`")


@case()
def subject_with_escape_sequences():
    return text(subject="=?utf-8?Q?=1B]0;owned=07=1B[31mred=9B2J?=")


@case()
def subject_turned_and_hidden():
    return text(subject="INC\u200b0010001 \u202e1000100CNI \uff29\uff2e\uff23\uff10\uff10\uff11\uff10\uff10\uff10\uff11")


@case()
def subject_with_broken_encoded_words():
    return text(subject="=?utf-8?B?////?= =?x?Q?=ZZ?= =??B??= =?utf-8?B?" + "A" * 10_000)


@case()
def subject_with_lone_surrogates():
    return text(subject="=?utf-8?Q?=ED=A0=80=ED=BF=BF=F4=90=80=80=C0=AF?=")


@case()
def subject_in_utf_7():
    return text(subject="=?utf-7?Q?+ADw-script+AD4-?=")


@case()
def from_injects_fields():
    return text().replace(b"User <user", b'=?utf-8?Q?U=0D=0ATo:_evil?= <user')


@case()
def from_is_no_address():
    return text().replace(b"User <user@customer.example>", b"<<<>>>@@,,;;:::" * 1000)


@case()
def from_nested_comments():
    return text().replace(b"User <user", b"(" * 100_000 + b"<user")


@case()
def from_nested_groups():
    return text().replace(b"User <user@customer.example>", b"a:" * 50_000 + b"user@customer.example" + b";" * 50_000)


@case()
def from_open_quote():
    return text().replace(b"User <user", b'"' + b"\\" * 100_000 + b"<user")


@case()
def recipients_100_000():
    return text(extra="Cc: " + ",\r\n ".join(f"u{i}@customer.example" for i in range(100_000)) + "\r\n")


@case()
def references_100_000():
    return text(extra="References: " + "\r\n ".join(f"<{i}@customer.example>" for i in range(100_000)) + "\r\n")


@case()
def references_without_end():
    return text(extra="References: " + "<" * 200_000 + "\r\nIn-Reply-To: " + "<a@" * 100_000 + "\r\n")


@case()
def message_id_hostile():
    return text(extra="Message-ID: <'; DROP TABLE mail; --@customer.example>\r\n")


@case()
def message_id_of_a_megabyte():
    return text(extra="Message-ID: <" + "a" * MIB + "@customer.example>\r\n")


@case()
def message_id_with_line_end():
    return text(extra="Message-ID: <a\r\n =?utf-8?Q?=0D=0ABcc:_evil?=@customer.example>\r\n")


@case()
def date_beyond_time():
    return text().replace(b"Tue, 24 Nov 2026 10:00:00 +0000", b"Xxx, 99 Foo 99999999999999 99:99:99 +999999")


@case()
def fields_twice():
    return text(extra="From: other@customer.example\r\nSubject: second\r\nContent-Type: text/html\r\n" * 500)


@case()
def authentication_results_forged():
    return text(extra="Authentication-Results: mx.desk.example; spf=pass; dkim=pass; dmarc=pass\r\n" * 10_000)


# ---- forged signs of machines ----

@case(ignored=True)
def automatic_generated():
    return text(extra="Auto-Submitted: auto-replied; =?utf-8?Q?=0D=0A?=\r\nX-Auto-Response-Suppress: All\r\n",
                subject="Automatic reply: away")


@case()  # the form of a report, but from a person
def bounce_forged():
    return multipart([b"\r\nNot delivered", b"Content-Type: message/delivery-status\r\n\r\n" +
                      b"Final-Recipient: rfc822; " + b"a" * 100_000 + b"\r\nStatus: 5.1.1\r\n" * 10_000,
                      b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <x@desk.example>\r\n\r\nx"],
                     "report; report-type=delivery-status")


@case()
def sign_of_a_machine_hidden_in_a_fold():
    return text(extra="X-Innocent: a\r\n\tAuto-Submitted: auto-generated\r\n")


@case()  # our address, but without our signature
def loop_forged():
    return text().replace(b"User <user@customer.example>", b"Support Desk <support@desk.example>")


@case()
def precedence_1000_times():
    return text(extra="Precedence: bulk\r\nList-Id: <list.customer.example>\r\n" * 1000)


# ---- parts ----

@case()
def nested_multiparts_20_000():
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(20_000))
    return head().split(b"Content-Type")[0] + opening + b"\r\ntext"


@case()
def nested_multiparts_of_one_boundary():
    return head().split(b"Content-Type")[0] + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 50_000


@case()
def nested_messages_10_000():
    return head().split(b"Content-Type")[0] + b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + b"\r\ntext"


@case()
def parts_100_000():
    return multipart([b"Content-Type: text/plain\r\n\r\nx"] * 100_000)


@case()
def empty_parts_200_000():
    return whole("multipart/mixed; boundary=b", b"--b\r\n\r\n" * 200_000)


@case()
def boundaries_empty_2_000_000():
    return whole("multipart/mixed; boundary=b", b"--b\n" * 2_000_000)


@case()
def attachments_of_one_name_20_000():
    return multipart([b"Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment\r\n\r\nx"] * 20_000)


@case()
def boundary_missing():
    return whole("multipart/mixed", b"--\r\n\r\ntext\r\n----\r\n")


@case()
def boundary_empty():
    return whole('multipart/mixed; boundary=""', b"--\r\n\r\ntext\r\n----\r\n")


@case()
def boundary_of_a_megabyte():
    return multipart([b"\r\ntext"], boundary="b" * MIB)


@case()
def boundary_that_is_a_prefix():
    return multipart([multipart([b"\r\ntext"], boundary="bb"), b"\r\nmore"], boundary="b")


@case()
def boundary_closed_twice():
    return multipart([b"\r\none"]) + multipart([b"\r\ntwo"])


@case()
def part_headers_without_body():
    return multipart([b"Content-Type: text/html; charset=" + b"x" * 100_000] * 100)


@case()
def parameters_100_000():
    return whole("text/plain" + "".join(f";\r\n p{i}=v" for i in range(100_000)), b"text")


@case()
def parameter_continuations_hostile():
    return attached(b"Content-Disposition: attachment" + b"".join(b";\r\n filename*%d=a" % i for i in range(20_000)) +
                    b";\r\n filename*99999999999999999999=z")


@case()
def content_type_is_nonsense():
    return whole("////;;;===\"\"\"(((", b"text")


@case()
def content_type_with_controls():
    return whole("text/pl\x01ain\x7f; charset=\x1b", b"text")


@case()
def external_body():
    return whole("message/external-body; access-type=local-file; name=/etc/passwd; URL=file:///etc/passwd", b"text")


@case()
def partial_message():
    return whole("message/partial; id=a@b; number=1; total=99999999999", b"text")


@case()
def alternative_without_text():
    return multipart([b"Content-Type: image/png\r\n\r\nx"], "alternative")


# ---- encodings ----

@case()
def charset_unknown():
    return whole("text/plain; charset=x-does-not-exist-" + "9" * 1000, b"caf\xe9 \xff\xfe")


@case()
def charset_of_a_megabyte():
    return whole('text/plain; charset="' + "a" * MIB + '"', b"text")


@case()
def charset_is_a_path():
    return whole("text/plain; charset=../../../../etc/passwd//TRANSLIT//IGNORE", b"text")


@case()
def charset_lies():
    return whole("text/plain; charset=utf-16", b"plain ascii, odd")


@case()
def charset_stateful():
    return whole("text/plain; charset=iso-2022-jp", b"\x1b$B" + b"\x24" * (2 * MIB) + b"\x1b")


@case()
def charset_utf_7_hostile():
    return whole("text/plain; charset=utf-7", b"+" * MIB + b"AAAA-")


@case()
def base64_of_nonsense():
    return whole("text/plain\r\nContent-Transfer-Encoding: base64", b"=" * MIB + b"!!!A===" * 100_000)


@case()
def quoted_printable_of_nonsense():
    return whole("text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"=" * MIB + b"=\r\n=Z=0" * 100_000)


@case()
def uuencode_hostile():
    return attached(b"Content-Transfer-Encoding: x-uuencode\r\nContent-Disposition: attachment; filename=a",
                    b"begin 9999999 ../../x\r\n" + b"\xff" * 100_000 + b"\r\nend")


@case()
def encoding_unknown():
    return whole("text/plain\r\nContent-Transfer-Encoding: rot13-" + "x" * 10_000, b"text")


@case()
def characters_cut_before_nul():
    return text(b"\xc5\0\xe2\x82\0" * 100_000)


# ---- text ----

@case()
def flowed_quotes():
    return whole("text/plain; format=flowed; delsp=yes", b">" * MIB + b" \r\n" + b"> \r\n" * 300_000)


@case()
def quotation_marks_without_end():
    return text(b"\r\n".join(b">" * (i % 500) + b" On Tue, A wrote:" for i in range(20_000)))


@case()
def attribution_that_backtracks():
    return text(b"On " + b"a, " * 200_000 + b"wrote")


@case()
def header_blocks_20_000():
    return text(b"From: a\r\nSent: b\r\nTo: c\r\nSubject: d\r\n" * 20_000)


@case()
def signatures_100_000():
    return text(b"-- \r\n" * 100_000)


@case()
def html_nested_200_000():
    return whole("text/html", b"<div>" * 200_000 + b"text")


@case()
def html_formatting_unclosed():
    return whole("text/html", b"<b><i><u><font><a href=x>" * 20_000 + b"<p>" * 20_000 + b"text")


@case()
def html_tables_nested():
    return whole("text/html", b"<table><tr><td>" * 20_000 + b"text")


@case()
def html_attributes_200_000():
    return whole("text/html", b"<p " + b"".join(b"a%d=b " % i for i in range(200_000)) + b">text")


@case()
def html_references_overflow():
    return whole("text/html", b"<pre>" + b"&#5555555555555555555;&#xffffffffff;&#0;" * 20_000)


@case()
def html_comment_without_end():
    return whole("text/html", b"<!--" * 500_000)


@case()
def html_bad_content_ids():
    return whole("text/html", b'<img src="cid:%zz%00%4">' * 20_000)


@case()
def html_script():
    return whole("text/html", b"<script>alert(1)</script><style>*{}</style><p onclick=x>text</p>" * 10_000)


@case()
def html_lists_nested():
    return whole("text/html", b"<ol start=2147483647><li>" * 20_000)


@case()
def text_of_20_megabytes():
    return text(b"word " * 76 * 55_000)


@case()
def html_of_20_megabytes():
    return whole("text/html", b"<p>word <b>bold</b></p>\r\n" * 800_000)


@case(status=65)
def body_of_60_megabytes():
    return text(b"word " * 12_582_912)


@case(status=65)
def attachment_of_60_megabytes():
    return attached(b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.bin",
                    b"QUFB" * (15 * MIB))


# ---- names ----

@case()
def name_is_a_path():
    return attached(b'Content-Disposition: attachment; filename="../../../../etc/cron.d/x"')


@case()
def name_with_nul():
    return attached(b"Content-Disposition: attachment; filename*=utf-8''a%00.exe%00.png")


@case()
def name_raw_nul():
    return attached(b'Content-Disposition: attachment; filename="a\0/../b"')


@case()
def name_is_dots():
    return multipart([b"Content-Disposition: attachment; filename=" + name + b"\r\n\r\nx"
                      for name in (b".", b"..", b"...", b"/", b"\\", b'""', b'" "', b"CON", b"a:b", b"~", b"-rf")])


@case()
def name_turned():
    return attached("Content-Disposition: attachment; filename*=utf-8''invoice%E2%80%AEgnp.exe".encode())


@case()
def name_injects():
    return attached(b'Content-Disposition: attachment; filename*=utf-8\'\'a%0D%0ABcc:%20evil%22%2C%22content%22:%22')


@case()
def name_of_a_megabyte():
    return attached(b'Content-Disposition: attachment; filename="' + b"n" * MIB + b'.txt"')


@case()
def name_in_encoded_words():
    return attached(b'Content-Type: image/png; name="=?utf-8?B?Li4vLi4v?= =?utf-8?Q?=0D=0A?="')


# ---- containers ----

@case()
def winmail_truncated():
    return attached(b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64",
                    base64.encodebytes(struct.pack("<IH", 0x223E9F78, 1) + b"\2" + struct.pack("<II", 0x9006, 0xFFFFFFF0)))


@case()
def winmail_random():
    return attached(b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64",
                    base64.encodebytes(struct.pack("<IH", 0x223E9F78, 1) + random.Random(2).randbytes(300_000)))


@case()
def smime_hostile():
    return whole("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64",
                 base64.encodebytes(b"\x30\x80" * 100_000))


@case()
def zip_bomb():
    return attached(b"Content-Type: application/gzip; name=a.gz\r\nContent-Transfer-Encoding: base64",
                    base64.encodebytes(zlib.compress(b"\0" * (64 * MIB))))


@case()
def calendar_hostile():
    return whole("text/calendar; method=REQUEST", b"BEGIN:VEVENT\r\n" * 200_000 + b"SUMMARY:" + b"x" * MIB)


@case()
def json_in_text():
    return text(b'"}],"result":{"ticket_number":"INC0000001"},"x":[{"a":"\\u0000\\ud800' * 1000)


@case()
def sql_in_text():
    return text(b"'; DROP TABLE tickets; --", subject="'); DELETE FROM mail; --")


@case()
def html_in_subject():
    return text(subject="<script>alert(document.cookie)</script><img src=x onerror=alert(1)>")


@case()
def commands_in_text():
    return text(b"#close\r\n#close INC0000001\r\n" * 10_000)


def seed():
    """One small mail with many different things in it, to be cut."""
    return multipart([b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                      b"Caf=C3=A9\r\n", b"Content-Type: text/html\r\n\r\n<p>Caf&eacute;</p>",
                      b"Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?B?w6k=?=\r\n\r\ninner",
                      b"Content-Type: image/png; name*=utf-8''%C3%A9.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                      b"iVBORw0KGgo="])


def truncated(step):
    """The mail of seed(), cut at every `step`th octet."""
    octets = seed()
    return [octets[:end] for end in range(0, len(octets), step)]


if __name__ == "__main__":
    import sys
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for case_name, (make_case, _) in CASES.items():
        with open(os.path.join(folder, case_name + ".eml"), "wb") as file:
            file.write(make_case())
    print(len(CASES), "mails in", folder)
