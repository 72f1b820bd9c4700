"""Nabla's side: its benchmark program and its command, a process each time."""

import dataclasses
import json
import re
import statistics
import subprocess
import sys

from process import environment, processors
from workload import PRECISIONS

EPOCHS = {"Fashion-MNIST": 3, "digits": 30}
EPOCH = re.compile(r"^epoch (\d+): loss (\S+), \S+ s, (\d+) examples/s$", re.MULTILINE)


def records(program, *arguments):
    """What the benchmark program prints for such arguments: its records, one after the other."""
    done = subprocess.run(
        [program, *map(str, arguments), "--json"], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@dataclasses.dataclass
class Nabla:
    """The folder of the built programs, and a number of threads where it is not the workload's."""

    programs: str
    threads: int | None = None

    def measure(self, workload, seconds):
        if self.threads is not None:
            workload = dataclasses.replace(workload, threads=self.threads)
        return self._epochs(workload) if workload.kind == "epoch" else self._calls(workload, seconds)

    def prepare(self, workload):
        """Nothing: a process begins with every turn."""

    def has(self, kind):
        """Whether there is such a kind; the programs of another revision may lack it."""
        if kind == "epoch":
            return True
        trial = [f"{self.programs}/NablaBenchmark", kind, "--layers", "1,1", "--batch", "1", "--seconds", "0.001"]
        return subprocess.run(trial, capture_output=True).returncode == 0

    def roofs(self, seconds):
        """GFLOP/s of one core in square matrix products by OpenBLAS, the most of several sizes, by precision; and what
        OpenBLAS says of itself in this environment."""
        roofs, blas = {}, ""
        for precision in PRECISIONS:
            options = ["--precision", precision, "--threads", "1", "--seconds", str(seconds), "--json"]
            lines = self._run("NablaBenchmark", ["gemm", *options], threads=1).splitlines()
            records = [json.loads(line) for line in lines]
            roofs[precision] = max(record["gflops"] for record in records)
            blas = records[0]["blas"]
        return roofs, blas

    def _calls(self, workload, seconds):
        options = [
            "--layers", ",".join(map(str, workload.layers)), "--batch", str(workload.batch),
            "--precision", workload.precision, "--threads", str(workload.threads),
            "--seconds", str(seconds), "--json",
        ]
        if workload.kind != "inside":
            options += ["--likelihood", workload.likelihood]
        if workload.of is not None:
            options += ["--of", workload.of]
        record = json.loads(self._run("NablaBenchmark", [workload.kind, *options], workload.threads))
        if record["parameters"] != workload.parameters:
            sys.exit(f"benchmark-peers: {workload.task}: Nabla has {record['parameters']} parameters")
        return record

    def _epochs(self, workload):
        """Seconds an epoch, the first one left out, and that one's loss."""
        options = [
            "--digits" if workload.data == "digits" else "--fashion-mnist",
            "--hidden", ",".join(map(str, workload.layers[1:-1])), "--activation", "tanh", "--optimizer", "adam",
            "--learning-rate", "0.001", "--batch", str(workload.batch), "--precision", workload.precision,
            "--threads", str(workload.threads), "--epochs", str(EPOCHS[workload.data]),
        ]
        text = self._run("nabla", ["train", *options], workload.threads)
        if f": {workload.examples} training" not in text:
            sys.exit(f"benchmark-peers: nabla trains on another number of examples than {workload.examples}:\n{text}")
        epochs = EPOCH.findall(text)
        seconds = [workload.examples / float(rate) for _, _, rate in epochs[1:]]
        return {
            "median_seconds": statistics.median(seconds),
            "min_seconds": min(seconds),
            "loss": float(epochs[0][1]),
        }

    def _run(self, program, arguments, threads):
        command = [*processors(threads), f"{self.programs}/{program}", *arguments]
        done = subprocess.run(command, env=environment(threads), stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"benchmark-peers: this failed: {' '.join(command)}")
        return done.stdout
