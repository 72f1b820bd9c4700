"""Compares the evidence of trained networks with laplace-torch: prints times and ratios.

Fit with the log evidence: the curvature at trained weights, its factorisation and the log marginal likelihood. laplace-torch has
the full Gauss-Newton matrix by each of its backends, the one that it takes by itself first; Nabla the exact Hessian and a
certificate that the weights are at a minimum. Optimising the prior: laplace-torch's `optimize_prior_precision` (marginal
likelihood, 100 steps of Adam, the noise held); Nabla's Newton on the strength of the penalty and the noise, to 1e-6 nats; both
hold the weights. Random networks of the same law and size, double precision, one process after the other, medians. Needs
requirements-evidence.txt and `swift build -c release --product NablaBenchmark`. `--large` measures Nabla's low-rank posterior of
50 360 parameters with its memory instead, which nothing is compared with: a full matrix would take 20 GB.
"""

import argparse
import pathlib
import resource
import time
import warnings

from meter import usual
from nabla import records

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKLOADS = [((10, 20, 20, 3), 500), ((64, 32, 10), 200)]
LARGE = ((100, 180, 160, 20), 500)


def nabla(layers, batch, part, threads, seconds):
    return records(
        ROOT / ".build" / "release" / "NablaBenchmark", "evidence", "--layers", ",".join(map(str, layers)), "--batch",
        batch, "--of", part, "--threads", threads, "--seconds", seconds)[-1]["median_seconds"]


class Peer:
    def __init__(self, layers, batch):
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        torch.manual_seed(1)
        torch.set_default_dtype(torch.float64)

        def network():
            parts = []
            for i, (a, b) in enumerate(zip(layers, layers[1:])):
                parts += [torch.nn.Linear(a, b)] + ([torch.nn.Tanh()] if i < len(layers) - 2 else [])
            return torch.nn.Sequential(*parts)

        x = torch.randn(batch, layers[0])
        with torch.no_grad():
            t = network()(x)
            t += 0.3 * torch.randn_like(t)
        self.network = network()
        optimizer = torch.optim.LBFGS(self.network.parameters(), max_iter=500, line_search_fn="strong_wolfe")

        def closure():
            optimizer.zero_grad()
            loss = ((self.network(x) - t) ** 2).sum() / 2 + sum((p**2).sum() for p in self.network.parameters()) / 2
            loss.backward()
            return loss

        optimizer.step(closure)
        self.loader = DataLoader(TensorDataset(x, t), batch_size=batch)

    def fitted(self, backend):
        from laplace import Laplace

        model = Laplace(
            self.network, "regression", subset_of_weights="all", hessian_structure="full", sigma_noise=1.0,
            prior_precision=1.0, backend=backend)
        model.fit(self.loader)
        return model, float(model.log_marginal_likelihood().sum())


def backends():
    """laplace-torch's backends by name, its own choice first."""
    import laplace.curvature as curvature

    names = ("CurvlinopsGGN", "BackPackGGN", "AsdlGGN")
    return {name: getattr(curvature, name) for name in names if hasattr(curvature, name)}


def compare(layers, batch, arguments):
    peer = Peer(layers, batch)
    title = f"{'-'.join(map(str, layers))} x {batch}"

    def say(what, part, seconds, backend):
        own = nabla(layers, batch, part, arguments.threads, arguments.seconds)
        print(f"{title}, {what}: nabla {own:.4g} s, laplace-torch {seconds:.4g} s ({backend}), "
              f"{seconds / own:.1f} times nabla's", flush=True)

    times, models = {}, {}
    for name, backend in backends().items():
        try:
            start = time.perf_counter()
            models[name] = peer.fitted(backend)
            first = time.perf_counter() - start
            # One call is enough where it takes long.
            times[name] = usual(lambda: peer.fitted(backend), arguments.repeats) if first < 10 else first
        except Exception as error:  # A backend that does not go with the installed PyTorch.
            print(f"  {name}: {type(error).__name__}: {str(error).splitlines()[0][:80]}")
            continue
        say("fit and log evidence", "posterior", times[name], name)
    name = min(times, key=times.get)
    values = [value for _, value in models.values()]
    assert max(values) - min(values) < 1e-6 * abs(values[0]), values
    start = time.perf_counter()
    models[name][0].optimize_prior_precision(method="marglik", init_prior_prec=1.0)
    say("optimising the prior", "precisions", time.perf_counter() - start, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", default="", help="networks with this in their layers, such as 64-32-10")
    arguments = parser.parse_args()
    if arguments.large:
        layers, batch = LARGE
        start = time.perf_counter()
        own = nabla(layers, batch, "low-rank", arguments.threads, 0.01)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        return print(f"{'-'.join(map(str, layers))} x {batch}, low rank: {own:.3g} s at trained weights, "
                     f"{time.perf_counter() - start:.3g} s with training and warming up, {most:.2f} GB at most")
    import torch

    warnings.simplefilter("ignore")
    torch.set_num_threads(arguments.threads)
    for layers, batch in WORKLOADS:
        if arguments.only in "-".join(map(str, layers)):
            compare(layers, batch, arguments)


if __name__ == "__main__":
    main()
