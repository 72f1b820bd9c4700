"""Measures Nabla and its peers by turns; called by scripts/benchmark-peers, whose --help says how."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import sys
import time

import page
import report
from nabla import Nabla
from process import Peer
from turns import FULL, QUICK, take_turns
from workload import NAMES, workloads

RESULTS = pathlib.Path("Benchmarks/Results/peers.json")
OTHER_RESULTS = pathlib.Path(".build/peers.json")


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark-peers",
        description="Measures Nabla and JAX, PyTorch, ONNX Runtime and scikit-learn by turns, and prints how many "
        f"times as fast Nabla is. All workloads, measured in full, take about five minutes and are kept in {RESULTS}.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter turns: about a minute and a half")
    parser.add_argument("--only", metavar="TEXT", help="workloads with TEXT in their name, such as 'predict 64-128'")
    parser.add_argument("--list", action="store_true", help="print the workloads' names, and measure nothing")
    parser.add_argument(
        "--results", metavar="FILE", type=pathlib.Path,
        help=f"the JSON file ({RESULTS}; with --quick or --only {OTHER_RESULTS})",
    )
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--machine", required=True, type=json.loads, help=argparse.SUPPRESS)
    return parser.parse_args()


def name(workload):
    return f"{workload.kind} {workload.label}"


def results(selected, nabla, plan, peers):
    """Measures one workload after the other; `peers` are the processes that run, by name and threads."""
    table = report.Table()
    for workload in selected:
        participants = {"nabla": nabla}
        for peer in workload.peers:
            if peer == "nabla-1":
                participants[peer] = Nabla(nabla.programs, threads=1)
                continue
            key = peer, workload.threads
            if key not in peers:
                peers[key] = Peer(*key)
            participants[peer] = peers[key]
        result = take_turns(workload, participants, plan)
        table.add(workload, result)
        yield {
            "kind": workload.kind,
            "label": workload.label,
            "task": workload.task,
            "layers": workload.layers,
            "batch": workload.batch,
            "precision": workload.precision,
            "threads": workload.threads,
            "parameters": workload.parameters,
            **result,
        }


def main():
    options = arguments()
    selected = [w for w in workloads() if options.only is None or options.only in name(w)]
    if options.list:
        print("\n".join(map(name, selected)))
        return
    if not selected:
        sys.exit(f"benchmark-peers: no workload has '{options.only}' in its name; --list prints them all")
    path = options.results or (OTHER_RESULTS if options.quick or options.only else RESULTS)
    nabla, peers = Nabla(options.programs), {}
    document = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        **{key: options.machine[key] for key in ("cpu", "revision", "swift") if key in options.machine},
        "load_before": os.getloadavg()[0],
    }
    print(f"{document['cpu']}; revision {document['revision']}, load {document['load_before']:.1f}")
    for kind in sorted({w.kind for w in selected if not nabla.has(w.kind)}):
        print(f"benchmark-peers: left out, for Nabla's benchmark does not have it: {kind}", file=sys.stderr)
        selected = [w for w in selected if w.kind != kind]
    if not selected:
        sys.exit("benchmark-peers: nothing is left to measure")
    plan = QUICK if options.quick else FULL
    start = time.monotonic()
    document["gemm_gflops"], document["blas"] = nabla.roofs(plan.seconds)
    print(document["blas"])
    document["results"] = list(results(selected, nabla, plan, peers))
    document["seconds"] = round(time.monotonic() - start)
    versions = {NAMES[peer]: process.version for (peer, _), process in peers.items()}
    document["versions"] = versions | {"Python": platform.python_version()}
    path.parent.mkdir(parents=True, exist_ok=True)
    report.write(path, document)
    page.write(path.with_suffix(".md"), document)
    print(f"\n{', '.join(f'{library} {version}' for library, version in document['versions'].items())}")
    print(f"{document['seconds']} s; results: {path} and {path.with_suffix('.md')}")
    figure = path.with_suffix(".svg")
    if report.draw(figure, document):
        print(f"figure: {figure}")
    else:
        print("benchmark-peers: no figure was drawn, for want of gnuplot", file=sys.stderr)


if __name__ == "__main__":
    main()
