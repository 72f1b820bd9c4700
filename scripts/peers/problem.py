"""The numbers that the peers compute with, and NumPy's answer from the formulas, which theirs must equal.

Nabla draws its own: as many, from the same distributions. Its tests compare its derivatives with those of JAX.
"""

import dataclasses

import numpy

from workload import Workload

DTYPES = {"double": numpy.float64, "single": numpy.float32}


@dataclasses.dataclass(frozen=True)
class Problem:
    """A network with tanh in its hidden layers, and a batch."""

    workload: Workload
    # W (units × inputs) and b of each layer.
    parameters: list[tuple[numpy.ndarray, numpy.ndarray]]
    # n × d.
    x: numpy.ndarray
    # n × K numbers, or n classes.
    t: numpy.ndarray


def problem(workload):
    """Weights by Glorot and Bengio (2010), uniform with variance 2 / (n_in + n_out); normal inputs and targets."""
    random = numpy.random.default_rng(1)
    dtype = DTYPES[workload.precision]
    parameters = []
    for inputs, units in zip(workload.layers, workload.layers[1:]):
        bound = (6 / (inputs + units)) ** 0.5
        parameters.append((random.uniform(-bound, bound, (units, inputs)).astype(dtype), numpy.zeros(units, dtype)))
    x = random.standard_normal((workload.batch, workload.layers[0])).astype(dtype)
    outputs = workload.layers[-1]
    if workload.likelihood == "categorical":
        t = random.integers(outputs, size=workload.batch)
    else:
        t = random.standard_normal((workload.batch, outputs)).astype(dtype)
    return Problem(workload, parameters, x, t)


def _forward(problem):
    """Every layer's z in double precision, the inputs first; the last ones are the pre-activations of the outputs."""
    z = [problem.x.astype(numpy.float64)]
    for W, b in problem.parameters:
        a = z[-1] @ W.T.astype(numpy.float64) + b
        z.append(a if len(z) == len(problem.parameters) else numpy.tanh(a))
    return z


def outputs(problem):
    """[y]"""
    return [_forward(problem)[-1]]


def gradient(problem):
    """[E, ∂E/∂W, ∂E/∂b, …] of E = ½‖y − t‖² by backpropagation."""
    z = _forward(problem)
    delta = z[-1] - problem.t
    loss = (delta**2).sum() / 2
    blocks = []
    for k in reversed(range(len(problem.parameters))):
        blocks = [delta.T @ z[k], delta.sum(0)] + blocks
        if k > 0:
            delta = (delta @ problem.parameters[k][0]) * (1 - z[k] ** 2)
    return [loss, *blocks]


def mean_cross_entropy(problem):
    """[−Σ log y_t / n] with y = softmax(a)."""
    a = _forward(problem)[-1]
    a = a - a.max(1, keepdims=True)
    log_y = a - numpy.log(numpy.exp(a).sum(1, keepdims=True))
    return [-log_y[numpy.arange(len(a)), problem.t].mean()]


ANSWERS = {"gradient": gradient, "predict": outputs, "step": mean_cross_entropy}


def check(problem, found):
    """Stops where a peer's numbers are not those of the formulas, up to rounding in the problem's precision."""
    bound = 1e3 * numpy.finfo(problem.x.dtype).eps
    kind = problem.workload.kind
    expected = ANSWERS[kind](problem)
    for place, (f, e) in enumerate(zip(found, expected, strict=True)):
        f, e = numpy.asarray(f, numpy.float64), numpy.asarray(e)
        if f.shape != e.shape:
            raise ValueError(f"{kind}: result {place} has the shape {f.shape} and not {e.shape}")
        error = numpy.linalg.norm(f - e) / numpy.linalg.norm(e)
        if not error <= bound:
            raise ValueError(f"{kind}: result {place} has a relative error of {error:.1e}, which is above {bound:.1e}")
