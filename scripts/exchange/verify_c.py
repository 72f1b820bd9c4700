#!/usr/bin/env python3
"""Compiles the C files of random networks by every compiler and for other machines, and runs them.

  python3 scripts/exchange/verify_c.py .build/release/nabla --count 40 --setup

Every file must compile as C99 without a warning and give the values that it stores: by gcc and clang, optimized or not, under
the undefined-behaviour sanitizer (any finding ends the program), in 32 bits (i686), and big-endian (s390x) under emulation. Where
doubles are evaluated as such, y and all derivatives must have the same bits everywhere but for the last few that another <math.h>
may make. `--setup` installs the compilers and the emulator where they are missing; a machine that is not there is said.
Needs numpy and safetensors.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import tempfile

import numpy
from random_networks import write_network

WARNINGS = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-ffp-contract=off"]
SANITIZED = ["-O1", "-g", "-fsanitize=undefined", "-fno-sanitize-recover=all"]
# A name, a compiler, its flags, and what runs the program. x87 registers hold more digits than C asks for, so i686 uses SSE.
MACHINES = [
    ("gcc -O0", "gcc", ["-O0"], []), ("gcc -O2", "gcc", ["-O2"], []), ("gcc -O3", "gcc", ["-O3"], []),
    ("clang -O2", "clang", ["-O2"], []), ("gcc, sanitized", "gcc", SANITIZED + ["-fsanitize=float-cast-overflow"], []),
    ("clang, sanitized", "clang", SANITIZED + ["-fsanitize=float-cast-overflow,implicit-conversion", "-fsanitize-trap=all"], []),
    ("i686, 32 bits", "i686-linux-gnu-gcc", ["-O2", "-msse2", "-mfpmath=sse", "-static"], ["qemu-i386"]),
    ("i686, x87", "i686-linux-gnu-gcc", ["-O2", "-static"], ["qemu-i386"]),
    ("s390x, big-endian", "s390x-linux-gnu-gcc", ["-O2", "-static"], ["qemu-s390x"]),
]
PACKAGES = ["clang", "gcc-i686-linux-gnu", "libc6-dev-i386-cross", "gcc-s390x-linux-gnu", "libc6-dev-s390x-cross", "qemu-user"]


def program(files, seed):
    """A program that includes all files, tests them, and prints what they compute at random points."""
    random = numpy.random.default_rng(seed)
    text = ["#include <stdio.h>", *[f'#include "{file.name}"' for file in files], "int main(void) {"]
    for file in files:
        source = file.read_text()
        prefix, kind = re.search(r"^void (\w+)_predict\(const (double|float)", source, re.MULTILINE).groups()
        d, k = (int(re.search(rf"#define {prefix.upper()}_{n} (\d+)", source).group(1)) for n in ("INPUTS", "OUTPUTS"))

        def numbers(count):
            return ", ".join(f"({kind}){v:.9g}" for v in random.uniform(-1.5, 1.5, count))

        text.append(f"  {{\n    const {kind} x[] = {{{numbers(d)}}}, u[] = {{{numbers(k)}}}, v[] = {{{numbers(d)}}};")
        text.append(f"    {kind} r[{max(d, k) * d}];")
        for call, count in [
            ("predict(x, r)", k), ("jacobian(x, r)", k * d), ("jvp(x, v, r)", k), ("vjp(x, u, r)", d),
            ("hessian(x, u, r)", d * d), ("hvp(x, u, v, r)", d),
        ]:
            text.append(f'    {prefix}_{call};\n    for (int i = 0; i < {count}; i++) printf("%.17g\\n", (double)r[i]);')
        text.append(f'    if ({prefix}_self_test()) {{\n      fprintf(stderr, "{prefix}\\n");\n      return 1;\n    }}\n  }}')
    return "\n".join([*text, "  return 0;", "}", ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--setup", action="store_true")
    options = parser.parse_args()
    if options.setup:
        subprocess.check_call([pathlib.Path(__file__).resolve().parents[1] / "setup", *PACKAGES])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for dtype, bound in (("float64", 1e-14), ("float32", 1e-5)):
            files = []
            for seed in range(options.count):
                model = folder / f"{dtype}n{seed}.safetensors"
                write_network(numpy.random.default_rng(seed), model, numpy.dtype(dtype))
                files.append(model.with_suffix(".c"))
                subprocess.check_call([options.nabla, "export", model, files[-1]])
            (folder / f"{dtype}.c").write_text(program(files, 1))
            expected = None
            for machine, compiler, flags, emulator in MACHINES:
                if not shutil.which(compiler) or not all(map(shutil.which, emulator)):
                    print(f"{dtype}, {machine}: not here; --setup installs it")
                    continue
                built = folder / "program"
                subprocess.check_call([compiler, *WARNINGS, *flags, f"{dtype}.c", "-o", built, "-lm"], cwd=folder)
                lines = subprocess.run([*emulator, built], check=True, capture_output=True, text=True).stdout.split()
                values = numpy.array([float(line) for line in lines])
                expected = values if expected is None else expected
                same = numpy.mean((values == expected) | (numpy.isnan(values) & numpy.isnan(expected)))
                finite = numpy.isfinite(expected)
                assert numpy.array_equal(finite, numpy.isfinite(values)), machine
                difference = numpy.abs(values - expected)[finite] / (1 + numpy.abs(expected[finite]))
                print(f"{dtype}, {machine}: {same:.2%} of {len(values)} values have the same bits, others differ by "
                      f"{numpy.max(difference):.1e}")
                # Digits that x87 registers hold beyond C's change every sum, by some roundings.
                assert numpy.max(difference) <= (100 * bound if "x87" in machine else bound), machine


if __name__ == "__main__":
    main()
