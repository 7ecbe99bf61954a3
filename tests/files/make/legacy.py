"""Text in the encodings of the nineties, from tables of their own: TCVN3 (ABC) is checked against iconv's TCVN 5712,
VNI is built from its rule (a letter, then a byte for its marks), windows-1258 is Python's."""

import subprocess
import unicodedata

# TCVN 5712:1993 VN3: one byte a letter. Capitals with a tone have no place: fonts ending in H draw small letters so.
TCVN3 = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9,
    "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
    "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB,
    "đ": 0xAE, "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1,
    "ê": 0xAA, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6,
    "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE,
    "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4,
    "ô": 0xAB, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE,
    "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9,
    "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
VNI_TONES = {ACUTE: "ù", GRAVE: "ø", HOOK: "û", TILDE: "õ", DOT: "ï"}
VNI_CIRCUMFLEX = {None: "â", ACUTE: "á", GRAVE: "à", HOOK: "å", TILDE: "ã", DOT: "ä"}
VNI_BREVE = {None: "ê", ACUTE: "é", GRAVE: "è", HOOK: "ú", TILDE: "ü", DOT: "ë"}
VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
VNI_HORN = {"ơ": "ô", "ư": "ö"}


def tcvn3(text):
    """Bytes; a capital with a tone is an error of the corpus, not of the file."""
    return bytes(TCVN3[c] if ord(c) > 127 else ord(c) for c in unicodedata.normalize("NFC", text))


def vni(text):
    return "".join(map(_vni, unicodedata.normalize("NFC", text))).encode("latin-1")


def _vni(c):
    if ord(c) < 128:
        return c
    lower = c.lower()
    if lower in VNI_ALONE:
        out = VNI_ALONE[lower]
    else:
        parts = unicodedata.normalize("NFD", lower)
        letter, marks = parts[0], parts[1:]
        tone = next((mark for mark in marks if mark in VNI_TONES), None)
        if "\u0302" in marks:
            out = letter + VNI_CIRCUMFLEX[tone]
        elif "\u0306" in marks:
            out = letter + VNI_BREVE[tone]
        else:
            base = VNI_HORN[unicodedata.normalize("NFC", letter + "\u031b")] if "\u031b" in marks else letter
            out = base + (VNI_TONES[tone] if tone else "")
    return out if c == lower else out.upper()


def cp1258(text):
    """Letters of their own where the code page has them, else the letter without its tone and the tone behind it."""
    out = bytearray()
    for c in unicodedata.normalize("NFC", text):
        try:
            out += c.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", c)
            tone = next(mark for mark in parts if mark in VNI_TONES)
            letter = unicodedata.normalize("NFC", parts.replace(tone, ""))
            out += letter.encode("cp1258") + tone.encode("cp1258")
    return bytes(out)


def as_latin(data):
    """What a spreadsheet cell holds of text typed for a legacy font: its bytes as letters of windows-1252."""
    return data.decode("latin-1")


def mistaken(text):
    """UTF-8 that some program took for windows-1252 and wrote again as UTF-8."""
    broken = []
    for byte in text.encode():
        try:
            broken.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            # Windows maps the five bytes without a letter to controls
            broken.append(chr(byte))
    return "".join(broken)


def check_tcvn3():
    """The table against another one."""
    letters = "".join(TCVN3)
    other = subprocess.run(["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"], input=letters.encode(), capture_output=True, check=True).stdout
    assert other == bytes(TCVN3.values()), "iconv has other codes"


assert vni("Mã hộ, Người, Đường, Ở đậu, ỉ ĩ ị ỵ, ẵ ặ") == "Maõ hoä, Ngöôøi, Ñöôøng, ÔÛ ñaäu, æ ó ò î, aü aë".encode("latin-1")
assert tcvn3("Mã hộ") == b"M\xb7 h\xe9"
