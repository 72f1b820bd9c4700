"""NumPy's answers from the formulas, in double precision, which a peer's must equal before it is measured.

A layer has z = tanh(a) and a = Wz + b, with z of the layer before; y is the last a. E = ½‖y − t‖².
"""

import numpy


def _forward(problem):
    """Every layer's z, the inputs first; the last ones are the pre-activations of the outputs."""
    z = [problem.x.astype(numpy.float64)]
    for W, b in problem.parameters:
        a = z[-1] @ W.T.astype(numpy.float64) + b
        z.append(a if len(z) == len(problem.parameters) else numpy.tanh(a))
    return z


def outputs(problem):
    """[y]"""
    return [_forward(problem)[-1]]


def gradient(problem):
    """[E, ∂E/∂W, ∂E/∂b, …] by backpropagation."""
    z = _forward(problem)
    delta = z[-1] - problem.t
    loss = (delta**2).sum() / 2
    blocks = []
    for k in reversed(range(len(problem.parameters))):
        blocks = [delta.T @ z[k], delta.sum(0)] + blocks
        if k > 0:
            delta = (delta @ problem.parameters[k][0]) * (1 - z[k] ** 2)
    return [loss, *blocks]


def hessian_vector_product(problem):
    """[Hv] by forward and backward passes of the derivative along v, R{·} (Pearlmutter 1994)."""
    z, v = _forward(problem), problem.layers_of(problem.v)
    Rz = [numpy.zeros_like(z[0])]
    for k, ((W, _), (V, c)) in enumerate(zip(problem.parameters, v)):
        Ra = Rz[k] @ W.T + z[k] @ V.T + c
        Rz.append(Ra if k == len(v) - 1 else (1 - z[k + 1] ** 2) * Ra)
    delta, Rdelta = z[-1] - problem.t, Rz[-1]
    blocks = []
    for k in reversed(range(len(v))):
        blocks = [(Rdelta.T @ z[k] + delta.T @ Rz[k]).ravel(), Rdelta.sum(0)] + blocks
        if k > 0:
            W, V = problem.parameters[k][0], v[k][0]
            back, slope = delta @ W, 1 - z[k] ** 2
            Rdelta = (Rdelta @ W + delta @ V) * slope - 2 * back * z[k] * Rz[k]
            delta = back * slope
    return [numpy.concatenate(blocks)]


def jacobian(problem):
    """[∂y/∂x], n × K × d, or [∂y/∂w], n × K × |w|."""
    z = _forward(problem)
    n, outputs = z[-1].shape
    delta = numpy.broadcast_to(numpy.eye(outputs), (n, outputs, outputs))
    blocks = []
    for k in reversed(range(len(problem.parameters))):
        if problem.workload.of == "parameters":
            weights = numpy.einsum("nkj,ni->nkji", delta, z[k]).reshape(n, outputs, -1)
            blocks = [weights, delta] + blocks
        delta = delta @ problem.parameters[k][0]
        if k > 0:
            delta = delta * (1 - z[k] ** 2)[:, None, :]
    return [numpy.concatenate(blocks, axis=2) if blocks else delta]


def mean_cross_entropy(problem):
    """[−Σ log softmax(a)_t / n]"""
    a = _forward(problem)[-1]
    a = a - a.max(1, keepdims=True)
    log_y = a - numpy.log(numpy.exp(a).sum(1, keepdims=True))
    return [-log_y[numpy.arange(len(a)), problem.t].mean()]


ANSWERS = {
    "gradient": gradient,
    "predict": outputs,
    "hvp": hessian_vector_product,
    # A peer multiplies its Hessian by v.
    "hessian": hessian_vector_product,
    "jacobian": jacobian,
    "step": mean_cross_entropy,
}


def check(problem, found):
    """Stops where a peer's numbers are not those of the formulas, up to rounding in the problem's precision."""
    kind, bound = problem.workload.kind, 1e3 * numpy.finfo(problem.x.dtype).eps
    expected = ANSWERS[kind](problem)
    for place, (f, e) in enumerate(zip(found, expected, strict=True)):
        f, e = numpy.asarray(f, numpy.float64), numpy.asarray(e)
        if f.shape != e.shape:
            raise ValueError(f"{kind}: result {place} has the shape {f.shape} and not {e.shape}")
        error = numpy.linalg.norm(f - e) / numpy.linalg.norm(e)
        if not error <= bound:
            raise ValueError(f"{kind}: result {place} has a relative error of {error:.1e}, which is above {bound:.1e}")
