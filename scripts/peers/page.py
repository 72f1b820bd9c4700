"""The results as a page in Markdown."""

import os

from report import ratio_text, time_text
from workload import NAMES, TITLES


def write(path, document):
    """A table for each kind of work, and what a peer did faster."""
    versions = ", ".join(f"{library} {version}" for library, version in document["versions"].items())
    roofs = " and ".join(f"{gflops:.1f} ({precision})" for precision, gflops in document["gemm_gflops"].items())
    lines = [
        "# Nabla and its peers",
        "",
        "Written by `scripts/benchmark-peers`; [the method](../README.md#against-other-libraries).",
        "Times are medians; × says how many times as fast Nabla is, the median of the rounds.",
        "",
        f"- {document['date'][:10]}, revision {document['revision']}, {document['cpu']}",
        f"- {document['blas']}, with one thread {roofs} GFLOP/s in square products",
        f"- {versions}",
        "",
        f"![ratios]({path.with_suffix('.svg').name})",
    ]
    for kind in TITLES:
        lines += _table(kind, [result for result in document["results"] if result["kind"] == kind])
    lines += _losses(document["results"])
    temporary = path.with_suffix(".md.new")
    temporary.write_text("\n".join(lines) + "\n")
    os.replace(temporary, path)


def _table(kind, results):
    if not results:
        return []
    peers = [name for name in NAMES if any(name in result["ratios"] for result in results)]
    head = ["layers × examples", "precision", "threads", "Nabla", "GFLOP/s", *(f"{NAMES[name]} | ×" for name in peers)]
    lines = ["", f"## {TITLES[kind]}", "", f"| {' | '.join(head)} |", "| --- | --- |" + " --: |" * (3 + 2 * len(peers))]
    for result in results:
        times, ratios = result["median_seconds"], result["ratios"]
        gflops = f"{result['gflops']:.1f}" if "gflops" in result else ""
        cells = [result["task"], result["precision"], str(result["threads"]), time_text(times["nabla"]), gflops]
        for name in peers:
            taken = name in ratios
            cells += [time_text(times[name]), ratio_text(ratios[name]["median"])[:-2]] if taken else ["", ""]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _losses(results):
    """The workloads that a peer did faster, by name, and at what share of the time."""
    lines = []
    for result in results:
        for name, ratio in result["ratios"].items():
            if ratio["median"] < 1 and name != "nabla-1":
                share = f"{100 * ratio['median']:.1f} % of Nabla's time"
                lines.append(f"- {NAMES[name]}: {result['kind']}, {result['label']}: {share}")
    return ["", "## Where a peer is faster", "", *(lines or ["Nowhere in these workloads."])]
