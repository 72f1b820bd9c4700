#!/usr/bin/env python3
"""Writes the elementary functions of exported C files from the vector kernels: exp, expm1, log, log1p, tanh and erf with all
that they call, their constants and polynomials in both precisions. With --check it writes nothing and fails where the file is
out of date."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KERNELS = "Sources/CVectorKernels/kernels"
FOLDER = "Sources/Nabla/Exchange/C"
SHARED = ["exponential.h", "logarithm.h", "error-function.h"]
FUNCTIONS = ["exp", "expm1", "log", "log1p", "tanh", "erf"]
HEADER = f"""\
// Written by scripts/kernels/elementary.py from {KERNELS}. Do not edit.
// swift-format-ignore-file

extension CElementary {{
"""
# What stands for the words of the kernels in templates of `CSource`.
WORDS = {"REAL": "real", "BITS": "@bits", "INLINE": "@INLINE", "FMA": "@FMA", "ABS": "fabs_", "COPYSIGN": "copysign_"}
# What `@FMA` and `@bits` stand for; a fused operation would have other bits on machines without one.
FUSED = ("@FMA", "/* Rounded twice, as not every machine can do it once. */\n#define @FMA(a, b, c) ((a) * (b) + (c))")
BITS = {"double.h": ("@bits", "typedef uint64_t @bits;"), "float.h": ("@bits", "typedef uint32_t @bits;")}


def fail(path, message):
    sys.exit(f"nabla: {KERNELS}/{path}: {message}")


def comment(lines):
    """A comment of C99's older form from lines of the newer one."""
    text = "\n * ".join(line.removeprefix("//").strip() for line in lines)
    return f"/* {text} */" if text else ""


def items(path):
    """The declarations of a header: the name of each, its comment, and its text."""
    found, comments, lines = [], [], (ROOT / KERNELS / path).read_text().splitlines()
    while lines:
        line = lines.pop(0)
        if line.startswith("//"):
            comments.append(line)
        elif not line:
            comments = []
        elif constant := re.fullmatch(r"#define (\w+) +(-?[\w.+-]+?)(?: +(//.*))?", line):
            name, value, note = constant.groups()
            kind = "BITS" if value.endswith("u") else "REAL" if re.search(r"[.p]|_MIN", value) else "int"
            found.append((name, comment([note] if note else []), f"static const {kind} {name} = {value};"))
        elif line.startswith("#define"):
            continue
        else:
            text = [line]
            while not re.match(r"\}|INLINE.*\}$", text[-1]):
                text.append(lines.pop(0))
            declaration = re.search(r"NAME\((\w+)\)\(", line) or re.fullmatch(r"\} NAME\((\w+)\);", text[-1])
            if not declaration:
                continue
            name = declaration.group(1)
            found.append((name, comment(comments), "\n".join(text)))
            comments = []
    return found


def template(text, names):
    """The text with the tokens of `CSource`."""
    text = re.sub(r"NAME\((\w+)\)", r"@\1", text)
    return re.sub(r"(?<!@)\b[A-Z]\w*\b", lambda m: WORDS.get(m[0], "@" + m[0] if m[0] in names else m[0]), text)


def called(text):
    return set(re.findall(r"@(\w+)", text))


def parts():
    """The parts of each precision and those of both, (name, text), none that the functions do not need."""
    own = {path: items(path) for path in BITS}
    shared = [item for path in SHARED for item in items(path)]
    names = {name for name, _, _ in [*own["double.h"], *own["float.h"], *shared]}
    texts = {}
    for path, declared in [*own.items(), ("", shared)]:
        texts[path] = [(name, note, template(text, names)) for name, note, text in declared]
    needed, more = set(), set(FUNCTIONS)
    while more:
        needed |= more
        more = {word for group in texts.values() for name, _, text in group if name in needed for word in called(text)} - needed
    result = {}
    for path, group in texts.items():
        kept = [(name, note, text) for name, note, text in group if name in needed]
        for name, _, text in kept:
            if "#" in text or "__" in text or "\n\n" in text:
                fail(path or "*.h", f"'{name}' has a directive, a word of one compiler or an empty line; exported files have none")
        result[path] = [(f"@{name}", f"{note}\n{text}".strip()) for name, note, text in kept]
    known = {name for group in result.values() for name, _ in group}
    missing = {f"@{name}" for name in needed} - known - {"@INLINE", "@FMA", "@bits"}
    if missing:
        fail("*.h", f"no declaration of {', '.join(sorted(missing))} was found")
    return result


def swift(name, note, group):
    """A string of all parts, each with its name in the line before it and an empty line behind it."""
    lines = [f"  /// {note}", f'  static let {name} = #"""']
    for part, text in group:
        lines += [part, *text.splitlines(), ""]
    return "\n".join([*lines[:2], *[f"    {line}".rstrip() for line in lines[2:-1]], '    """#\n'])


def files():
    group = parts()
    return {
        "CElementary+Constants.swift": [
            swift("double", "Constants and polynomials in double precision.", [BITS["double.h"], FUSED, *group["double.h"]]),
            swift("single", "Constants and polynomials in single precision.", [BITS["float.h"], FUSED, *group["float.h"]])],
        "CElementary+Functions.swift": [swift("functions", "What has one text for both precisions.", group[""])]}


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("nabla: elementary.py takes --check or nothing")
    for name, declarations in files().items():
        path, text = ROOT / FOLDER / name, HEADER + "\n".join(declarations) + "}\n"
        if not sys.argv[1:]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            sys.exit(f"nabla: {FOLDER}/{name} is out of date; scripts/kernels/elementary.py writes it")


if __name__ == "__main__":
    main()
