"""Processes that are given a number of processors and nothing else that sets their threads."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

# Variables with which a user tunes libraries; all start from their own defaults.
TUNING = ("OPENBLAS", "GOTO", "OMP", "GOMP", "KMP", "MKL", "BLIS", "DNNL", "ONEDNN", "XLA", "JAX", "TF", "TORCH", "ORT")


def environment(threads):
    """The variables of this process, with those of the libraries set to `threads`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(tuple(f"{t}_" for t in TUNING))}
    for library in "OMP", "MKL", "OPENBLAS":
        clean[f"{library}_NUM_THREADS"] = str(threads)
    clean["JAX_PLATFORMS"] = "cpu"
    clean["CUDA_VISIBLE_DEVICES"] = ""
    clean["PYTHONWARNINGS"] = "ignore::FutureWarning"
    if threads == 1:
        clean["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    return clean


def processors(threads):
    """The command that keeps another one on as many processors as it has threads: on the last ones there are."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < threads:
        sys.exit(f"benchmark-peers: {threads} threads are to be measured, and there are {len(available)} processors")
    return ["taskset", "--cpu-list", ",".join(map(str, available[-threads:]))]


class Peer:
    """A library in a process of its own, which waits between the turns."""

    def __init__(self, name, threads):
        self.name = name
        worker = pathlib.Path(__file__).with_name("worker.py")
        self.process = subprocess.Popen(
            [*processors(threads), sys.executable, worker, name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(threads),
        )
        self.version = self._answer("start")["version"]

    def prepare(self, workload):
        """Compiles, and checks the numbers, so that a turn takes no longer than it measures."""
        self.measure(workload, seconds=0)

    def measure(self, workload, seconds):
        request = {"workload": dataclasses.asdict(workload), "seconds": seconds}
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return self._answer(workload.label)

    def _answer(self, task):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"benchmark-peers: {self.name} failed at: {task}")
        return json.loads(line)
