"""Search grams: what the matcher accepts the index always finds."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.grams import gram_line, grams, hash32, hashes, matcher, norm, qgrams, salted

CJK = "[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
alphabets = "abcXYZéÄßøłıI019-_. 'кДЁжшαΩ打印机密码プリンター更新が비밀번호ภาษาไทยनमस्तेकाًعربא\u0301\u0300１ﬀ"
texts = st.text(alphabets, max_size=40) | st.text(max_size=30)


@given(texts, texts, texts)
def test_index_holds_whatever_the_matcher_accepts(before, query, after):
    text = before + query + after
    if matcher(query)(text):
        assert (qgrams(query) or set()) <= grams(text)


@given(texts, st.data())
def test_every_part_of_a_word_that_is_accepted_is_found(text, data):
    normed = norm(text)
    begin = data.draw(st.integers(0, len(normed)))
    query = normed[begin : begin + data.draw(st.integers(0, 12))]
    if matcher(query)(text):
        assert (qgrams(query) or set()) <= grams(text)


def by_the_book(text: str) -> set[str]:
    """The grams as they are defined: of every word of the whole text, folded as one."""
    found: set[str] = set()
    kept = "".join(one if one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in norm(text))
    for word in kept.split():
        for is_cjk, letters in groupby(word, key=lambda letter: re.match(CJK, letter) is not None):
            run = "".join(letters)
            if is_cjk:
                found |= {*run, *(run[at : at + 2] for at in range(len(run) - 1))}
            elif len(run) > 1:
                found |= {run[:2], *(run[at : at + 3] for at in range(len(run) - 2))}
    return found


@given(texts | st.text(" ·\u00a0\u2003\u0387\u0301\u00a8\ufdfaéE漢a1-", max_size=30))
def test_grams_of_parts_are_those_of_the_whole(text):
    assert grams(text) == by_the_book(text) == set(gram_line(text).split())
    assert hashes(text) == {hash32(gram) for gram in by_the_book(text)}


@given(texts)
def test_norm_is_stable(text):
    assert norm(norm(text)) == norm(text)


@given(st.text("aBz 09-_.·", max_size=30))
def test_the_dot_of_second_lines_takes_the_short_way_to_the_same_grams(text):
    assert norm(text + "é") == norm(text) + "e"
    assert grams(text + " é") == grams(text + " e")


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("rint", "the printer is on fire", True),
        ("pr", "the printer is on fire", True),
        ("er", "the printer is on fire", False),
        ("cafe", "Café", True),
        ("CAFÉ", "cafe", True),
        ("lodz", "Łódź", True),
        ("strasse", "Hauptstraße", True),
        ("ck-0054", "TCK-005412", True),
        ("密码", "忘记密码了", True),
        ("码", "忘记密码了", True),
        ("码密", "忘记密码了", False),
        ("か", "が", False),
        ("сервер", "Упал СЕРВЕР почты", True),
        ("비밀", "비밀번호", True),
        ("fire print", "the printer is on fire", True),
        ("fire water", "the printer is on fire", False),
        ("का", "काम", True),
    ],
)
def test_matching(query, text, found):
    assert matcher(query)(text) is found
    if found:
        assert (qgrams(query) or set()) <= grams(text)


def test_too_short_queries_ask_no_index():
    assert qgrams("a") is None
    assert qgrams(" - ") is None
    assert qgrams("ab") == {"ab"}
    assert qgrams("密") == {"密"}


def test_hashes_never_change():
    assert [hash32("pri"), hash32("密码"), hash32("")] == [47674314, -719649976, -0x80000000]
    assert hashes("printer") == {hash32(gram) for gram in grams("printer")}


@given(st.sets(st.integers(-(2**31), 2**31 - 1), max_size=20), st.integers(0, 700))
def test_salting_is_its_own_inverse(numbers, block):
    mixed = salted(numbers, block)
    assert all(-(2**31) <= value < 2**31 for value in mixed)
    assert set(salted(mixed, block)) == numbers


@pytest.mark.parametrize("word", ["hd-501", "cafe", "ka12", "fi", "5 % off", "strasse", "ii"])
def test_plain_words_are_matched_the_same_with_and_without_folding(word: str) -> None:
    texts = [
        "HD-501 打印机 Ошибка", "打印机 hd-50 1", "cafe\u0301 打", "CAFÉ", "ｃａｆｅ", "ka①② 打", "KA12", "\ufb01nd", "5 ％ off 漢",
        "Straße", "STRASSE 漢", "\u2161", "İi", "\u212Aa12", "hd\u2010501", "한글 HD-501", "e\u0327cafe · 打", "ガka12",
    ]  # fmt: skip
    terms = norm(word).split()
    for text in texts:
        whole = norm(text)
        expected = all(term in whole for term in terms if len(term) != 2 or not term.isalpha())
        if all(len(term) != 2 or not term.isalpha() for term in terms):
            assert matcher(word)(text) == expected, text
