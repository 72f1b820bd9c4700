"""Samples the benchmark program with perf and prints the share of the time that each kind of work takes."""

import re
import subprocess
import sys
import tempfile

WORKLOADS = [
    ("2,16,16,1", 32), ("24,8,2", 200), ("4,32,16,4", 10000), ("64,128,10", 64), ("784,512,512,10", 128),
    ("1024,2048,2048,1024", 512),
]

# The first pattern that a function's name matches says what it does. OpenBLAS clears results by memset.
KINDS = [
    ("products",
     r"gemm|gemv|trsm|syrk|trmm|dot_k|ddot|(?<!sums_of_)product|matrix_times_vector|memset|_itcopy|_otcopy|_incopy|_oncopy"
     r"|larf"),
    ("elementwise",
     r"jet_row|_back_f|_loss|softmax|kernel_(exp|log|activate|backward|multiply|scale|tanh)|stream_map|sums_of_products"
     r"|higher_derivatives"),
    ("transposes", r"transpose"),
    ("sums", r"row_sums|axpy"),
]
REST = "the rest"


def shares_of(kinds, costs):
    """The part of the whole that each kind of work has, of functions' names with what each of them costs."""
    totals = dict.fromkeys([name for name, _ in kinds] + [REST], 0.0)
    for function, cost in costs:
        totals[next((name for name, pattern in kinds if re.search(pattern, function)), REST)] += cost
    whole = sum(totals.values())
    return {name: value / whole for name, value in totals.items()}


def shares(program, layers, batch, precision):
    """The parts of the samples by kind of work; the calls' own cost is what remains."""
    with tempfile.NamedTemporaryFile(suffix=".perf") as file:
        benchmark = [program, "gradient", "--layers", layers, "--batch", str(batch), "--precision", precision]
        # The first two seconds make the network and the batch.
        record = ["perf", "record", "-q", "--delay", "2000", "-o", file.name, "--", *benchmark, "--seconds", "4", "--json"]
        subprocess.run(record, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        report = subprocess.run(
            ["perf", "report", "-q", "-i", file.name, "--stdio", "--no-children", "-F", "overhead,symbol"],
            check=True, capture_output=True, text=True).stdout
    found = re.findall(r"^\s*([\d.]+)%\s+\[.\]\s+(.*)$", report, re.MULTILINE)
    return shares_of(KINDS, ((symbol, float(share)) for share, symbol in found))


def main():
    names = [name for name, _ in KINDS] + [REST]
    print("| gradient | precision | " + " | ".join(names) + " |")
    print("| --- | --- |" + " --- |" * len(names))
    for layers, batch in WORKLOADS:
        for precision in ("double", "single"):
            found = shares(sys.argv[1], layers, batch, precision)
            cells = " | ".join(f"{100 * found[name]:.0f} %" for name in names)
            print(f"| {layers.replace(',', '-')} × {batch} | {precision} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
