"""The results as a table, a JSON file and a figure."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from workload import NAMES, TITLES

GNUPLOT = pathlib.Path("Benchmarks/figures/peers.gnuplot")


def time_text(seconds):
    """Three digits, as in `12.4 µs`."""
    unit, scale = next((u for u in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)) if seconds >= u[1]), ("ns", 1e-9))
    value = seconds / scale
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"


def ratio_text(ratio):
    return f"{ratio:.{2 if ratio < 10 else 1 if ratio < 100 else 0}f} ×"


class Table:
    """Prints a line a workload as they are done, and a title where the kind changes."""

    def __init__(self):
        self.kind = None

    def add(self, workload, result):
        if workload.kind != self.kind:
            self.kind = workload.kind
            print(f"\n{TITLES[workload.kind]}: times, and how many times as fast Nabla is")
        times = result["median_seconds"]
        cells = [f"{workload.label:54} {'Nabla':5} {time_text(times['nabla']):>8}"]
        for name in workload.peers:
            cells.append(f"{NAMES[name]} {time_text(times[name]):>8} {ratio_text(result['ratios'][name]['median']):>7}")
        print("   ".join(cells), flush=True)


def write(path, document):
    """The JSON file, one result a line, complete or not at all."""
    head = json.dumps({key: value for key, value in document.items() if key != "results"}, ensure_ascii=False, indent=2)
    lines = ",\n".join("    " + json.dumps(result, ensure_ascii=False) for result in document["results"])
    temporary = path.with_suffix(".json.new")
    temporary.write_text(f'{head[:-2]},\n  "results": [\n{lines}\n  ]\n}}\n')
    os.replace(temporary, path)


def draw(path, document):
    """The ratios as an SVG: a line a workload, a point a peer. Whether gnuplot is there to do it."""
    if shutil.which("gnuplot") is None:
        return False
    results = document["results"]
    peers = [name for name in NAMES if any(name in result["ratios"] for result in results)]
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "ratios"
        missing = {"median": "NaN", "min": "NaN", "max": "NaN"}
        with data.open("w") as file:
            for place, result in enumerate(results):
                ratios = [result["ratios"].get(name, missing)[key] for name in peers for key in missing]
                print(f'"{result["kind"]} {result["label"]}"', -place, *ratios, file=file)
        settings = {
            "data": data,
            "output": path,
            "rows": len(results),
            "peers": " ".join(f'"{NAMES[name]}"' for name in peers),
            "machine": f"{document['cpu']}, revision {document['revision']}, {document['date'][:10]}",
        }
        assignments = "; ".join(
            f"{name} = " + (str(value) if isinstance(value, int) else f"'{value}'") for name, value in settings.items()
        )
        subprocess.run(["gnuplot", "-e", assignments, GNUPLOT], check=True)
    return True
