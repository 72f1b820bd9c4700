"""The process of one peer, `worker.py PEER`: reads requests and writes what it measured, a line of JSON each."""

import importlib
import json
import os
import sys

import answers
import meter
import problem
from workload import Workload


def prepare(task, workload):
    """The call to be timed, and its first result: a loss for epochs, and else numbers that were checked, and None."""
    given = problem.problem(workload)
    call, numbers = task(given)
    result = call()
    if numbers is None:
        return call, result
    answers.check(given, numbers(result))
    return call, None


def read(request):
    """The workload of a request; JSON has lists for its tuples."""
    return Workload(**{key: tuple(value) if isinstance(value, list) else value for key, value in request.items()})


def main():
    # Whatever a library prints goes to the standard error.
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    peer = importlib.import_module(f"with_{sys.argv[1]}")
    print(json.dumps({"version": peer.VERSION}), file=replies)
    prepared = None
    for line in sys.stdin:
        request = json.loads(line)
        workload = read(request["workload"])
        if workload != prepared:
            call, loss = prepare(peer.TASKS[workload.kind], workload)
            prepared = workload
        if request["seconds"] == 0:
            print(json.dumps({}), file=replies)
            continue
        measurement = meter.measure(call, request["seconds"])
        print(json.dumps({**measurement, "loss": loss}), file=replies)


if __name__ == "__main__":
    main()
