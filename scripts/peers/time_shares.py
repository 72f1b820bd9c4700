"""Samples the benchmark program with perf and prints the share of the time that each kind of work takes."""

import re
import subprocess
import sys
import tempfile

WORKLOADS = [
    ("2,16,16,1", 32), ("24,8,2", 200), ("4,32,16,4", 10000), ("64,128,10", 64), ("784,512,512,10", 128),
    ("1024,2048,2048,1024", 512),
]

# The first pattern that a function's name matches says what it does.
KINDS = [
    ("products", r"gemm|gemv|product|matrix_times_vector|memset"),  # OpenBLAS clears results by memset
    ("elementwise", r"jet_row|_back_f|_loss|softmax|kernel_(exp|log|activate|backward|multiply|scale)"),
    ("transposes", r"transpose"),
    ("sums", r"row_sums|axpy"),
]


def shares(program, layers, batch, precision):
    """Per cent of the samples by kind of work; the calls' own cost is what remains."""
    with tempfile.NamedTemporaryFile(suffix=".perf") as file:
        benchmark = [program, "gradient", "--layers", layers, "--batch", str(batch), "--precision", precision]
        # The first two seconds make the network and the batch.
        record = ["perf", "record", "-q", "--delay", "2000", "-o", file.name, "--", *benchmark, "--seconds", "4", "--json"]
        subprocess.run(record, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        report = subprocess.run(
            ["perf", "report", "-q", "-i", file.name, "--stdio", "--no-children", "-F", "overhead,symbol"],
            check=True, capture_output=True, text=True).stdout
    totals = dict.fromkeys([name for name, _ in KINDS] + ["the rest"], 0.0)
    for share, symbol in re.findall(r"^\s*([\d.]+)%\s+\[.\]\s+(.*)$", report, re.MULTILINE):
        kind = next((name for name, pattern in KINDS if re.search(pattern, symbol)), "the rest")
        totals[kind] += float(share)
    known = sum(totals.values())
    return {name: 100 * value / known for name, value in totals.items()}


def main():
    names = [name for name, _ in KINDS] + ["the rest"]
    print("| gradient | precision | " + " | ".join(names) + " |")
    print("| --- | --- |" + " --- |" * len(names))
    for layers, batch in WORKLOADS:
        for precision in ("double", "single"):
            found = shares(sys.argv[1], layers, batch, precision)
            cells = " | ".join(f"{found[name]:.0f} %" for name in names)
            print(f"| {layers.replace(',', '-')} × {batch} | {precision} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
