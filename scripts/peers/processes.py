#!/usr/bin/env python3
"""Times a training step of two processes of one thread against one process of two threads, by turns, with PyTorch's
DistributedDataParallel beside them where PyTorch is installed: scripts/cluster --benchmark [OPTIONS].

The medians of a turn's steps, and of all turns these medians. Single precision; Adam.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys

PEER = pathlib.Path(__file__).with_name("with_ddp.py")
MPIRUN = ["mpirun", "--quiet", "--oversubscribe", "--bind-to", "none", "-n"]


def result(command):
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def alone(options, batch):
    """One process of two threads, whose threads share the layers; no group is asked for anything."""
    return result([
        options.program, "step", "--layers", options.layers, "--batch", str(batch), "--precision", "single", "--threads",
        "2", "--seconds", str(options.seconds), "--json"])


def together(options, batch, overlap="0"):
    """Whole sums, or with `overlap` layers that travel while others are computed, as between machines."""
    os.environ["NABLA_OVERLAP"] = overlap
    return result([
        *MPIRUN, "2", options.program, "processes", "--layers", options.layers, "--batch", str(batch), "--threads", "1",
        "--repetitions", str(options.steps), "--json"])


def peer(options, batch):
    """Seconds a step of DistributedDataParallel."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    common = dict(os.environ, MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), WORLD_SIZE="2", OMP_NUM_THREADS="1")
    command = [sys.executable, str(PEER), options.layers, str(batch), str(options.steps)]
    processes = [
        subprocess.Popen(command, env=dict(common, RANK=str(rank)), stdout=subprocess.PIPE, text=True)
        for rank in range(2)]
    outputs = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        sys.exit("nabla: PyTorch's processes failed")
    return float(outputs[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="the benchmark program, built with the trait MPI")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--layers", default="784,512,512,10")
    parser.add_argument("--batches", default="512,2048")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=1)
    options = parser.parse_args()
    has_peer = importlib.util.find_spec("torch") is not None
    constants = []
    for batch in map(int, options.batches.split(",")):
        one, two, overlapped, other = [], [], [], []
        for _ in range(options.rounds):
            one.append(alone(options, batch)["median_seconds"])
            two.append(together(options, batch))
            overlapped.append(together(options, batch, "1")["median_seconds"])
            if has_peer:
                other.append(peer(options, batch))
        constants += two
        first, second = statistics.median(one), statistics.median(r["median_seconds"] for r in two)
        order = statistics.median(r["tree_seconds"] - r["plain_seconds"] for r in two)
        print(f"{options.layers.replace(',', '-')} x {batch}: one process of two threads {first * 1e3:.2f} ms, "
              f"two of one {second * 1e3:.2f} ms: {first / second:.2f} of its speed")
        print(f"  the sum over processes in the order of a tree: "
              f"{statistics.median(r['tree_seconds'] for r in two) * 1e3:.2f} ms, by MPI's own order "
              f"{statistics.median(r['plain_seconds'] for r in two) * 1e3:.2f} ms: independence of order costs "
              f"{100 * order / second:.1f} % of a step")
        print(f"  where layers travel while others are computed: {statistics.median(overlapped) * 1e3:.2f} ms")
        if other:
            ddp = statistics.median(other)
            print(f"  DistributedDataParallel over gloo, two of one thread: {ddp * 1e3:.2f} ms, {ddp / second:.2f} times as long")
    latency = statistics.median(r["latency_seconds"] for r in constants)
    rate = statistics.median(r["bytes_per_second"] for r in constants)
    print(f"messages on this machine: latency {latency * 1e6:.2f} microseconds, {rate / 1e9:.2f} GB/s; "
          f"cluster-model.py --latency {latency * 1e6:.2f} --bandwidth {rate / 1e9:.2f}")


if __name__ == "__main__":
    main()
