"""What the checks of the source tree share: which files there are, and C++ text without comments and strings."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent

_TOKEN = re.compile(
    r'//(?:\\\n|[^\n])*'
    r'|/\*.*?\*/'
    r'|(?:u8|[uUL])?R"(?P<delimiter>[^\s()\\]{0,16})\(.*?\)(?P=delimiter)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def files(root=ROOT):
    """Every file that git tracks or would track, as paths relative to root; deleted ones are left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    paths = {pathlib.Path(name) for name in listed.split("\0") if name}
    return sorted(path for path in paths if (root / path).is_file())


def changed_files(root=ROOT):
    """Those of files() that differ from the last commit, or are new."""
    command = ["git", "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]
    status = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    changed = {pathlib.Path(entry[3:]) for entry in status.split("\0") if entry}
    return [path for path in files(root) if path in changed]


def is_cpp(path):
    return path.suffix in (".cc", ".h")


def is_cpp_test(path):
    """A test beside the code, or what such tests share."""
    return path.name.endswith(("_test.cc", "_test.h"))


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def code_only(text):
    """The text with comments and the insides of literals blanked; every line and column stays where it is."""

    def replace(match):
        token = match.group(0)
        if token.startswith("/"):
            return _blank(token)
        return token[0] + _blank(token[1:-1]) + token[-1]

    return _TOKEN.sub(replace, text)


def string_literals(text):
    """(line, contents) of every string literal; `#include "x"` is none."""
    found = []
    for match in _TOKEN.finditer(text):
        token = match.group(0)
        if token.startswith("/") or not token.endswith('"'):
            continue
        line_start = text.rfind("\n", 0, match.start()) + 1
        if text[line_start : match.start()].lstrip().startswith("#include"):
            continue
        found.append((line_of(text, match.start()), token[token.index('"') + 1 : -1]))
    return found


def comment_lines(text):
    """How many lines hold nothing but comment."""
    code = code_only(text).split("\n")
    return sum(1 for line, kept in zip(text.split("\n"), code) if line.strip() and not kept.strip())


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(text):
    """(line, name, quoted) of every #include."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
    return [(line_of(text, m.start()), m.group(2), m.group(1) == '"') for m in pattern.finditer(text)]


def functions(text):
    """(first line, last line) of every function body: from its opening brace to the closing one.

    A brace opens a body when the words before it hold a parameter list and it is not inside parentheses, a
    body, or a type's head. Lambdas count where they stand outside functions.
    """
    code = re.sub(r"^[ \t]*#.*(?:\\\n.*)*", lambda m: _blank(m.group(0)), code_only(text), flags=re.MULTILINE)
    found, open_braces, parentheses, head_start = [], [], 0, 0
    for offset, char in enumerate(code):
        if char in "()":
            parentheses += 1 if char == "(" else -1
        elif char == ";" and not parentheses:
            head_start = offset + 1
        elif char == "{":
            in_body = any(kind == "body" for kind, *_ in open_braces)
            kind = "inner" if in_body or parentheses else _brace_kind(code[head_start:offset])
            open_braces.append((kind, offset, parentheses, head_start))
            parentheses, head_start = 0, offset + 1
        elif char == "}" and open_braces:
            kind, start, parentheses, outer_head = open_braces.pop()
            head_start = outer_head if kind == "inner" else offset + 1
            if kind == "body":
                found.append((line_of(code, start), line_of(code, offset)))
    return found


def _brace_kind(head):
    if re.search(r"\b(namespace|extern)\b", head) and "(" not in head:
        return "scope"
    if re.search(r"\b(class|struct|union|enum)\b", head) and not re.search(r"\)\s*[\w\s:&]*(->.*)?$", head):
        return "scope"
    return "body" if "(" in head and not re.search(r"[\w>]$", head) else "inner"
