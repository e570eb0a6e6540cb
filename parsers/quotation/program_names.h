/* program_names.h - names of devices, mail programs and scanners in lines below a mail. They are
 * the same in every language. Only data; all case-folded. The words around them are in
 * parsers/words/. */
#pragma once

/* Systems, after "Outlook for". */
static const char *const program_system_words[] = {
    "ios", "android", "windows", "mac", "macos", "mobile", "desktop", "ipados", "web",
};

static const char *const program_names[] = {
    "iphone",     "ipad",      "ipod",     "phone",       "galaxy",    "samsung",    "blackberry",
    "tablet",     "nokia",     "xperia",   "pixel",       "huawei",    "macbook",    "watch",
    "xiaomi",     "redmi",     "oneplus",  "oppo",        "motorola",  "moto",       "sony",
    "lg",         "htc",       "honor",    "realme",      "fairphone", "smartphone", "smartphones",
    "gsm",        "device",    "outlook",  "gmail",       "yahoo",     "aol",        "proton",
    "protonmail", "spark",     "airmail",  "newton",      "bluemail",  "blue",       "aqua",
    "aquamail",   "typeapp",   "type",     "mailbird",    "front",     "mailspring", "nine",
    "superhuman", "hey",       "mailbox",  "thunderbird", "tuta",      "tutanota",   "k-9",
    "fairemail",  "canary",    "edison",   "mail",        "email",     "e-mail",     "gmx",
    "web.de",     "t-online",  "freenet",  "libero",      "virgilio",  "tiscali",    "ziggo",
    "kpn",        "laposte",   "mail.ru",  "yandex",      "seznam",    "onet",       "interia",
    "microsoft",  "office",    "boxer",    "workspace",   "touchdown", "zimbra",     "postbox",
    "claws",      "evolution", "mailo",    "infomaniak",  "posteo",    "fastmail",   "zoho",
    "hotmail",    "live",      "icloud",   "vodafone",    "t-mobile",  "orange",     "o2",
    "verizon",    "at&t",      "workmail", "mymail",      "mailplane", "vivaldi",    "secure",
    "ios",        "android",   "windows",  "mac",         "macos",     "mobile",     "ipados",
    "messenger",  "alto",      "rogers",   "bell",        "sprint",
};

/* After the name of a device. */
static const char *const program_model_words[] = {
    "pro", "max", "plus", "ultra", "mini", "lite", "note", "edge", "air", "se", "xl", "fe",
    "neo", "tab", "flip", "fold",  "x",    "z",    "xs",   "xr",   "iii", "ii", "iv", "duos",
};

/* Virus scanners. */
static const char *const program_scanner_words[] = {
    "avg",      "avast",    "norton",       "kaspersky",  "eset",        "nod32",     "mcafee",
    "avira",    "sophos",   "f-secure",     "panda",      "g",           "data",      "trend",
    "micro",    "comodo",   "malwarebytes", "clamav",     "bitdefender", "microsoft", "windows",
    "defender", "symantec", "antivirus",    "anti-virus", "virus",       "internet",  "security",
    "free",     "software", "de",           "van",        "von",         "di",
};

/* For scripts without spaces between words. */
static const char *const program_joined_names[] = {
    "iphone", "ipad",  "android", "huawei", "xiaomi", "samsung", "outlook",
    "gmail",  "yahoo", "galaxy",  "xperia", "oppo",   "vivo",    "qq邮箱",
};
