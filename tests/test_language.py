from mlcore.language import count, translate


def test_a_sentence_without_a_catalogue_stays_english():
    assert translate("Nothing was changed.") == "Nothing was changed."


def test_the_empty_sentence_is_not_a_catalogue_header():
    assert translate("") == ""


def test_counts_carry_their_noun_and_thousands():
    assert count(1, "row") == "1 row"
    assert count(9812, "row") == "9,812 rows"
    assert count(2, "class", "classes") == "2 classes"
