#!/usr/bin/env python3
"""conservation.py [--show N] TICKETGATE FOLDER...: checks that nothing that a mail says gets lost.

Reads each mail of the folders itself (without code of parsers/ or an email package), and searches every word of
its text parts in what a dry run would send: the title, the description or comment, the attachments. A mail that is
attached whole as message.eml loses nothing. Missing words are counted with the reason:

  other form   multipart/alternative: another form of the same text is on the ticket
  ignored      the mail becomes no ticket; the quarantine keeps it
  cut          left out of a comment: a quotation, a signature (the Letter has it)
  hidden       HTML that no reader of the mail would see
  lost         none of these

Prints the mails that lose words, and a line with the counts. The exit status is 1 if a word is lost, or if no mail
was read."""
import argparse, base64, binascii, collections, html.parser, json, os, quopri, re, subprocess, sys, tempfile

CONFIG = """[api]
base_url=http://127.0.0.1:1/x
token_url=http://127.0.0.1:1/y
client_id=a
client_secret_file=/nonexistent
[ticket]
ci=MAIL
service=Mail
[mail]
from=support@example.org
[journal]
path=%s/journal.db
"""
HEADER_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")
SKIPPED = ("script", "style", "title", "head", "template", "noscript")


# ---- a mail, read from its lines ----

class Part:
    def __init__(self, fields, body, parent=None):
        self.fields, self.body, self.parent, self.children = fields, body, parent, []

    def field(self, name):
        """Of several fields, the one of a multipart whose boundary occurs, or else the first."""
        values = [v for n, v in self.fields if n == name]
        for value in values:
            m = re.match(r'multipart/.*boundary\s*=\s*("[^"]*"|[^\s;]+)', value, re.I | re.S)
            if m and b"--" + m.group(1).strip('"').encode("latin-1") in self.body:
                return value
        return next((v for v in values if not v.lower().startswith("multipart/")), values[0] if values else "")

    def parameter(self, name):
        for field in ("content-type", "content-disposition"):
            m = re.search(r';\s*%s\*?(?:0\*?)?\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]+)' % re.escape(name), self.field(field), re.I)
            if m:
                return m.group(1).strip('"')
        return None

    def type(self):
        value = self.field("content-type").split(";")[0].split("(")[0].strip().lower()
        return value if "/" in value else "text/plain"

    def leaves(self):
        return [leaf for c in self.children for leaf in c.leaves()] if self.children else [self]


def header_goes_on(fields, lines):
    """Whether a field that every mail has, and that was not there yet, comes before the next empty line."""
    for line in lines:
        if not line.strip():
            return False
        name = line.split(b":")[0].strip().lower()
        if b":" in line and name in (b"from", b"to", b"subject", b"date", b"message-id", b"content-type"):
            return name not in [n for n, _ in fields]
    return False


def split_header(data):
    """The fields and the text after them. The text begins after an empty line, or at the first line that is not a
    field."""
    fields, lines, at = [], data.split(b"\n"), 0
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(b"From ")) and at < 5:
        at += 1
    if at and not (at < len(lines) and HEADER_NAME.match(lines[at])):
        return [], data
    for at in range(at, len(lines)):
        line = lines[at].rstrip(b"\r")
        if not line or (not line.strip() and not header_goes_on(fields, lines[at + 1:])):
            return fields, b"\n".join(lines[at + 1:])
        if line[:1] in b" \t" and fields:
            fields[-1][1] += b" " + line.strip()
        elif HEADER_NAME.match(line):
            name, value = line.split(b":", 1)
            fields.append([name.strip().lower(), value.strip()])
        elif not line.startswith((b"From ", b">From ")) and not header_goes_on(fields, lines[at + 1:]):
            return fields, b"\n".join(lines[at:])
    return fields, b""


def parse(data, parent=None, depth=0):
    fields, body = split_header(data)
    part = Part([(n.decode("latin-1"), v.decode("latin-1")) for n, v in fields], body, parent)
    boundary = part.parameter("boundary")
    if not part.type().startswith("multipart/") or not boundary or depth > 30:
        return part
    line = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary.encode("latin-1")) + rb"(--)?[ \t]*(?=\r?\n|$)")
    marks = list(line.finditer(body))
    for i, mark in enumerate(marks):
        if mark.group(1):
            break
        end = marks[i + 1].start() if i + 1 < len(marks) else len(body)
        part.children.append(parse(re.sub(rb"^\r?\n", b"", body[mark.end():end], count=1), part, depth + 1))
    return part


