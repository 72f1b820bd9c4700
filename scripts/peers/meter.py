"""How long a call takes, by the same procedure as Nabla's own benchmark."""

import gc
import statistics
import time

SAMPLE_SECONDS = 1e-3
LEAST_SAMPLES = 3


def usual(call, repeats=7):
    """The median of the seconds of some calls that take long."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure(call, seconds):
    """The median and the smallest number of seconds a call.

    The call is warmed up for a tenth of the time; the calls of a sample are doubled until it takes a millisecond; then
    samples, at least three, are taken until the time is used up. Garbage is not collected meanwhile.
    """

    def sample(calls):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        return time.perf_counter() - start

    gc.collect()
    gc.disable()
    try:
        last = warm_up = sample(1)
        while warm_up < seconds / 10:
            last = sample(1)
            warm_up += last
        calls = 1
        while last < SAMPLE_SECONDS:
            calls *= 2
            last = sample(calls)
        samples, used = [], 0.0
        while len(samples) < LEAST_SAMPLES or used < seconds:
            last = sample(calls)
            used += last
            samples.append(last / calls)
    finally:
        gc.enable()
    return {"median_seconds": statistics.median(samples), "min_seconds": min(samples)}
