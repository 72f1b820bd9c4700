#!/usr/bin/env python3
"""Predicts the efficiency of a training step on 1 to 1024 processes, from a network, a batch and a link.

T(P) = (chunks of the busiest process) (flops of a chunk / rate + |w| s 3 / memory)     computing, and adding sums
     + 3 log2(P) latency                                                                header, losses
     + 2 ((P - 1) latency + s |w| (1 - 1/P) / bandwidth)                                slices out and back

The cut of a batch is that of `Partition.forProcesses`. With --figure it draws the efficiency T(1) / (P T(P)) by gnuplot.

Rates, latency and bandwidth are those of the machine or link in question: `scripts/cluster --benchmark` measures the latter
two between two processes of this one, and ends with the options that say so.

    Benchmarks/cluster-model.py --layers 784,512,512,10 --batch 2048 --bandwidth 12.5 --latency 2
"""
import argparse
import math
import subprocess

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--layers", default="784,512,512,10")
parser.add_argument("--batch", default="512,2048,16384,131072", help="several are curves of the figure")
parser.add_argument("--bytes", type=int, default=4, help="of a number: 4 for single precision, 8 for double")
parser.add_argument("--rate", type=float, default=240, help="GFLOP/s of a process")
parser.add_argument("--memory", type=float, default=10, help="GB/s of a process that adds vectors")
parser.add_argument("--latency", type=float, default=2, help="microseconds of a message")
parser.add_argument("--bandwidth", type=float, default=12.5, help="GB/s of a process's link")
parser.add_argument("--figure", help="FILE.svg")
options = parser.parse_args()

layers = [int(n) for n in options.layers.split(",")]
weights = [(a + 1) * b for a, b in zip(layers, layers[1:])]
parameters = sum(weights)
# W z, δ zᵀ and, but for the first layer, Wᵀδ.
flops = 6 * parameters - 2 * weights[0]


def chunks(batch):
    if parameters >= 32768:
        return max(1, min(1024, max(min(2, batch // 256), batch // 512)))
    least = max(64 if parameters <= 16384 else 256, 2_000_000 // flops)
    return max(1, min(16, batch // least))


def seconds(batch, processes):
    count = chunks(batch)
    most = math.ceil(count / processes)
    computing = most * batch / count * flops / (options.rate * 1e9)
    size = parameters * options.bytes
    adding = (most - 1) * 3 * size / (options.memory * 1e9)
    if processes == 1:
        return computing + adding
    latency = options.latency * 1e-6
    travelling = (processes - 1) * latency + size * (1 - 1 / processes) / (options.bandwidth * 1e9)
    return computing + adding + 3 * math.log2(processes) * latency + 2 * travelling


batches = [int(n) for n in options.batch.split(",")]
counts = [2**i for i in range(11)]
efficiency = {b: [seconds(b, 1) / (p * seconds(b, p)) for p in counts] for b in batches}
print(f"{options.layers}, {parameters} parameters: milliseconds a step, and efficiency")
print("processes" + "".join(f"{'batch ' + str(b):>22}" for b in batches))
for i, p in enumerate(counts):
    print(f"{p:9}" + "".join(f"{seconds(b, p) * 1e3:14.3f} {efficiency[b][i]:7.3f}" for b in batches))

if options.figure:
    blocks = "\n\n\n".join(
        "\n".join(f"{p} {e}" for p, e in zip(counts, efficiency[b])) for b in batches)
    curves = ", ".join(f"$data index {i} with linespoints title 'batch {b}'" for i, b in enumerate(batches))
    script = f"""set terminal svg size 640,400 font 'sans,12'
set output '{options.figure}'
set logscale x 2
set xlabel 'processes'
set ylabel 'efficiency'
set yrange [0:1.1]
set key bottom left
$data << EOD
{blocks}
EOD
plot {curves}
"""
    subprocess.run(["gnuplot"], input=script.encode(), check=True)
