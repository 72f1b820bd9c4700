"""The numbers that the peers compute with.

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
    # A direction among the parameters: layer by layer the weights, row by row, and the biases.
    v: numpy.ndarray

    @property
    def flat(self):
        """All parameters in the order of `v`."""
        return numpy.concatenate([p.ravel() for layer in self.parameters for p in layer])

    def layers_of(self, flat):
        """W and b of each layer from such a vector, of NumPy or of a peer."""
        layers, start = [], 0
        for W, b in self.parameters:
            end = start + W.size
            layers.append((flat[start:end].reshape(W.shape), flat[end : end + b.size]))
            start = end + b.size
        return layers


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
    v = random.standard_normal(workload.parameters).astype(dtype)
    return Problem(workload, parameters, x, t, v)
