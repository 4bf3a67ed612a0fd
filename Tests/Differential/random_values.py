"""Random texts, dates, numbers and queries, chosen where two databases could disagree."""

from __future__ import annotations

import calendar
import json
import random
import unicodedata
from typing import Any

# Pairs and rows of words that folding makes equal, or nearly.
WORDS = [
    "Straße", "STRASSE", "strasse", "Größe", "Gro\u0308ße", "groesse", "GROSSE", "Ægir", "aegir", "Þór", "thor", "Ødegård", "odegard", "oedegaard",
    "Łódź", "lodz", "Đorđe", "İzmir", "izmir", "ışık", "ISIK", "Éclair", "E\u0301clair", "eclair", "Ōtaki", "otaki", "O'Brien", "O’Brien", "OBrien", "Oʼ Brien",
    "Hawaiʻi", "Niuʻāfoʻou", "ﬁnish", "finish", "ＡＢＣ", "abc", "½", "m²", "m2", "3mm", "3 mm", "3 MM", "M8×30", "m8x30", "1950x1780", "1950 × 1780",
    "⌀30", "Ø30", "o30", "e-mail", "E‑Mail", "email", "Co-op", "coop", "AB-1234/C", "ab1234", "+64 21 555 0123", "0215550123", "(09) 555-0123",
    "1,250.00", "1'250.00", "2026-11-23", "23 Nov 2026", "5'10\"", "κόσμος", "ΚΌΣΜΟΣ", "Ёлка", "елка", "Й", "и", "מִדְרָשׁ", "מדרש", "مُحَمَّد",
    "محمد", "مـحمد", "ﷺ",
    "فارسی", "فارسي", "電話をください", "電話", "ｶﾞｰﾄﾞ", "ガード", "ก่อน", "한국", "ᄒ", "हिन्दी", "🔩 Bolt", "👨‍👩‍👧 crew", "🇳🇿", "٣٤", "३", "Ⅷ", "ǆ", "Ǆ", "ŉ",
    "ſ", "K", "Å", "𝔉raktur",
    "㍿", "㌀", "\U00020000", "\U0001f600", "a\u0300\u0301\u0302", "x\u0332y", "so\u00adft", "ze\u200bro", "a_b", "a%b", "a\\b", "100%", "_", "*",
    "a*", "\"q\"", "NOT", "OR",
    "NEAR", "name:", "a:b", "^a", "-a", "{a}", "·3mm", "3mm·", "0", "00", "1", "01", "10", "9", "A1", "A01", "A10", "a 1", "Z", "z", "ÿ", "~",
    "\ue000x", "\ufffdx", "\U0010fffdx",
]
SPACES = [" ", " ", " ", "  ", "\u00a0", "\u3000", "-", "/", ", ", "·", "'", "’"]
LETTERS = (
    "abcxyzABCXYZ0123456789 -'’.,/()_%\\*\"·äöüßÄÖÜéÉåøØłđıİŋĸςΣσάЁёйІіאבשׁמעًىیکكةهٱא0٣३カガあー電話가힣ก่လက្ខ½²ⅧﬁﷺﷲＡａ１㌔㎏㍿🔩👍🏽\u0301\u0308\u0327\u0345\u200d\u200f\u202e\u00ad\ufe0f"
    "\ue000\uffff\ufdd0\U00010000\U0001d504\U0002f800\U0010ffff")
FORMS = ["NFC", "NFD", "NFKC", "NFKD"]
CONTROLS = ["\x00", "\x01", "\x07", "\x08", "\t", "\n", "\x0b", "\x0c", "\r", "\r\n", "\x1b", "\x7f", "\x80", "\x85", "\x9f", "\u2028", "\u2029", "\ufeff", "\ufffe"]

