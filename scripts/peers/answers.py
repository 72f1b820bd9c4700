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


def _residuals(layers, x):
    """r = −Δu − f of every example and its derivatives in all parameters, n × |w|: the streams z, ∂z/∂x_i and Δz of every
    layer, a stream an entry of the first axis, and one signal for each on the way back."""
    d = x.shape[1]
    z = [numpy.stack([x, *(numpy.broadcast_to(e, x.shape) for e in numpy.eye(d)), numpy.zeros_like(x)])]
    a = []
    for k, (W, b) in enumerate(layers):
        a.append(z[-1] @ W.T)
        a[-1][0] += b
        t = numpy.tanh(a[-1][0])
        s = 1 - t**2
        squares = (a[-1][1:-1] ** 2).sum(0)
        z.append(numpy.stack([t, *(s * a[-1][1:-1]), s * a[-1][-1] - 2 * t * s * squares]))
    signal = numpy.zeros_like(a[-1])
    signal[-1] = -1
    blocks = []
    for k in reversed(range(len(layers))):
        if k < len(layers) - 1:
            t, s, first = z[k + 1][0], 1 - z[k + 1][0] ** 2, a[k][1:-1]
            squares = (first**2).sum(0)
            value = s * signal[0] - 2 * t * s * ((signal[1:-1] * first).sum(0) + signal[-1] * a[k][-1])
            value += signal[-1] * (6 * t**2 - 2) * s * squares
            signal = numpy.stack([value, *(s * signal[1:-1] - 4 * t * s * first * signal[-1]), s * signal[-1]])
        weights = numpy.einsum("snj,sni->nji", signal, z[k]).reshape(len(x), -1)
        blocks = [weights, signal[0]] + blocks
        signal = signal @ layers[k][0]
    f = d * numpy.pi**2 * numpy.sin(numpy.pi * x).prod(1)
    return -a[-1][-1, :, 0] - f, numpy.concatenate(blocks, axis=1)


def inside(problem):
    """[E, ∂E/∂w], [r, ∂r/∂w], or [Hv] as the imaginary part of the gradient at w + i 10⁻³⁰ v, which no rounding disturbs."""
    x = problem.x
    if problem.workload.of == "hvp":
        r, J = _residuals(problem.layers_of(problem.flat + 1e-30j * problem.v), x)
        return [(r @ J).imag / 1e-30]
    r, J = _residuals(problem.parameters, x)
    return [r, J] if problem.workload.of == "jacobian" else [r @ r / 2, r @ J]


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
    "inside": inside,
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
