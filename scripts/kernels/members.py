#!/usr/bin/env python3
"""Writes what Swift has of each kernel from the list in C: the protocol's requirements, their implementations in both
precisions, and the tests' tables of one level. With --check it writes nothing and fails where a file is out of date."""
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = "Sources/CVectorKernels/include/CVectorKernelsList.h"
HEADER = f"""\
// Written by scripts/kernels/members.py from {LIST}. Do not edit.
// swift-format-ignore-file
"""
SWIFT_TYPES = {
    "size_t": "Int",
    "bool": "Bool",
    "double": "Double",
    "REAL": "REAL",
    "nabla_activation": "nabla_activation",
    "REAL *": "UnsafeMutablePointer<REAL>",
    "const REAL *": "UnsafePointer<REAL>",
    "REAL *NABLA_NULLABLE": "UnsafeMutablePointer<REAL>?",
    "const REAL *NABLA_NULLABLE": "UnsafePointer<REAL>?",
    "const int32_t *": "UnsafePointer<Int32>",
    "const size_t *": "UnsafePointer<Int>",
}


def fail(message):
    sys.exit(f"nabla: {LIST}: {message}")


def camel_case(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


class Kernel:
    def __init__(self, result, name, parameters, arguments):
        self.name = name
        self.swift_name = camel_case(name)
        self.result = "" if result == "void" else f" -> {SWIFT_TYPES[result]}"
        self.parameters = []  # (C's name, Swift type)
        for parameter in re.split(r",\s*", parameters.strip()):
            words = re.fullmatch(r"(.*?)\s*(\w+)", parameter, re.DOTALL)
            kind = re.sub(r"\s+", " ", words[1])
            if kind not in SWIFT_TYPES:
                fail(f"'{parameter}' of {name} has a type that scripts/kernels/members.py does not know")
            self.parameters.append((words[2], SWIFT_TYPES[kind]))
        names = re.split(r",\s*", arguments.strip())
        if names != [parameter for parameter, _ in self.parameters]:
            fail(f"the arguments of {name} are not its parameters in their order")

    def signature(self, prefix, scalar, suffix=""):
        """`func name(_ x: T, ...) -> R`, in lines of at most 120 columns. The C enumeration crosses as its number."""
        types = [(n, re.sub("nabla_activation", "Int32", t).replace("REAL", scalar)) for n, t in self.parameters]
        parts = [f"_ {camel_case(name)}: {kind}" for name, kind in types]
        line = f"  {prefix}static func {self.swift_name}({', '.join(parts)}){self.result}{suffix}"
        if len(line) <= 120:
            return line
        # A part does not break at its own spaces.
        text = ", ".join(part.replace(" ", "\0") for part in parts)
        lines = textwrap.wrap(text, 120, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
        body = "\n".join(lines).replace("\0", " ")
        return f"  {prefix}static func {self.swift_name}(\n{body}\n  ){self.result}{suffix}"

    def call(self, suffix):
        """The call of the C function, which chooses the level."""
        arguments = [
            f"nabla_activation(rawValue: {camel_case(name)})" if kind == "nabla_activation" else camel_case(name)
            for name, kind in self.parameters
        ]
        return f"    nabla_{self.name}_{suffix}({', '.join(arguments)})"

    def closure_type(self):
        """The type as Swift imports it: C does not tell which pointers may be NULL."""
        text = f"({', '.join(kind for _, kind in self.parameters)}){self.result or ' -> Void'}"
        text = re.sub(r"UnsafePointer<REAL>\??", "Input", text)
        text = re.sub(r"UnsafeMutablePointer<REAL>\??", "Output", text)
        return text.replace("REAL", "Real")


def kernels():
    """All kernels, and those with members in the library."""
    text = re.sub(r"//[^\n]*", "", (ROOT / LIST).read_text())
    elementwise = re.search(r"#define NABLA_ELEMENTWISE\(name\) NABLA_KERNEL\((.*)\)\n", text)[1]
    row = r"(\w+),\s*(\w+),\s*\(([^()]*)\),\s*\(([^()]*)\)"
    template = re.fullmatch(row, elementwise)
    if not template:
        fail("the row of an elementwise kernel cannot be read")
    steps = [Kernel(template[1], name, *template.group(3, 4)) for name in re.findall(r"\nNABLA_ELEMENTWISE\((\w+)\)", text)]
    found = [Kernel(*match.groups()) for match in re.finditer(rf"\nNABLA_KERNEL\({row}\)", text)]
    if len(found) != len(re.findall(r"\nNABLA_KERNEL\(", text)):
        fail("a row is not NABLA_KERNEL(result, name, (parameters), (arguments))")
    return steps + found, found


def protocol(members):
    requirements = "\n".join(kernel.signature("", "Scalar") for kernel in members)
    return f"""{HEADER}
/// The kernels of `CVectorKernels`, whose list says what each does. Pointers are to feature-major tiles.
public protocol _KernelPrimitives<Scalar> {{
  associatedtype Scalar: RealScalar

{requirements}
}}
"""


def implementation(members, scalar, suffix):
    functions = "\n".join(
        f"{kernel.signature('public ', scalar, ' {')}\n{kernel.call(suffix)}\n  }}" for kernel in members
    )
    return f"""{HEADER}
internal import CVectorKernels

extension _{scalar}Primitives {{
{functions}
}}
"""


def level_table(everything):
    def initializer(scalar, suffix):
        values = "\n".join(f"    {kernel.swift_name} = table.{kernel.name}_{suffix}" for kernel in everything)
        return f"extension KernelTable<{scalar}> {{\n  init(_ table: nabla_kernels) {{\n{values}\n  }}\n}}\n"

    members = "\n".join(f"  let {kernel.swift_name}: {kernel.closure_type()}" for kernel in everything)
    return f"""{HEADER}
import CVectorKernels

/// The kernels of one level in one precision.
struct KernelTable<Real> {{
  typealias Input = UnsafePointer<Real>?
  typealias Output = UnsafeMutablePointer<Real>?

{members}
}}

{initializer("Double", "f64")}
{initializer("Float", "f32")}"""


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        print("nabla: scripts/kernels/members.py takes '--check' or nothing", file=sys.stderr)
        sys.exit(2)
    everything, members = kernels()
    files = {
        "Sources/Nabla/Numbers/KernelPrimitives.swift": protocol(members),
        "Sources/Nabla/Backends/VectorKernels+Double.swift": implementation(members, "Double", "f64"),
        "Sources/Nabla/Backends/VectorKernels+Float.swift": implementation(members, "Float", "f32"),
        "Tests/NablaTests/VectorKernels/KernelTable.swift": level_table(everything),
    }
    stale = [path for path, text in files.items() if not (ROOT / path).exists() or (ROOT / path).read_text() != text]
    if sys.argv[1:] == ["--check"]:
        if stale:
            sys.exit(f"nabla: scripts/kernels/members.py has to write again: {', '.join(stale)}")
        return
    for path in stale:
        (ROOT / path).write_text(files[path])


main()
