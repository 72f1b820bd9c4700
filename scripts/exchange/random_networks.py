"""Model files of random networks: every function, skips, masks, layers without bias, basis functions, likelihoods and scalers."""

import json

import numpy
from safetensors.numpy import save_file

FUNCTIONS = [
    "identity", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "silu", "gelu", "sin", "exp", "gaussian"]
# Names of any characters.
NAMES = ["h", "ä/\n", 'say "x" */ ??/', "\u00e9 b\\"]


def likelihood(random):
    """The description of a family, its number of outputs, and the function of the output."""
    k = int(random.integers(1, 4))
    families = [
        ("gaussian", k, "identity"), ("bernoulli", k, "sigmoid"), ("categorical", k + 1, "softmax"),
        ("poisson", 2, "exp"), ("gamma:2.5", 2, "exp"), ("negative-binomial:0.75", 2, "exp"),
        ("student:3,0.5", 2, "identity"), ("huber:0.75", 2, "identity"), ("quantile:0.1,0.5,0.9", 3 * k, "identity"),
        ("heteroscedastic", 2 * k, "identity"), ("mixture:2", 6 * k, "identity"), ("probit", k, "normal-distribution"),
        ("cloglog", k, "complementary-log-log"), ("gaussian", 2, str(random.choice(FUNCTIONS)))]
    chosen = int(random.integers(len(families) + 1))
    if chosen < len(families):
        family, outputs, function = families[chosen]
        return {"family": family, "outputs": outputs}, outputs, function
    heads = [families[i][:2] for i in random.choice(len(families) - 1, 3, replace=False)]
    outputs = sum(head[1] for head in heads)
    described = [{"likelihood": {"family": name, "outputs": n}, "weight": random.uniform(0.5, 2)} for name, n in heads]
    return {"family": "heads", "outputs": outputs, "heads": described}, outputs, "heads"


def basis(random, inputs, depth=0):
    """A set of basis functions and how many they are, or none."""
    edges = numpy.sort(random.normal(size=4)).tolist()
    kind = int(random.integers(11 if depth == 0 else 8))
    if kind == 0:
        return {"kind": "polynomial", "degree": 3}, 3 * inputs
    if kind == 1:
        coefficients = [{name: random.uniform(-1, 1, 3).tolist() for name in ("slopes", "offsets", "previous")}]
        return {"kind": "recurrence", "recurrences": coefficients}, 3 * inputs
    if kind == 2:
        return {"kind": "gaussian", "centres": random.normal(size=(4, inputs)).tolist(), "width": 0.8}, 4
    if kind == 3:
        return {"kind": "sigmoid", "centres": edges, "width": 0.6}, 4 * inputs
    if kind == 4:
        return {"kind": "fourier", "harmonics": 2, "period": 4.5}, 4 * inputs
    if kind == 5:
        degree = int(random.integers(0, 4))
        return {"kind": "b-spline", "degree": degree, "breakpoints": edges}, (2 + degree) * inputs
    if kind == 6:
        return {"kind": "indicator", "edges": edges}, 4 * inputs
    if kind == 7:
        return {"kind": "interactions", "order": 2}, inputs + inputs * (inputs - 1) // 2
    if kind == 10:
        # Every second input as it is.
        knots = [edges if i % 2 == 0 else [] for i in range(inputs)]
        return {"kind": "piecewise-linear", "knots": knots}, sum(3 if own else 1 for own in knots)
    (one, m), (other, n) = basis(random, inputs, 1), basis(random, inputs, 1)
    return {"kind": ["joined", "product"][kind - 8], "parts": [one, other]}, m + n if kind == 8 else m * n


def layer(random, name, units, function, sources, widths, dtype, tensors):
    """The description of a layer, whose weights are added to the tensors."""
    fan_in = sum(widths[source] for source in sources)
    description = {
        "name": name, "units": units, "activation": function, "sources": sources, "bias": bool(random.random() < 0.8)}
    if function == "leaky-relu":
        description["parameter"] = 0.2
    weights = random.uniform(-0.8, 0.8, (units, fan_in))
    if random.random() < 0.3:
        mask = random.random((units, fan_in)) < 0.7
        description["mask"] = ["".join("01"[int(m)] for m in row) for row in mask]
        weights = numpy.where(mask, weights, 0)
    # Sums of many terms stay where functions are not steep.
    weights *= min(1, 4 / fan_in)
    start = 0
    for source in sources:
        part = weights[:, start : start + widths[source]]
        tensors[f"{name}.weight.{source}"] = numpy.ascontiguousarray(part.astype(dtype))
        start += widths[source]
    if description["bias"]:
        tensors[f"{name}.bias"] = random.uniform(-0.8, 0.8, units).astype(dtype)
    widths[name] = units
    return description


def write_network(random, path, dtype, has_basis=None):
    """Writes a random model file: the number of its inputs, and its likelihood."""
    inputs = int(random.integers(1, 5))
    described, outputs, function = likelihood(random)
    tensors, widths, layers, unused = {}, {"input": inputs}, [], []
    architecture = {"inputs": inputs}
    if has_basis if has_basis is not None else random.random() < 0.3:
        architecture["basisFunctions"], widths["input"] = basis(random, inputs)
    for name in NAMES[: int(random.integers(0, 5))]:
        before = list(widths)
        sources = [s for s in before if random.random() < 0.4] or [before[-1]]
        layers.append(
            layer(random, name, int(random.integers(1, 6)), str(random.choice(FUNCTIONS)), sources, widths, dtype, tensors))
        unused = [s for s in unused if s not in sources] + [name]
    layers.append(layer(random, "output", outputs, function, unused or ["input"], widths, dtype, tensors))
    if random.random() < 0.5:
        tensors["scaler.means"] = random.normal(size=inputs).astype(dtype)
        tensors["scaler.scales"] = random.uniform(0.5, 2, inputs).astype(dtype)
    architecture |= {"layers": layers, "likelihood": described}
    save_file(tensors, path, {"format": "nabla-model", "version": "1", "architecture": json.dumps(architecture)})
    return inputs, outputs
