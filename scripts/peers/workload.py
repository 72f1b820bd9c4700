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
    # For Jacobians: in what the outputs are differentiated, `inputs` or `parameters`; for `inside` which derivative of the
    # error, `gradient`, `jacobian` of the residuals, or `hvp`.
    of: str | None = None
    # For epochs: the data set, and how many examples of it are gone through.
    data: str | None = None
    examples: int | None = None

    @property
    def task(self):
        """The network and its examples."""
        of = self.of and (f"{self.of}, " if self.kind == "inside" else f"in the {self.of}, ")
        special = f"{self.data}, " if self.data else of or ""
        return f"{special}{'-'.join(map(str, self.layers))} × {self.batch}"

    @property
    def label(self):
        """All but the kind."""
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{self.task}, {self.precision}, {threads}"

    @property
    def parameters(self):
        """|w|, biases among them."""
        return sum((inputs + 1) * units for inputs, units in zip(self.layers, self.layers[1:]))


# Every kind in the order of the list, and what it computes.
TITLES = {
    "gradient": "One gradient: ½‖y − t‖², tanh",
    "predict": "Prediction: tanh",
    "hvp": "Hessian-vector product: ½‖y − t‖², tanh",
    "hessian": "Hessian: ½‖y − t‖², tanh",
    "jacobian": "Jacobian of every example: tanh",
    "inside": "Derivatives of ½ Σ (−Δu − f)²: tanh",
    "step": "One step of Adam: cross-entropy, tanh",
    "epoch": "One epoch with Adam: cross-entropy, tanh",
}

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


def second_order():
    """Hessian-vector products, Hessians, and Jacobians, on small networks."""
    for layers, batch in ((10, 20, 20, 3), 500), ((4, 32, 16, 4), 200), ((64, 32, 10), 200):
        task = dict(layers=layers, batch=batch, precision="double", threads=2, peers=("jax", "torch"))
        yield Workload("hvp", **task)
        yield Workload("hessian", **task)
        yield Workload("jacobian", of="inputs", **task)
        yield Workload("jacobian", of="parameters", **task)


def inside():
    """Derivatives of an error that contains the Laplacian of the output."""
    for layers in (2, 32, 32, 1), (2, 64, 64, 1), (3, 64, 64, 64, 1):
        for of in "gradient", "jacobian", "hvp":
            yield Workload("inside", layers, 1000, "double", 2, ("jax",), of=of)


def trainings():
    """One optimiser step on a batch, and whole epochs on real images."""
    fashion = dict(layers=(784, 256, 128, 10), batch=128, precision="single", threads=2, likelihood="categorical")
    yield Workload("step", peers=("torch",), **fashion)
    yield Workload("epoch", peers=("torch",), data="Fashion-MNIST", examples=60000, **fashion)
    # Four fifths of the 1797 images; the command of Nabla keeps the others for its test.
    yield Workload("epoch", (64, 128, 10), 64, "double", 1, ("sklearn",), "categorical", data="digits", examples=1438)


def workloads():
    every = [*gradients(), *predictions(), *second_order(), *inside(), *trainings()]
    return sorted(every, key=lambda workload: list(TITLES).index(workload.kind))