DAYS = [
    "0001-01-01", "0000-01-01", "9999-12-31", "9999-12-30", "10000-01-01", "1582-10-10", "1600-02-29", "1700-02-29", "1900-02-28", "1900-02-29", "1969-12-31",
    "1970-01-01", "2000-02-29", "2023-02-29", "2024-02-29", "2024-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01",
    "2026-11-23T00:00:00Z",
    " 2026-11-23", "2026-11-23 ", "２０２６-11-23", "-0001-01-01", "+2026-11-23", "2038-01-19", "", "never", None, 20261123, 2026.5, True, [], {},
]
TIMES = [
    "0001-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z",
    "1970-01-01T00:00:00Z",
    "2024-02-29T12:00:00Z", "2023-02-29T12:00:00Z", "2026-11-23T09:15:02.5+01:00", "2026-11-23T09:15:02-23:59", "2026-11-23T09:15:60Z", "2016-12-31T23:59:60Z",
    "2026-11-23T24:00:00Z", "2026-11-23t09:15:02z", "2026-11-23 09:15:02Z", "2026-11-23T09:15:02", "2026-11-23", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-23T09:15:02.1234567890123Z", "x",
]
# As JSON, so that notations that Python would change are sent as they are.
NUMBERS = [
    '"0"', '"0.0"', '"0.00"', '"-0"', '"-0.00"', '"-0.001"', '"0.005"', '"0.001"', '"1"', '"01"', '"0000000001.00"', '"00000000001"', '"1."',
    '".5"', '"+1"', '"1e5"', '"1E-2"', '"1,5"',
    '"9999999999"', '"9999999999.99"', '"99999999.99"', '"99999999.999"', '"100000000.00"', '"9999999.99"', '"10000000.00"', '"999999.999"',
    '"1000000"', '"999999.9999"',
    '"-9999999.99"', '"-999999.999"', '"1.125"', '"2.50"', '"2.5"', '"NaN"', '"Infinity"', '"٣"', '"１"', '" 1"', '"1 "', '""', '"0x10"', "0", "-0",
    "-0.0", "1", "1.0", "1e2", "1E400", "-1E400", "1e-400",
    "0.1", "5.00000000000000001", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e18", "1e19",
    "1000000000", "1000000001", "999999999.9",
    "123456789012345678901234567890", "null", "true", "[]", "{}",
]

ORDERS = [sign + name for name in ("job_number", "name", "updated_at", "created_at", "delivery_date", "priority") for sign in ("", "-")]


class Chance(random.Random):
    """A seeded source of the values below."""

    def word(self) -> str:
        word = self.choice(WORDS)
        match self.randrange(6):
            case 0:
                return word.upper()
            case 1:
                return word.lower()
            case 2:
                return unicodedata.normalize(self.choice(FORMS), word)
        return word

    def letters(self, most: int) -> str:
        return "".join(self.choice(LETTERS) for _ in range(self.randint(1, most)))

    def name(self) -> str:
        match self.randrange(8):
            case 0:
                return self.letters(12)
            case 1:
                # As long as a name can be, or one longer.
                return "".join(chr(self.randrange(0xAC00, 0xD7A4)) for _ in range(self.choice([199, 200, 200, 201])))
            case 2:
                return "".join(self.choice("㌀㌁㌂㌃㌄㌅㌆㌇㌈㌉㌊㌋㌌㍿ﷺﷻㅱ\U0001f19c") for _ in range(self.choice([20, 200])))
        return self.choice(SPACES).join(self.word() for _ in range(self.randint(1, 3)))

    def text(self) -> str:
        """Some lines, short or long."""
        match self.randrange(10):
            case 0:
                return self.letters(20) + self.choice(CONTROLS) + self.letters(20)
            case 1:
                # Around the limit of 200,000 bytes.
                letter = self.choice(["x", "ß", "電", "🔩", "é ", "3 mm "])
                return letter * (200_000 // len(letter.encode()) + self.choice([-1, 0, 0, 1]))
            case 2:
                return self.letters(2000)
        return self.choice(["\n", "\r\n", " ", "\n\n", "\t"]).join(self.word() for _ in range(self.randint(1, 12)))

    def query(self) -> str:
        """Words to search for: whole, cut off, and spelled otherwise."""
        parts = []
        for _ in range(self.choice([1, 1, 1, 2, 2, 3, 21])):
            word = self.word() if self.random() < 0.85 else self.letters(6)
            match self.randrange(5):
                case 0:
                    word = word[:self.randint(1, len(word))]
                case 1:
                    word = self.choice(["-", "/", "'", ".", "*", "%", "_", '"']).join([word, self.word()])
            parts.append(word)
        text = self.choice([" ", " ", "  ", "\u00a0", "\n"]).join(parts)
        return text if self.random() < 0.98 else text * 40

    def day(self) -> Any:
        if self.random() < 0.4:
            return self.choice(DAYS)
        year = self.choice([1, 4, 100, 400, 1000, 1582, 1752, 1900, 1970, 2000, 2024, 2026, 2026, 2026, 2100, 9999])
        month = self.randint(1, 12)
        return f"{year:04}-{month:02}-{self.randint(1, calendar.monthrange(year, month)[1]):02}"

    def number(self) -> str:
        """A number as JSON: money, a quantity, or anything else."""
        if self.random() < 0.5:
            return self.choice(NUMBERS)
        digits = self.choice([0, 1, 2, 2, 2, 3, 3, 4])
        value = self.choice(["", "", "", "-"]) + str(self.randrange(10 ** self.randint(1, 8)))
        return json.dumps(value + (f".{self.randrange(10 ** digits):0{digits}}" if digits else ""))
