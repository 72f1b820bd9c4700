#!/usr/bin/env python3
"""Trains networks on columns of text, times, truth values and numbers with missing ones, and holds their graphs in ONNX
Runtime, which take the columns as they are, against `nabla predict` on the table; the graphs come in again with the same bits.

  python3 scripts/exchange/verify_columns.py .build/release/nabla

Needs what scripts/fixtures/requirements-exchange.txt lists.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy
import onnx
import onnxruntime
import pandas
from safetensors import numpy as st

ROWS = 80


def table(random):
    levels = ["m", "é \"q\"", "x,y", "rare", "日本"]
    day = pandas.Timestamp("2020-01-01") + pandas.to_timedelta(random.integers(0, 900, ROWS), unit="D")
    x = pandas.DataFrame({
        "a ä": random.normal(size=ROWS), "kind, of": random.choice(levels, ROWS, p=[0.4, 0.3, 0.2, 0.03, 0.07]),
        "day": day.strftime("%Y-%m-%d"), "flag": random.choice(["true", "false"], ROWS), "b\"": random.normal(size=ROWS)})
    for column in ("a ä", "kind, of"):
        x.loc[random.random(ROWS) < 0.15, column] = None
    y = numpy.nan_to_num(x["a ä"]) + (x["kind, of"] == "m") + random.normal(size=ROWS) / 10
    return x.assign(t=y)


def feed(session, x, dtype):
    """The columns as the graph takes them."""
    result = {}
    for value in session.get_inputs():
        column = x[value.name.removeprefix("column:")]
        if value.type == "tensor(string)":
            array = column.fillna("").to_numpy(dtype=object)
        elif value.name == "column:day":
            array = pandas.to_datetime(column).to_numpy().astype("datetime64[s]").astype(numpy.float64)
        elif value.name == "column:flag":
            array = (column == "true").to_numpy().astype(dtype)
        else:
            array = column.to_numpy(dtype=dtype)
        result[value.name] = array.reshape(-1, 1)
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed in range(8):
            x = table(numpy.random.default_rng(seed))
            x.to_csv(folder / "train.csv", index=False)
            x.drop(columns="t").to_csv(folder / "x.csv", index=False)
            precision, dtype, bound = [("single", numpy.float32, 1e-5), ("double", numpy.float64, 1e-12)][seed % 2]
            flags = [["--missing-indicator"], []][seed // 2 % 2] + [["--rare", "5"], []][seed // 4]
            model, graph, again = folder / "m.safetensors", folder / "m.onnx", folder / "again.safetensors"

            def run(*arguments):
                result = subprocess.run([options.nabla, *map(str, arguments)], capture_output=True, text=True, check=False)
                assert result.returncode == 0, (arguments, result.stderr)
                return result.stdout

            run("train", "--csv", folder / "train.csv", "--target", "t", "--regression", "--missing", "median", "--hidden", "5",
                "--epochs", "3", "--precision", precision, "--quiet", "--save", model, *flags)
            run("export", model, graph)
            run("import", graph, again)
            before, after = st.load_file(model), st.load_file(again)
            assert all(before[key].tobytes() == after[key].tobytes() for key in before), seed
            onnx.checker.check_model(onnx.load(graph), full_check=True)
            session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
            y = session.run(["y"], feed(session, x, dtype))[0]
            lines = run("predict", model, folder / "x.csv", "--json").splitlines()
            expected = numpy.array([json.loads(line)["t"] for line in lines])
            difference = numpy.max(numpy.abs(y[:, 0] - expected))
            print(f"{precision}, {' '.join(flags)}: at most {difference:.1e} from Nabla")
            assert difference <= bound, seed


if __name__ == "__main__":
    main()
