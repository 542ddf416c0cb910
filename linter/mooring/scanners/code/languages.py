"""The lexical tables of the languages: comments and string literals, by each language's own reference."""

from __future__ import annotations

from mooring.scanners.code.lexer import Language, Quote

_CHARACTER = Quote("'", ahead=r"(?=(?:\\[^\n]{1,10}?|[^'\\\n]{1,4})')")
_DOUBLE = Quote('"')
_DOLLARS = ("${", "$")

JAVA = Language([Quote('"""', lines=True), _DOUBLE, _CHARACTER])
KOTLIN = Language(
    [Quote('"""', holes=_DOLLARS, escape="", lines=True), Quote('"', holes=_DOLLARS), _CHARACTER], lambdas=True
)
SCALA = Language(
    [
        Quote('s"""', '"""', holes=_DOLLARS, escape="", lines=True),
        Quote('f"""', '"""', holes=_DOLLARS, escape="", lines=True),
        Quote('"""', escape="", lines=True),
        Quote('s"', '"', holes=_DOLLARS),
        Quote('f"', '"', holes=_DOLLARS),
        _DOUBLE,
        _CHARACTER,
    ],
    lambdas=True,
)
GROOVY = Language(
    [
        Quote('"""', holes=_DOLLARS, lines=True),
        Quote("'''", lines=True),
        Quote('"', holes=_DOLLARS),
        Quote("'"),
        Quote("$/", "/$", holes=_DOLLARS, escape="", lines=True),
    ],
    regexes=True,
    commands=True,
    lambdas=True,
    open_blocks=("environment",),
)
NEXTFLOW = Language(GROOVY.quotes, regexes=True, commands=True, colons=True, lambdas=True)
GO = Language([_DOUBLE, Quote("`", escape="", lines=True), _CHARACTER], open_blocks=("const", "var"))
JAVASCRIPT = Language([_DOUBLE, Quote("'"), Quote("`", holes=("${",), lines=True)], regexes=True, colons=True)
C_SHARP = Language(
    [
        Quote('$"""', '"""', holes=("{",), escape="", lines=True),
        Quote('"""', escape="", lines=True),
        Quote('$@"', '"', holes=("{",), escape='"', lines=True),
        Quote('@$"', '"', holes=("{",), escape='"', lines=True),
        Quote('@"', '"', escape='"', lines=True),
        Quote('$"', '"', holes=("{",)),
        _DOUBLE,
        _CHARACTER,
    ]
)
RUST = Language(
    [
        Quote('r##"', '"##', escape="", lines=True),
        Quote('r#"', '"#', escape="", lines=True),
        Quote('r"', '"', escape="", lines=True),
        Quote('"', lines=True),
        _CHARACTER,
    ]
)
RUBY = Language(
    [Quote('"', holes=("#{",), lines=True), Quote("'", lines=True)], comments=("#",), blocks=(), commands=True
)
ELIXIR = Language(
    [Quote('"""', holes=("#{",), lines=True), Quote('"', holes=("#{",), lines=True), Quote("'")],
    comments=("#",),
    blocks=(),
)
PHP = Language([Quote('"', holes=("{", "${", "$"), lines=True), Quote("'", lines=True)], comments=("//", "#"))
_PYTHON = [
    Quote('"""', lines=True),
    Quote("'''", lines=True),
    _DOUBLE,
    Quote("'"),
    Quote('f"""', '"""', holes=("{",), lines=True),
    Quote('f"', '"', holes=("{",)),
    Quote("f'", "'", holes=("{",)),
    Quote('r"', '"', escape=""),
    Quote("r'", "'", escape=""),
]
STARLARK = Language(_PYTHON, comments=("#",), blocks=())
SNAKEMAKE = Language(_PYTHON, comments=("#",), blocks=(), colons=True)
WDL = Language(
    [
        Quote("<<<", ">>>", escape="", lines=True),
        Quote('"', holes=("~{", "${")),
        Quote("'", holes=("~{", "${")),
    ],
    comments=("#",),
    blocks=(),
    colons=True,
    open_blocks=("input",),
)