def decoded(part):
    encoding = part.field("content-transfer-encoding").lower().strip(' "\';')
    if not encoding.startswith("base64"):
        return quopri.decodestring(part.body) if encoding.startswith("quoted") else part.body
    if len(part.body.strip().split(b"\n")[0].split()) > 1:
        return part.body
    octets = b""
    for piece in re.findall(rb"[^=]+", part.body):  # programs pad each piece that they encode
        if len(piece.strip().split()) > 1 and any(len(line.split()) > 1 for line in piece.split(b"\n")):
            break  # text after Base64 does not belong to it (RFC 2045 section 6.8)
        good = re.sub(rb"[^A-Za-z0-9+/]", b"", piece)
        try:
            octets += base64.b64decode(good + b"=" * (-len(good) % 4))
        except binascii.Error:
            pass
    return octets


def readings(part):
    """The possible meanings of the octets of the part: labels may be wrong or missing."""
    octets = decoded(part)
    meta = re.search(rb"charset=[\"' ]*([\w-]+)", octets[:2048])
    names = [part.parameter("charset"), meta and meta.group(1).decode(), "utf-8", "cp1252", "gb18030", "iso-2022-jp",
             "iso-8859-8", "cp874", "utf-16" if b"\0" in octets else None]
    for name in names:
        try:
            if name:
                yield octets.decode({"iso-8859-8-i": "iso-8859-8", "windows-874": "cp874"}.get(name.lower(), name))
        except (LookupError, UnicodeDecodeError):
            continue
    yield octets.decode("ascii", "replace").replace("\ufffd", " ")


class Visible(html.parser.HTMLParser):
    """The visible text of HTML, and separately the text that is marked as hidden."""
    VOID = {"br", "img", "hr", "meta", "link", "input", "area", "base", "col", "wbr"}

    def __init__(self):
        super().__init__()
        self.seen, self.hidden, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        style = re.sub(r"\s", "", (dict(attrs).get("style") or "").lower())
        away = tag in SKIPPED or "display:none" in style or "visibility:hidden" in style or "hidden" in dict(attrs) \
            or "font-size:0" in style or "mso-hide:all" in style or "max-height:0" in style
        if tag not in self.VOID:
            self.open.append((tag, away))
        if tag in ("br", "p", "div", "td", "th", "tr", "li", "h1", "h2", "h3", "table"):
            self.seen.append(" ")

    def handle_endtag(self, tag):
        for i in range(len(self.open) - 1, -1, -1):
            if self.open[i][0] == tag:
                del self.open[i:]
                break
        self.seen.append(" " if tag in ("p", "div", "td", "th", "tr", "li", "h1", "h2", "h3", "table") else "")

    def handle_data(self, data):
        (self.hidden if any(away for _, away in self.open) else self.seen).append(data)


def words(text):
    """Words of at least two characters, ignoring case; in CJK text, characters."""
    text = re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff]", "", text).casefold()
    single = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
    return re.findall(r"[%s]|[^\W_%s]{2,}" % (single, single), text)


def seen_and_hidden(part, text):
    text = re.sub(r"(?ms)^begin(-base64)? [0-7]{3,4} (.*?)$.*?^(end|====)\s*?$", r"\2", text)  # uuencoded files
    if part.type() in ("text/enriched", "text/richtext"):
        text = re.sub(r"<param>.*?</param>|</?[A-Za-z-]+>", "", text, flags=re.S)
    if part.type() not in ("text/html", "application/xhtml+xml"):
        return words(text), []
    reader = Visible()
    reader.feed(text)
    reader.close()
    return words("".join(reader.seen)), words(" ".join(reader.hidden))


def texts(root, has):
    """(part, visible words, hidden words) of each part that is text, in the reading of which `has` knows most words."""
    for part in root.leaves():
        if part.type().startswith("text/") or part.type() == "application/xhtml+xml":
            seen, hidden = min((seen_and_hidden(part, text) for text in readings(part)),
                               key=lambda r: sum(not has(w) for w in r[0]))
            yield part, seen, hidden


# ---- what a dry run would send ----

