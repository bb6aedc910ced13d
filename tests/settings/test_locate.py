import tomllib

from hypothesis import given
from hypothesis import strategies as st

from probes.settings.locate import locator
from probes.settings.problems import Key

ALL_SORTS = '''\
top = """
[not.a.header]
key = 1 \\""" still
"""
"quoted \\"key\\"" = \'\'\'
# no comment [x]
\'\'\'
list = [
  1, # ]
  [2, "]"],
]
[a.'b c']
dotted . name = { inline = { deep = 1 } }
[[rows]]
first = 1
[rows.sub]
x = 1
[[rows]]
first = 2
[[rows.inner]]
y = 1
[[rows.inner]]
y = 2
'''


def test_a_key_stands_where_it_is_written() -> None:
    line_of = locator(ALL_SORTS)

    assert line_of(("top",)) == 1
    assert line_of(('quoted "key"',)) == 5
    assert line_of(("list",)) == 8
    assert line_of(("a", "b c", "dotted", "name")) == 13


def test_what_looks_like_a_key_in_a_string_is_none() -> None:
    line_of = locator(ALL_SORTS)

    assert line_of(("not",)) is None
    assert line_of(("key",)) is None
    assert line_of(("x",)) is None


def test_tables_of_an_array_are_told_apart() -> None:
    line_of = locator(ALL_SORTS)

    assert line_of(("rows", 0)) == 14
    assert line_of(("rows", 0, "first")) == 15
    assert line_of(("rows", 0, "sub", "x")) == 17
    assert line_of(("rows", 1, "first")) == 19
    assert line_of(("rows", 1, "inner", 0, "y")) == 21
    assert line_of(("rows", 1, "inner", 1, "y")) == 23


def test_a_key_in_an_inline_table_stands_where_the_table_does() -> None:
    line_of = locator(ALL_SORTS)

    assert line_of(("a", "b c", "dotted", "name", "inline", "deep")) == 13


def test_a_missing_key_stands_where_its_table_does() -> None:
    line_of = locator(ALL_SORTS)

    assert line_of(("rows", 1, "missing")) == 18
    assert line_of(("a", "missing")) == 12


def test_line_ends_of_windows_count_once() -> None:
    line_of = locator("a = 1\r\nb = 2\r\n")

    assert line_of(("b",)) == 2


KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
LINES = st.sampled_from(["[x]", "a = 1", "# no", "'", '"', "{", "]", "[[y]]", "", "\\\\", "é"])
BLOCKS = st.lists(LINES, max_size=4).map("\n".join)
VALUES = st.one_of(
    st.sampled_from(["1", "true", '"#"', "'[x]'", "1979-05-27T07:32:00Z", "-1.5e3"]),
    BLOCKS.map(lambda block: '"""\n' + block.replace('"', '\\"') + '"""'),
    BLOCKS.map(lambda block: "'''\n" + block.replace("'", " ") + "'''"),
    st.just("[\n  1, # ]\n\n  [2, '=']\n]"),
    st.just("{ a = 1, b = [1, '}'] }"),
)


def quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(
    tables=st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3),
    rows=st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=3),
    gap=st.sampled_from(["", "\n", "# [x]\n", "  # a = 1\n\n"]),
)
def test_every_key_of_any_file_is_found_on_its_line(
    tables: dict[str, dict[str, str]], rows: list[dict[str, str]], gap: str
) -> None:
    text = ""
    expected: dict[Key, int] = {}
    for name, table in tables.items():
        text = f"{text}{gap}[t . {quoted(name)}]\n"
        expected["t", name] = text.count("\n")
        text = spelled(text, ("t", name), table, expected)
    for number, row in enumerate(rows):
        text = f"{text}{gap}[[rows]] # ]\n"
        expected["rows", number] = text.count("\n")
        text = spelled(text, ("rows", number), row, expected)

    line_of = locator(text)

    tomllib.loads(text)
    assert {key: line_of(key) for key in expected} == expected


def spelled(text: str, base: Key, table: dict[str, str], expected: dict[Key, int]) -> str:
    """Write assignments and note where each begins."""
    for name, value in table.items():
        expected[(*base, name)] = text.count("\n") + 1
        text += f"  {quoted(name)} = {value}\n"
    return text
