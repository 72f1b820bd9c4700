"""Counts what a call of each workload does, beside the time that it takes, and says what bounds it: a table in Markdown.

Instructions and cache misses are those of valgrind's callgrind, which simulates this machine's first level of cache and a second
one of 1 MB: hardware counters would say more, of stalls above all, but virtual machines mostly have none. Every workload runs
for N calls and for 2N, and the difference over N is a call, without what comes before. Prefetching, a third level and AVX-512 are
not simulated: so misses of the second level times a line over the bandwidth are an upper bound of the time in which memory is
waited for, and where the processor has AVX-512 the kernels that are counted are those of AVX2.

usage: scripts/profile --bounds [--only TEXT] [--program FILE]
"""

import argparse
import re
import subprocess
import tempfile
import time

from nabla import records
from time_shares import KINDS as OF_GRADIENTS, REST, shares_of

NETWORKS = [("2,16,16,1", 32, 400), ("24,8,2", 200, 200), ("4,32,16,4", 10000, 4), ("64,128,10", 64, 60),
            ("784,512,512,10", 128, 2)]
WORKLOADS = (
    [("gradient", layers, batch, precision, [], calls)
     for layers, batch, calls in NETWORKS for precision in ("double", "single")]
    + [("predict", "64,128,10", 64, "single", [], 60), ("predict", "784,512,512,10", 1, "single", [], 4),
       ("step", "784,512,512,10", 128, "single", ["--likelihood", "categorical"], 2),
       ("hvp", "10,20,20,3", 500, "double", [], 20), ("hessian", "10,20,20,3", 500, "double", [], 2),
       ("jacobian", "10,20,20,3", 500, "double", ["--of", "inputs"], 20),
       ("inside", "2,32,32,1", 1000, "double", [], 4), ("solve", "50,1", 10000, "double", [], 1)])

KINDS = [("factorizations", r"nabla_triangle|geqr|larf|potrf"), *OF_GRADIENTS, ("optimizer", r"adam|momentum")]
EVENTS = ["Ir", "D1mr", "D1mw", "DLmr", "DLmw"]


def benchmark(program, workload):
    kind, layers, batch, precision, more, _ = workload
    return [program, kind, "--layers", layers, "--batch", str(batch), "--precision", precision, *more]


def counted(command, calls):
    """The totals of all events, and the instructions of each function."""
    with tempfile.NamedTemporaryFile(suffix=".callgrind") as file:
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--cache-sim=yes", "--LL=1048576,16,64", f"--callgrind-out-file={file.name}",
             *command, "--json", "--calls", str(calls)], check=True, capture_output=True)
        text = subprocess.run(
            ["callgrind_annotate", "--threshold=100", "--show=" + ",".join(EVENTS), file.name], check=True,
            capture_output=True, text=True).stdout
    totals, functions = None, {}
    for line in text.splitlines():
        numbers = re.findall(r"([\d,]+|\.) *(?:\( *[\d.]+%\))?\s+", line.split(":")[0] + " ")
        if len(numbers) < len(EVENTS):
            continue
        values = [0 if n == "." else int(n.replace(",", "")) for n in numbers[:len(EVENTS)]]
        if "PROGRAM TOTALS" in line:
            totals = values
        elif ":" in line:
            name = line.split(":", 1)[1]
            functions[name] = functions.get(name, 0) + values[0]
    return totals, functions


def a_call(program, workload):
    """Events of one call, and the shares of its instructions by what they do."""
    command, n = benchmark(program, workload), workload[-1]
    (few, few_functions), (many, many_functions) = counted(command, n), counted(command, 2 * n)
    events = dict(zip(EVENTS, ((b - a) / n for a, b in zip(few, many))))
    return events, shares_of(KINDS, ((name, value - few_functions.get(name, 0)) for name, value in many_functions.items()))


def roof(program, precision):
    """10⁹ flops a second of the best square product."""
    return max(record["gflops"] for record in records(program, "gemm", "--precision", precision, "--seconds", 0.3))


def bandwidth():
    """Bytes a second that one thread copies, read and written."""
    block, copy = bytearray(1 << 28), memoryview(bytearray(1 << 28))
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        copy[:] = block
        best = min(best, time.perf_counter() - start)
    return 2 * len(block) / best


def bound(share_of_roof, memory, shares):
    if share_of_roof >= 0.75:
        return "products, near the roof"
    if memory >= 0.5:
        return "memory"
    kind = max(shares, key=shares.get)
    return "the cost of calls, and what is between" if kind == REST else kind


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        # valgrind does not read all of what compilers write for debuggers.
        arguments.counted = f"{folder}/NablaBenchmark"
        subprocess.run(["strip", "--strip-debug", "-o", arguments.counted, arguments.program], check=True)
        table(arguments)


def table(arguments):
    roofs = {precision: roof(arguments.program, precision) for precision in ("double", "single")}
    rate = bandwidth()
    print(f"One thread; the roof is {roofs['double']:.0f} GFLOP/s in double precision and {roofs['single']:.0f} in single, memory "
          f"gives {rate / 1e9:.1f} GB/s.\n")
    names = [name for name, _ in KINDS] + [REST]
    print("| workload | time | of the roof | instructions | a flop | D1 misses | misses of 1 MB | at most from memory | "
          + " | ".join(names) + " | bound by |")
    print("| --- |" + " --- |" * (8 + len(names)))
    for workload in WORKLOADS:
        kind, layers, batch, precision, *_ = workload
        name = f"{kind} {layers.replace(',', '-')} × {batch}, {precision}"
        if arguments.only and arguments.only not in name:
            continue
        timed = records(*benchmark(arguments.program, workload), "--seconds", arguments.seconds)[-1]
        events, shares = a_call(arguments.counted, workload)
        seconds, flops = timed["min_seconds"], timed["flops"]
        share_of_roof = flops / seconds / 1e9 / roofs[precision]
        # A difference of two runs: a miss less in the longer one is none.
        first, level = (max(0, events[of + "mr"] + events[of + "mw"]) for of in ("D1", "DL"))
        memory = 64 * level / rate / seconds
        print(f"| {name} | {1e6 * seconds:.4g} µs | {100 * share_of_roof:.0f} % | {events['Ir']:.3g} | {events['Ir'] / flops:.2f} | "
              f"{first:.3g} | {level:.2g} | {100 * memory:.0f} % | "
              + " | ".join(f"{100 * shares[n]:.0f} %" for n in names) + f" | {bound(share_of_roof, memory, shares)} |",
              flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="NablaBenchmark, built for release")
    parser.add_argument("--seconds", type=float, default=1, help="the measuring time of each workload")
    parser.add_argument("--only", default="", help="workloads that contain this text")
    main(parser.parse_args())
