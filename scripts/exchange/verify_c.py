#!/usr/bin/env python3
"""Compiles the C files of random networks by every compiler and for other machines, and runs them.

  python3 scripts/exchange/verify_c.py .build/release/nabla --count 40 --setup

Every file must compile as C99 without a warning and give the values that it stores: by gcc and clang, optimized or not, under
the undefined-behaviour sanitizer (any finding ends the program), in 32 bits (i686), and big-endian (s390x) under emulation. Where
doubles are evaluated as such, y and all derivatives must have the same bits everywhere but for the last few that another <math.h>
may make. All that is done again with the functions of the files in the place of those of <math.h>. They are themselves held
against <math.h> in a wider type: double for floats, long double for doubles. `--setup` installs the compilers and the emulator
where they are missing; a machine that is not there is said.
Needs numpy and safetensors.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import numpy
from random_networks import write_network
from safetensors.numpy import save_file

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
FUNCTIONS = ["exp", "expm1", "log", "log1p", "tanh", "erf"]
# The largest difference of these from exact values, in units in the last place.
MOST_ULPS = 2
# A function of the file, in a number type with a wider one, at every 61st float or at 7 million doubles of all sizes.
COMPARISON = """
#define M_FAST
#include "functions.c"
#include <float.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

/* Any pattern of bits, a number up to 2048, or one below 1. */
static double argument(int kind) {
  const uint64_t bits = next();
  const double unit = (double)(bits >> 11) * 0x1p-52 - 1;
  double x;
  memcpy(&x, &bits, sizeof x);
  return kind == 0 ? x : kind == 1 ? ldexp(unit, (int)(next() % 12)) : ldexp(unit, -(int)(next() % 60));
}

static double ulps(REAL found, WIDE exact) {
  const REAL rounded = (REAL)exact;
  if (isnan(exact) || isinf(exact)) return isnan(exact) ? (isnan(found) ? 0 : INFINITY) : found == rounded ? 0 : INFINITY;
  if (exact == 0) return found == 0 && !signbit(found) == !signbit(exact) ? 0 : INFINITY;
  if (isinf(found) || isinf(rounded)) return isinf(found) && isinf(rounded) ? 0 : 1;
  const int exponent = ILOGB(exact) < LEAST ? LEAST : ILOGB(exact);
  return (double)(FABS((WIDE)found - exact) / LDEXP((WIDE)1, exponent + 1 - DIGITS));
}

