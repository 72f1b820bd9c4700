"""A C file that `nabla export` wrote, compiled and called from Python."""

import ctypes
import pathlib
import re
import subprocess

import numpy


class CNetwork:
    """The functions of a C file, with its own elementary functions where it is to be fast."""

    def __init__(self, path, folder, flags=("-O2",), is_fast=False):
        text = pathlib.Path(path).read_text()
        found = re.search(r"^void (\w+)_predict\(const (double|float)", text, re.MULTILINE)
        self.prefix = found.group(1)
        self.type = numpy.dtype(found.group(2) if found.group(2) == "double" else "float32")
        name = self.prefix.upper()
        self.inputs = int(re.search(rf"#define {name}_INPUTS (\d+)", text).group(1))
        self.outputs = int(re.search(rf"#define {name}_OUTPUTS (\d+)", text).group(1))
        library = f"{folder}/{self.prefix}.so"
        flags = [*flags, f"-D{name}_FAST"] if is_fast else flags
        subprocess.check_call(
            ["cc", "-std=c99", "-ffp-contract=off", *flags, "-shared", "-fPIC", path, "-o", library, "-lm"])
        self.library = ctypes.CDLL(library)
        assert self.library[f"{self.prefix}_self_test"]() == 0, path

    def call(self, function, shape, *arrays):
        """The result of a function of arrays."""
        result = numpy.empty(shape, self.type)
        arrays = [numpy.ascontiguousarray(a, dtype=self.type) for a in arrays] + [result]
        self.library[f"{self.prefix}_{function}"](*[ctypes.c_void_p(a.ctypes.data) for a in arrays])
        return result

    def predict(self, x):
        """The outputs for every row."""
        return numpy.array([self.call("predict", self.outputs, row) for row in x])
