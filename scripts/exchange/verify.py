#!/usr/bin/env python3
"""Holds what `nabla export` writes against other programs: random networks of every function, with skips, masks, layers
without bias, likelihoods and scalers, in both precisions.

For each of them ONNX's checker passes, ONNX Runtime gives what `nabla predict` gives, the graph comes in again with the same
bits, and PyTorch takes the state dict where the network is a chain.

  python3 scripts/exchange/verify.py .build/release/nabla --count 500

Needs onnx, onnxruntime, numpy, safetensors, and torch for state dicts.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy
import onnx
import onnxruntime
from safetensors import numpy as st

FUNCTIONS = [
    "identity", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "silu", "gelu", "sin", "exp", "gaussian"]
BOUNDS = {numpy.dtype("float32"): 1e-6, numpy.dtype("float64"): 1e-13}


def layer(random, name, units, function, sources, widths, dtype, tensors):
    """The description of a layer, whose weights are added to the tensors."""
    fan_in = sum(widths[source] for source in sources)
    description = {"name": name, "units": units, "activation": function, "sources": sources, "bias": bool(random.random() < 0.8)}
    if function == "leaky-relu":
        description["parameter"] = 0.2
    mask = None
    if random.random() < 0.3:
        mask = random.random((units, fan_in)) < 0.7
        description["mask"] = ["".join("01"[int(m)] for m in row) for row in mask]
    weights = random.uniform(-0.8, 0.8, (units, fan_in))
    if mask is not None:
        weights = numpy.where(mask, weights, 0)
    start = 0
    for source in sources:
        part = weights[:, start : start + widths[source]]
        tensors[f"{name}.weight.{source}"] = numpy.ascontiguousarray(part.astype(dtype))
        start += widths[source]
    if description["bias"]:
        tensors[f"{name}.bias"] = random.uniform(-0.8, 0.8, units).astype(dtype)
    widths[name] = units
    return description


def network(random, path, dtype):
    """Writes a random model file; whether it is a chain."""
    inputs = int(random.integers(1, 5))
    family, outputs, function = [
        ("gaussian", int(random.integers(1, 4)), "identity"), ("bernoulli", int(random.integers(1, 4)), "sigmoid"),
        ("categorical", int(random.integers(2, 5)), "softmax"), ("poisson", 2, "exp"), ("student:4,1", 2, "identity"),
        ("gaussian", 2, str(random.choice(FUNCTIONS)))][int(random.integers(6))]
    tensors, widths, layers = {}, {"input": inputs}, []
    unused = []
    names = ["h", "ä/\n", 'say "x"', "é b"]
    for name in names[: int(random.integers(0, 5))]:
        before = list(widths)
        sources = [s for s in before if random.random() < 0.4] or [before[-1]]
        layers.append(
            layer(random, name, int(random.integers(1, 6)), str(random.choice(FUNCTIONS)), sources, widths, dtype, tensors))
        unused = [s for s in unused if s not in sources] + [name]
    sources = unused or ["input"]
    layers.append(layer(random, "output", outputs, function, sources, widths, dtype, tensors))
    if random.random() < 0.5:
        tensors["scaler.means"] = random.normal(size=inputs).astype(dtype)
        tensors["scaler.scales"] = random.uniform(0.5, 2, inputs).astype(dtype)
    architecture = {
        "inputs": inputs, "layers": layers, "likelihood": {"family": family, "outputs": outputs}}
    st.save_file(
        tensors, path, {"format": "nabla-model", "version": "1", "architecture": json.dumps(architecture)})
    return inputs


def run(nabla, *arguments):
    result = subprocess.run([nabla, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, (arguments, result.stderr)
    return result.stdout


def predicted(nabla, model, x, folder):
    """The outputs by `nabla predict`, as JSON."""
    table = folder / "x.csv"
    numpy.savetxt(table, x, fmt="%.17g", delimiter=",")
    rows = []
    for line in run(nabla, "predict", model, table, "--header", "no", "--json").splitlines():
        values = [v for k, v in json.loads(line).items() if isinstance(v, float | int) and k not in ("class",)]
        rows.append(values)
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    worst = {dtype: 0.0 for dtype in BOUNDS}
    absent = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed in range(options.count):
            random = numpy.random.default_rng(seed)
            dtype = numpy.dtype(["float32", "float64"][seed % 2])
            model, graph, again = folder / "m.safetensors", folder / "m.onnx", folder / "again.safetensors"
            inputs = network(random, model, dtype)
            run(options.nabla, "export", model, graph)
            onnx.checker.check_model(onnx.load(graph), full_check=True)
            run(options.nabla, "import", graph, again)
            before, after = st.load_file(model), st.load_file(again)
            assert before.keys() == after.keys(), (seed, before.keys(), after.keys())
            for key, tensor in before.items():
                assert tensor.tobytes() == after[key].tobytes(), (seed, key)
            x = random.normal(size=(3, inputs)).astype(dtype)
            try:
                session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
            except Exception as error:
                assert "NOT_IMPLEMENTED" in str(error), error
                absent += 1
                continue
            y = session.run(["y"], {"x": x})[0]
            expected = numpy.array(predicted(options.nabla, model, x, folder), dtype=float)
            if expected.shape != y.shape:
                expected = expected[:, -y.shape[1] :]
            difference = numpy.max(numpy.abs(y - expected) / (1 + numpy.abs(expected)))
            assert difference <= BOUNDS[dtype], (seed, dtype, difference, y, expected)
            worst[dtype] = max(worst[dtype], difference)
    print(f"{options.count} networks; ONNX Runtime lacks an operator in double precision for {absent} of them")
    for dtype, difference in worst.items():
        print(f"{dtype}: at most {difference:.1e} from Nabla")


if __name__ == "__main__":
    main()
