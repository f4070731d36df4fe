import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MalformedQueryError, QueryError, QueryLimitError, RefusedQueryError
from kg.query_text import QueryForm, check_query, keyword, read_form, reads_default_graph, tokens

ROWS = "{ ?s ?p ?o }"


def check(text, graphs=()):
    return check_query(text, max_length=1_000, max_depth=8, graphs=graphs)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"SELECT * {ROWS}", QueryForm.SELECT),
        (f"# a comment with INSERT\nask {ROWS}", QueryForm.ASK),
        (f"PREFIX a: <http://e/> BASE <http://e/> CONSTRUCT WHERE {ROWS}", QueryForm.CONSTRUCT),
        ("PREFIX select: <http://e/ask#x>\n\nDescribe select:x", QueryForm.DESCRIBE),
        (f"S\\u0045LECT * {ROWS}", QueryForm.SELECT),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text, form):
    assert read_form(text) is form


_prologue = ["PREFIX ", "prefix\n", "e:", ":", "1e:", "é:", "<http://e/>", "<e\\u0041>", "< e>"]
_rest = ["SELECT ", "Ask{", "aſk ", "SELECTS ", "ASK:", "DROP ", "INSERT", "?x", "{"]
_pieces = st.sampled_from([*_prologue, " ", "\n", "# SELECT\n", "#", *_rest])


@given(pieces=st.lists(_pieces))
def test_the_usual_beginnings_are_read_as_all_others_are(pieces):
    text = "".join(pieces)

    # A base takes a text from the one way of reading to the other, and changes nothing else.
    assert _form_or_error(text) == _form_or_error(f"BASE <http://b/> {text}")


def _form_or_error(text):
    try:
        return read_form(text)
    except QueryError as error:
        return type(error)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "# SELECT * {}\n  # more\n delete where { ?s ?p ?o }",
        "PREFIX a: <http://e/#SELECT> LOAD a:x",
        "\\u0043LEAR ALL",
        "DR\\U0000004FP ALL",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_however_it_is_dressed(text):
    with pytest.raises(RefusedQueryError, match="would change the data"):
        read_form(text)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE <http://e/> {ROWS} }}",
        f"SELECT * {{ sErViCe SILENT <http://e/> {ROWS} }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE ?x {ROWS} }} }} }}",
        f"SELECT * {{ \\u0053ERVICE <http://e/> {ROWS} }}",
        f"SELECT * {{ SERVI\\U00000043E#x\n<http://e/> {ROWS} }}",
        f"SELECT * {{ ?s ?p '''it's'''.SERVICE<http://e/>{ROWS} }}",
        f"SELECT * {{ ?s ?p 5.SERVICE<http://e/>{ROWS} }}",
        f"SELECT * {{ FILTER(?a<?b)SERVICE?x{ROWS} FILTER(?a>?b) }}",
        f"SELECT * {{ ?s ?p 'x\\u0022' . SERVICE <http://e/> {ROWS} ?s ?p \"\" }}",
    ],
)
def test_service_is_refused_wherever_it_is_a_keyword(text):
    with pytest.raises(RefusedQueryError, match="SERVICE would call another server"):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://e/> { ?s ?p ?o }",
        "DESCRIBE <http://e/> fr\\u006fm <http://e/>{}",
        "SELECT * FROM <http://here/a> FROM <http://there/> { ?s ?p ?o }",
        "SELECT * FROM <a> { ?s ?p ?o }",
        "PREFIX h: <http://there/> SELECT * FROM h:a { ?s ?p ?o }",
        "SELECT * FROM h:a { ?s ?p ?o }",
        "SELECT * FROM <http://here/\\u0062> { ?s ?p ?o }",
        "# \\u000A PREFIX h: <http://there/>\nPREFIX h: <http://here/> "
        "SELECT * # \\u000A FROM h:x\n{}",
    ],
)
def test_a_graph_that_is_not_here_is_refused(text):
    with pytest.raises(
        RefusedQueryError, match=r"which is no graph here\. Those here: http://here/a"
    ):
        check(text, graphs={"http://here/a"})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <http://here/a> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://here/a> from<http://here/a>{ ?s ?p ?o }",
        "PREFIX h: <http://here/> SELECT * FROM h:a { ?s ?p ?o }",
        "PREFIX : <http://here/> SELECT * FROM :\\a { ?s ?p ?o }",
        "BASE <http://here/b/> PREFIX h: <../> SELECT * FROM h:a FROM <../a> { ?s ?p ?o }",
        "SELECT * FROM <http://here/\\u0061> { ?s ?p ?o }",
    ],
)
def test_a_graph_that_is_here_may_be_named_in_every_way(text):
    assert check(text, graphs={"http://here/a"}) is QueryForm.SELECT


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { # \\u000A SERVICE <http://e/> { ?s ?p ?o }\n }",
        "SELECT * { ?s ?p 'x\\u0027 . SERVICE <http://e/> { ?s ?p ?o } #' }",
        "ASK {} # \\u000D SERVICE <http://e/> {}",
        "# \\u000AINSERT DATA { <a:a> <a:b> 1 } #\nASK {}",
    ],
)
def test_what_is_harmless_only_as_long_as_escapes_stay_is_refused(text):
    with pytest.raises(RefusedQueryError):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service ?from { ?service <http://e/SERVICE> ?from }",
        "SELECT * { ?s ?p 'SERVICE <http://e/> {' }",
        'SELECT * { ?s ?p """a "quoted" SERVICE\nFROM""" }',
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://e/> {}",
        "PREFIX e: <http://e/> SELECT * { e:SERVICE e:from 'x'@from }",
        "PREFIX service: <http://e/> SELECT * { service:x ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?s < 3 && ?o > 4) }",
    ],
)
def test_the_same_words_in_names_strings_and_comments_are_no_keywords(text):
    assert check(text) is QueryForm.SELECT


