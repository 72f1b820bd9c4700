#!/usr/bin/env python3
"""Times one prediction of 64-128-10: the C file that `nabla export` writes, and the graph in ONNX Runtime on one thread.

  python3 scripts/exchange/time_prediction.py .build/release/nabla

Both are called from Python with arrays that are there already, so both times have the cost of a call; they go by turns, and
the least of each counts, of a few calls at a time, which other processes seldom interrupt. "fast" is with the functions of
the file in the place of those of <math.h>. Needs what scripts/fixtures/requirements-exchange.txt lists, and a C compiler (cc).
"""

import argparse
import ctypes
import itertools
import json
import pathlib
import subprocess
import tempfile
import time

import numpy
import onnxruntime
from c_network import CNetwork
from safetensors.numpy import save_file


def write(path, dtype, function):
    random = numpy.random.default_rng(1)
    tensors = {
        "h.weight.input": random.normal(size=(128, 64)) / 8, "h.bias": random.normal(size=128),
        "output.weight.h": random.normal(size=(10, 128)) / 8, "output.bias": random.normal(size=10)}
    layers = [
        {"name": "h", "units": 128, "activation": function, "sources": ["input"], "bias": True},
        {"name": "output", "units": 10, "activation": "identity", "sources": ["h"], "bias": True}]
    architecture = {"inputs": 64, "layers": layers, "likelihood": {"family": "gaussian", "outputs": 10}}
    save_file(
        {key: value.astype(dtype) for key, value in tensors.items()}, path,
        {"format": "nabla-model", "version": "1", "architecture": json.dumps(architecture)})


def least(call, calls):
    """Microseconds of one of `calls` calls, behind one that brings the weights into the caches."""
    call()
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls * 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    parser.add_argument("--turns", type=int, default=800)
    options = parser.parse_args()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for dtype in ("float64", "float32"):
            for function in ("tanh", "relu"):
                stem = folder / f"{dtype}_{function}"
                write(stem.with_suffix(".safetensors"), dtype, function)
                for ending in (".c", ".onnx"):
                    subprocess.check_call(
                        [options.nabla, "export", stem.with_suffix(".safetensors"), stem.with_suffix(ending)])
                x = numpy.random.default_rng(2).normal(size=(1, 64)).astype(dtype)
                y = numpy.empty((1, 10), dtype)
                session = onnxruntime.InferenceSession(
                    stem.with_suffix(".onnx"), settings, providers=["CPUExecutionProvider"])
                calls = {"ONNX Runtime": lambda session=session, x=x: session.run(["y"], {"x": x})}
                for flags, is_fast in itertools.product((["-O2"], ["-O3", "-march=native"]), (False, True)):
                    if is_fast and function == "relu":
                        continue  # calls no function
                    key = "C " + " ".join(flags) + (" fast" if is_fast else "")
                    (folder / key).mkdir(exist_ok=True)
                    network = CNetwork(stem.with_suffix(".c"), folder / key, flags, is_fast)
                    predict = network.library[f"{network.prefix}_predict"]
                    pointers = ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data)
                    calls[key] = lambda predict=predict, pointers=pointers: predict(*pointers)
                times = {key: float("inf") for key in calls}
                for _ in range(options.turns):
                    for key, call in calls.items():
                        times[key] = min(times[key], least(call, 25))
                for key, t in times.items():
                    ratio = f", {times['ONNX Runtime'] / t:.1f} times as fast" if key[0] == "C" else ""
                    print(f"{dtype}, {function}, {key}: {t:.2f} µs{ratio}")


if __name__ == "__main__":
    main()
