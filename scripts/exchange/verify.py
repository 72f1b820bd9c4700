#!/usr/bin/env python3
"""Holds what `nabla export` writes against ONNX Runtime: random networks of every function and likelihood, with skips,
masks, basis functions and scalers, in both precisions.

For each of them ONNX's checker passes, ONNX Runtime gives what the C file gives, which has the bits of the reference backend
and passes its self-test, and the graph comes in again with the same bits.

  python3 scripts/exchange/verify.py .build/release/nabla --count 500

Needs what scripts/fixtures/requirements-exchange.txt lists, and a C compiler.
"""

import argparse
import pathlib
import subprocess
import tempfile

import numpy
import onnx
import onnxruntime
from c_network import CNetwork
from random_networks import write_network
from safetensors import numpy as st

BOUNDS = {numpy.dtype("float32"): 1e-6, numpy.dtype("float64"): 1e-13}


def run(nabla, *arguments):
    result = subprocess.run([nabla, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, (arguments, result.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--layers-only", action="store_true", help="no basis functions")
    options = parser.parse_args()
    worst = {dtype: 0.0 for dtype in BOUNDS}
    compared = {dtype: 0 for dtype in BOUNDS}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed in range(options.first, options.first + options.count):
            random = numpy.random.default_rng(seed)
            dtype = numpy.dtype(["float32", "float64"][seed % 2])
            model, graph, again = folder / f"m{seed}.safetensors", folder / "m.onnx", folder / "again.safetensors"
            inputs, _ = write_network(random, model, dtype, False if options.layers_only else None)
            run(options.nabla, "export", model, graph)
            run(options.nabla, "export", model, folder / f"m{seed}.c")
            onnx.checker.check_model(onnx.load(graph), full_check=True)
            run(options.nabla, "import", graph, again)
            before, after = st.load_file(model), st.load_file(again)
            assert before.keys() == after.keys(), (seed, before.keys(), after.keys())
            for key, tensor in before.items():
                assert tensor.tobytes() == after[key].tobytes(), (seed, key)
            try:
                session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
            except Exception as error:
                assert "NOT_IMPLEMENTED" in str(error), (seed, error)
                print(f"{seed}: {str(error)[:150]}")
                continue
            x = random.normal(size=(3, inputs)).astype(dtype)
            y = session.run(["y"], {"x": x})[0]
            expected = CNetwork(folder / f"m{seed}.c", folder, ["-O1"]).predict(x)
            # Functions such as exp make numbers of any size; each is held against the largest.
            difference = numpy.max(numpy.abs(y - expected)) / (1 + numpy.max(numpy.abs(expected)))
            if not difference <= BOUNDS[dtype]:
                print(f"{seed}: {dtype}, {difference:.1e} from Nabla")
            worst[dtype] = max(worst[dtype], difference)
            compared[dtype] += 1
    for dtype, difference in worst.items():
        print(f"{compared[dtype]} networks in {dtype}: at most {difference:.1e} from Nabla")
    print(f"{options.count - sum(compared.values())} of {options.count} have an operator that ONNX Runtime lacks")
    assert all(worst[dtype] <= bound for dtype, bound in BOUNDS.items())


if __name__ == "__main__":
    main()
