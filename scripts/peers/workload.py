"""What is measured: the list of workloads, and who takes part in each."""

import dataclasses

NAMES = {
    "nabla": "Nabla",
    "jax": "JAX",
    "torch": "PyTorch",
    "onnxruntime": "ONNX Runtime",
    "sklearn": "scikit-learn",
    "nabla-1": "Nabla, 1 thread",
}


@dataclasses.dataclass(frozen=True)
class Workload:
    """One task on a chain of layers, inputs first; `kind` is the name that Nabla's benchmark has for it, or `epoch`."""

    kind: str
    layers: tuple[int, ...]
    batch: int
    precision: str
    threads: int
    # Whom Nabla is compared with.
    peers: tuple[str, ...]
    likelihood: str = "gaussian"
    # For epochs: the data set, and how many examples of it are gone through.
    data: str | None = None
    examples: int | None = None

    @property
    def network(self):
        return "-".join(map(str, self.layers))

    @property
    def label(self):
        """All but the kind."""
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        data = f"{self.data}, " if self.data else ""
        return f"{data}{self.network} × {self.batch}, {self.precision}, {threads}"

    @property
    def parameters(self):
        """|w|, biases among them."""
        return sum((inputs + 1) * units for inputs, units in zip(self.layers, self.layers[1:]))


PRECISIONS = ("double", "single")
LARGE = (((784, 512, 512, 10), 128), ((1024, 2048, 2048, 1024), 512))
THIN = ((4, 32, 16, 4), 10000)


def gradients():
    """The loss and its gradient in all parameters."""
    small = (((2, 16, 16, 1), 32), ((24, 8, 2), 200), THIN, ((64, 128, 10), 64))
    for precision in PRECISIONS:
        for layers, batch in small + LARGE:
            yield Workload("gradient", layers, batch, precision, 1, ("jax", "torch"))
        for layers, batch in (THIN,) + LARGE:
            yield Workload("gradient", layers, batch, precision, 2, ("jax", "torch", "nabla-1"))


def predictions():
    """The outputs of a batch, and of one example."""
    for precision in PRECISIONS:
        for batch in 1, 128:
            for layers in (2, 16, 16, 1), (64, 128, 10), (784, 512, 512, 10):
                yield Workload("predict", layers, batch, precision, 1, ("onnxruntime", "jax", "torch"))


def trainings():
    """One optimiser step on a batch, and whole epochs on real images."""
    fashion = dict(layers=(784, 256, 128, 10), batch=128, precision="single", threads=2, likelihood="categorical")
    yield Workload("step", peers=("torch",), **fashion)
    yield Workload("epoch", peers=("torch",), data="Fashion-MNIST", examples=60000, **fashion)
    # Four fifths of the 1797 images; the command of Nabla keeps the others for its test.
    yield Workload("epoch", (64, 128, 10), 64, "double", 1, ("sklearn",), "categorical", "digits", 1438)


def workloads():
    return [*gradients(), *predictions(), *trainings()]
