"""Measuring by turns: what disturbs the machine for a while disturbs all who take part."""

import dataclasses
import statistics
import time


@dataclasses.dataclass(frozen=True)
class Plan:
    """How much time is spent on a workload."""

    # Of one turn, if a call takes no longer.
    seconds: float
    # Rounds are between these; slow workloads have fewer, once the time for a workload is used up.
    least_rounds: int
    most_rounds: int
    workload_seconds: float


FULL = Plan(seconds=0.15, least_rounds=3, most_rounds=5, workload_seconds=10)
QUICK = Plan(seconds=0.05, least_rounds=1, most_rounds=3, workload_seconds=1)

# Threads that wait for work by spinning give up before the next turn.
PAUSE = 0.005
# Two trainings of one kind differ in their random numbers, so the losses of their first epochs only by this share.
LOSS_TOLERANCE = 0.15


def take_turns(workload, participants, plan):
    """The times of every participant, and Nabla's ratios to the others: how many times as fast it is.

    A time is the median of its rounds' medians. A ratio is that of two turns in the same round; given are the median,
    the smallest and the largest of all rounds.
    """
    for participant in participants.values():
        participant.prepare(workload)
    rounds = []
    start = time.monotonic()
    while len(rounds) < plan.least_rounds or (
        len(rounds) < plan.most_rounds and time.monotonic() - start < plan.workload_seconds
    ):
        turns = {}
        for name, participant in participants.items():
            time.sleep(PAUSE)
            turns[name] = participant.measure(workload, plan.seconds)
        _compare_losses(workload, turns)
        rounds.append(turns)
    seconds = {name: [turns[name]["median_seconds"] for turns in rounds] for name in participants}
    result = {
        "rounds": len(rounds),
        "median_seconds": {name: _rounded(statistics.median(values)) for name, values in seconds.items()},
        "min_seconds": {name: _rounded(min(turns[name]["min_seconds"] for turns in rounds)) for name in participants},
        "ratios": {},
    }
    for name in workload.peers:
        ratios = [_rounded(peer / nabla) for peer, nabla in zip(seconds[name], seconds["nabla"])]
        result["ratios"][name] = {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)}
    last = rounds[-1]["nabla"]
    if workload.kind != "epoch":
        result["gflops"] = _rounded(last["flops"] / result["median_seconds"]["nabla"] / 1e9)
        result["allocations"] = last["allocations"]
    return result


def _rounded(value):
    """Four digits: more than any measurement has."""
    return float(f"{value:.4g}")


def _compare_losses(workload, turns):
    """Whether all learn about the same in their first epoch."""
    if workload.kind != "epoch":
        return
    losses = {name: turn["loss"] for name, turn in turns.items()}
    if not max(losses.values()) <= (1 + LOSS_TOLERANCE) * min(losses.values()):
        raise SystemExit(f"benchmark-peers: the losses after one epoch differ, {workload.label}: {losses}")