class Ticket:
    def __init__(self, out):
        self.files, self.is_whole, text = [], False, []
        self.is_sent, self.is_comment = bool(out["requests"]), out["decision"] != "create"
        for request in out["requests"]:
            body = request["body"] if isinstance(request["body"], dict) else json.loads(request["body"])
            text += [str(body.get(k) or "") for k in ("short_description", "description", "comment")]
            for file in body.get("attachments") or []:
                self.files.append(base64.b64decode(file["content"] + "==="))
                self.is_whole |= file["name"] == "message.eml"
                text.append(file["name"])
        self.words = set(words(" ".join(text)))
        for octets in self.files:
            for charset in ("utf-8", "cp1252", "utf-16", "shift-jis"):
                self.words.update(words(octets.decode(charset, "ignore")))
        self.text = re.sub(r"\W", "", " ".join(text)).casefold()

    def has(self, word):
        return word in self.words or word in self.text


def dry_run(command, data):
    run = subprocess.run(command, input=data, capture_output=True, timeout=60)
    if run.returncode != 0:
        raise RuntimeError("exit status %d: %s" % (run.returncode, run.stderr.decode(errors="replace").strip()[:200]))
    return Ticket(json.loads(run.stdout))


def other_form_is_shown(part, has, all_texts):
    """Whether the part is in a multipart/alternative and another form of it is there."""
    node = part
    while node.parent is not None and node.parent.type() != "multipart/alternative":
        node = node.parent
    if node.parent is None:
        return False
    others = [seen for other, seen, _ in all_texts if other in node.parent.leaves() and other not in node.leaves()]
    return any(seen and all(has(w) for w in seen) for seen in others)


def letter_words(program, data):
    out = json.loads(subprocess.run([program, "parse"], input=data, capture_output=True, timeout=60, check=True).stdout)
    return set(words(out["text"]))


def judge(data, ticket, program):
    """The number of words, a counter of reasons, and the words that are lost without a reason."""
    missing, lost, all_texts = collections.Counter(), [], list(texts(parse(data), ticket.has))
    n_words = sum(len(seen) for _, seen, _ in all_texts)
    if ticket.is_whole:
        return n_words, missing, lost
    read = letter_words(program, data) if ticket.is_comment else set()
    for part, seen, hidden in all_texts:
        if decoded(part) in ticket.files:
            continue
        gone = [w for w in seen if not ticket.has(w)]
        if not ticket.is_sent:
            missing["ignored"] += len(gone)
            continue
        missing["hidden"] += len([w for w in hidden if not ticket.has(w)])
        if gone and other_form_is_shown(part, lambda w: ticket.has(w) or w in read, all_texts):
            missing["other form"] += len(gone)
            continue
        missing["cut"] += len([w for w in gone if w in read])
        lost += [w for w in gone if w not in read]
    missing["lost"] = len(lost)
    return n_words, missing, lost


def mails(folders):
    for folder in folders:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if re.search(r"\.(eml|msg|txt)$", name) and name != "README.txt":
                    yield os.path.join(place, name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=8, help="so many of the missing words of each mail")
    parser.add_argument("--reasons", action="store_true", help="name the mails of every reason")
    parser.add_argument("ticketgate")
    parser.add_argument("folders", nargs="+")
    options = parser.parse_args()
    total, n_mails, n_words, n_whole, failed = collections.Counter(), 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "ticketgate.conf")
        with open(config, "w") as file:
            file.write(CONFIG % folder)
        command = [options.ticketgate, "deliver", "--dry-run", "--config", config, "--recipient", "support@example.org"]
        for path in mails(options.folders):
            data = open(path, "rb").read()
            if not data:  # not a message, so the gateway lets it wait
                continue
            if b"\n" not in data:
                data = data.replace(b"\r", b"\n")
            try:
                ticket = dry_run(command, data)
            except RuntimeError as fault:
                print("%s: %s" % (path, fault))
                failed += 1
                continue
            n_words_here, missing, lost = judge(data, ticket, options.ticketgate)
            n_mails, n_words, n_whole = n_mails + 1, n_words + n_words_here, n_whole + ticket.is_whole
            total.update(missing)
            if lost or (options.reasons and sum(missing.values())):
                print("%s: %s %s" % (path, {k: v for k, v in missing.items() if v}, lost[:options.show]))
    print("%d mails, %d words; whole as message.eml: %d; missing: %s" %
          (n_mails, n_words, n_whole, ", ".join("%d %s" % (total[k], k) for k in ("other form", "cut", "ignored", "hidden", "lost"))))
    return bool(total["lost"] or failed or not n_mails)


if __name__ == "__main__":
    sys.exit(main())