int main(void) {
  double worst[6] = {0};
  REAL at[6] = {0};
  for (uint64_t i = 0; i < (uint64_t)1 << 32; i += STEP) {
    static const double special[] = {0.0, -0.0, INFINITY, -INFINITY, NAN, 5e-324, -5e-324, DBL_MIN, 1, -1, DBL_MAX, -DBL_MAX};
    REAL x;
    if (sizeof(REAL) == 4) {
      const uint32_t bits = (uint32_t)i;
      memcpy(&x, &bits, 4);
    } else {
      x = (REAL)argument((int)(i % 3));
    }
    if (i / STEP < sizeof special / sizeof *special) x = (REAL)special[i / STEP];
    const REAL found[] = {m_exp(x), m_expm1(x), m_log(x), m_log1p(x), m_tanh(x), m_erf(x)};
    const WIDE w = x, exact[] = {EXACT(exp)(w), EXACT(expm1)(w), EXACT(log)(w), EXACT(log1p)(w), EXACT(tanh)(w), EXACT(erf)(w)};
    for (int f = 0; f < 6; f++) {
      const double error = ulps(found[f], exact[f]);
      if (error > worst[f]) worst[f] = error, at[f] = x;
    }
  }
  for (int f = 0; f < 6; f++) printf("%.3f %.17g\\n", worst[f], (double)at[f]);
  return 0;
}
"""
PRECISIONS = {
    "float32": ["REAL=float", "WIDE=double", "EXACT(f)=f", "ILOGB=ilogb", "FABS=fabs", "LDEXP=ldexp", "LEAST=-126", "DIGITS=24",
        "STEP=61"],
    "float64": [
        "REAL=double", "WIDE=long double", "EXACT(f)=f##l", "ILOGB=ilogbl", "FABS=fabsl", "LDEXP=ldexpl", "LEAST=-1022",
        "DIGITS=53", "STEP=610"]}
PACKAGES = ["clang", "gcc-i686-linux-gnu", "libc6-dev-i386-cross", "gcc-s390x-linux-gnu", "libc6-dev-s390x-cross", "qemu-user"]


def check_functions(nabla, folder, dtype):
    """Holds the functions of a file that has all of them against those of a wider type of numbers."""
    widths = [2, 1, 1, 1, 1, 2]
    functions = ["tanh", "elu", "softplus", "gelu", "softmax"]
    layers = [
        {"name": f"l{i}", "units": widths[i + 1], "activation": name, "sources": [f"l{i - 1}" if i else "input"], "bias": False}
        for i, name in enumerate(functions)]
    layers[-1]["name"] = "output"
    tensors = {
        f"{layer['name']}.weight.{layer['sources'][0]}": numpy.ones((layer["units"], widths[i]), dtype)
        for i, layer in enumerate(layers)}
    architecture = {"inputs": 2, "layers": layers, "likelihood": {"family": "categorical", "outputs": 2}}
    save_file(
        tensors, folder / "functions.safetensors",
        {"format": "nabla-model", "version": "1", "architecture": json.dumps(architecture)})
    subprocess.check_call([nabla, "export", folder / "functions.safetensors", folder / "functions.c", "--prefix", "m"])
    (folder / "comparison.c").write_text(COMPARISON)
    flags = ["-O2", *(f"-D{word}" for word in PRECISIONS[dtype])]
    subprocess.check_call(["gcc", *WARNINGS, *flags, "comparison.c", "-o", "comparison", "-lm"], cwd=folder)
    lines = subprocess.check_output([folder / "comparison"], text=True).splitlines()
    errors = {name: line.split() for name, line in zip(FUNCTIONS, lines, strict=True)}
    words = ", ".join(f"{name} {error} ULP at {x}" for name, (error, x) in errors.items())
    print(f"{dtype}, functions of the file: {words}")
    assert all(float(error) <= MOST_ULPS for error, _ in errors.values())


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


def run_everywhere(folder, dtype, more, plain, bound):
    """Compiles and runs the program on all machines: the values of the first. `plain` are those without `more` flags."""
    first = None
    for machine, compiler, flags, emulator in MACHINES:
        name = f"{dtype}, {machine}{', functions of the files' if more else ''}"
        if not shutil.which(compiler) or not all(map(shutil.which, emulator)):
            print(f"{name}: not here; --setup installs it")
            continue
        built = folder / "program"
        subprocess.check_call([compiler, *WARNINGS, *flags, *more, f"{dtype}.c", "-o", built, "-lm"], cwd=folder)
        lines = subprocess.run([*emulator, built], check=True, capture_output=True, text=True).stdout.split()
        values = numpy.array([float(line) for line in lines])
        first = values if first is None else first
        same = numpy.mean((values == first) | (numpy.isnan(values) & numpy.isnan(first)))
        expected = first if plain is None else plain
        finite = numpy.isfinite(expected)
        assert numpy.array_equal(finite, numpy.isfinite(values)), machine
        difference = numpy.abs(values - expected)[finite] / (1 + numpy.abs(expected[finite]))
        print(f"{name}: {same:.2%} of {len(values)} values have the same bits, others differ by {numpy.max(difference):.1e}")
        # Digits that x87 registers hold beyond C's change every sum, by some roundings.
        assert numpy.max(difference) <= (100 * bound if "x87" in machine else bound), machine
    return first


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
            fast = [f"-D{file.stem.upper()}_FAST" for file in files]
            expected = run_everywhere(folder, dtype, [], None, bound)
            run_everywhere(folder, dtype, fast, expected, bound)
            check_functions(options.nabla, folder, dtype)


if __name__ == "__main__":
    main()