def test_a_refusal_names_the_place():
    text = "SELECT *\n{ ?s ?p ?o .\n  SERVICE <http://e/> { ?s ?p ?o } }"

    with pytest.raises(RefusedQueryError) as refusal:
        check(text)

    assert str(refusal.value) == (
        "Line 3, column 3: SERVICE would call another server, and a query here reaches no other "
        "server. Remove the SERVICE clause."
    )


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("SELECT * " + "{" * 9 + "}" * 9, "depth"),
        ("SELECT * { FILTER(" + "(" * 9 + ")" * 9 + ") }", "depth"),
        ("SELECT * {} " + " " * 1_000, "length"),
    ],
)
def test_texts_that_are_too_long_or_too_deep_are_refused_with_the_limit(text, limit):
    with pytest.raises(QueryLimitError) as refusal:
        check(text)

    assert refusal.value.limit == limit


def test_brackets_beside_one_another_are_not_deep():
    text = "SELECT * {" + "{}" * 100 + "}"

    assert check(text) is QueryForm.SELECT


@pytest.mark.parametrize(
    ("text", "line", "column"), [("", 1, 1), ("# only\n", 1, 1), ("\n SELCT * {}", 2, 2)]
)
def test_a_text_that_starts_with_no_query_form_is_malformed_at_that_place(text, line, column):
    with pytest.raises(MalformedQueryError) as error:
        read_form(text)

    assert (error.value.line, error.value.column) == (line, column)


# What may stand before a keyword without being part of the same word, and what may not.
LETTERS = ["x", "_", "ä", "ﬁ", "?a", "a:b", "@en"]
OTHERS = [
    "",
    " ",
    "\n",
    "# ",
    "1",
    "1e5",
    ".",
    "\u0345",
    "a:",
    "@en1",
    "<a:b>",
    "'c'",
    '"',
    "}",
    "\\",
]
KEYWORDS = ["FROM", "from", "SERVICE", "\u017fervice", "serv\u0131ce"]


@pytest.mark.parametrize("before", [*LETTERS, *OTHERS, "\\u0046"])
@pytest.mark.parametrize("word", KEYWORDS)
def test_no_keyword_escapes_whatever_stands_before_it(before, word):
    text = f"ASK {before}{word}<a:z>"

    if any(keyword(token) in {"FROM", "SERVICE"} for token in tokens(text)):
        with pytest.raises(RefusedQueryError):
            check_query(text, max_length=1_000, max_depth=9)
    else:
        assert check_query(text, max_length=1_000, max_depth=9) is QueryForm.ASK


@pytest.mark.parametrize(
    "text",
    [
        "ASK FROM <http://e/g> {}",
        "ASK from<http://e/g>{}",
        "ASK {graph ?g {}}",
        "ASK { GRAPH<http://e/g>{} }",
        "ASK { GR\\u0041PH ?g {} }",
    ],
)
def test_a_text_that_may_read_a_named_graph_is_told_from_others(text):
    assert not reads_default_graph(text)
    assert reads_default_graph("ASK { ?graph e:from e:Graph ; owl:someValuesFrom ?s }")
