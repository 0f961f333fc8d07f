"""The three shapes in which `co_await` may stand, and what is wrong with a statement that has another.

    auto x = co_await f(named, values);      co_await f(...);      co_return co_await f(...);

(a written-out type is as good as auto). g++ 12 miscompiles other shapes without a word (docs/adr/0001-clang-only.md). The product is built with clang; the
rule keeps the source right for every compiler and keeps each suspension visible at the start of a line.
"""

import re

import source_tree

_WORD = r"[\w:]+(?:<[^;={}()?]*>)?"
_BEFORE = re.compile(rf"(?:{_WORD}(?:[ &*]+{_WORD})*[ &*]+(?:\w+|\[[\w, ]+\]) =|co_return)?")
_GUARD = re.compile(r"(?:else\b|(?:if(?: constexpr)?|for|while|switch) ?\(|case [^:]+(?:::[^:]+)*:|default ?:)")
_CAPTURING = re.compile(
    r"(?<!\[)\[[^\[\]]*\S[^\[\]]*\](?!\])\s*(?:\((?:[^(){};]|\([^()]*\)|\{\})*\))?[^(){};=]*\{"
)
_LAMBDA = re.compile(r"(?:^|[(,=&|!?:{;]|return)\s*\[[^\[\]]*\]\s*[({<m-]")


def faults(text):
    """(line, words) for every statement of C++ text that awaits in another shape."""
    code = re.sub(r"^[ \t]*#.*", lambda m: " " * len(m.group(0)), source_tree.code_only(text), flags=re.MULTILINE)
    found, done_until = [], -1
    for match in re.finditer(r"\bco_await\b", code):
        if match.start() < done_until or code[: match.start()].rstrip().endswith("operator"):
            continue
        start, end = _statement(code, match.start())
        done_until = end
        words = _fault(code[start : match.start()], code[match.end() : end])
        if words:
            found.append((source_tree.line_of(code, match.start()), words))
    return found


def lambda_faults(text):
    """(line, words) for every lambda that captures and is a coroutine: its captures die with the closure, which
    may be before the coroutine's first resumption."""
    code = source_tree.code_only(text)
    found = []
    for match in _CAPTURING.finditer(code):
        body = _without_lambdas(code[match.end() : _closing_brace(code, match.end())])
        if re.search(r"\bco_(?:await|return|yield)\b", body):
            words = "a coroutine that is a capturing lambda: pass what it needs as parameters"
            found.append((source_tree.line_of(code, match.start()), words))
    return found


def _closing_brace(code, at):
    depth = 1
    while at < len(code) and depth:
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        at += 1
    return at - 1


def _without_lambdas(body):
    pattern = re.compile(_CAPTURING.pattern.replace(r"\S[^\[\]]*", "", 1))
    while match := pattern.search(body):
        body = body[: match.start()] + body[_closing_brace(body, match.end()) + 1 :]
    return body


# Plain numbers in braces, which hold nothing to destroy: std::chrono::seconds{30}.
_DURATION = re.compile(r"\b(?:std::chrono::)?(?:nanoseconds|microseconds|milliseconds|seconds|minutes|hours)\{[\w']*\}")


def _statement(code, at):
    """The bounds of the statement around an offset: semicolons and braces inside its parentheses belong to it."""
    depth, start = 0, at
    while start > 0:
        char = code[start - 1]
        if char in ")}" if depth else char == ")":
            depth += 1
        elif char in "({" and depth:
            depth -= 1
        elif char in ";{}" and not depth:
            break
        start -= 1
    depth, end = 0, at
    while end < len(code) and not (code[end] == ";" and depth <= 0):
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(code[end], 0)
        end += 1
    return start, end


def _skip_guards(before):
    """Drops `if (...)`, `else`, `for (...)`, labels: what stands before the statement proper."""
    before = " ".join(before.split())
    while match := _GUARD.match(before):
        end = match.end()
        if before[end - 1] == "(":
            depth = 1
            while end < len(before) and depth:
                depth += {"(": 1, ")": -1}.get(before[end], 0)
                end += 1
            if depth:
                return before
        before = before[end:].lstrip()
    return before


def _fault(before, after):
    before, after = _skip_guards(before), _DURATION.sub("", after)
    if re.match(r"(if|for|while|switch)\b", before):
        return "co_await in a condition: await into a name first"
    if not _BEFORE.fullmatch(before):
        return "co_await may only follow nothing, `auto name =` or `co_return`"
    if re.search(r"\bco_await\b", after):
        return "two co_await in one statement: await each into a name"
    if "?" in after:
        return "`?:` in the statement of a co_await: choose into a name first"
    if _LAMBDA.search(after):
        return "a lambda in the statement of a co_await: name it first"
    if "{" in after:
        return "braces in the statement of a co_await: name the value first"
    return None
