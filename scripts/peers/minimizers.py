"""Minimises networks' errors to one norm of the gradient, by Nabla's minimisers and by SciPy's, by turns.

Both start from the same weights on the same examples, which Benchmarks/NablaBenchmark/Minimize.swift describes. SciPy calls
values, gradients, Jacobians and Hessian products in NumPy, written for these networks, and is stopped at the first gradient
whose norm is small enough: for L-BFGS minimize's L-BFGS-B; for trust-region Newton the fastest of trust-ncg, trust-krylov,
trust-exact (to 1200 parameters) and Newton-CG, against the faster of Nabla's TrustRegionNewton (to 1200 parameters) and NewtonCG, which
has a trust region, too; for Levenberg-Marquardt the faster of MINPACK's lm and trf. The seconds are the least of --rounds; the minima
that different paths lead to may differ, so their errors are printed too.

usage: scripts/benchmark-peers --minimizers [--rounds N] [--threads N] [--most SECONDS] [--gradient G] [--only TEXT]
"""

import argparse
import math
import pathlib
import time

import numpy as np
import scipy
from scipy.optimize import least_squares, minimize
from threadpoolctl import threadpool_limits

from nabla import records

ROOT = pathlib.Path(__file__).resolve().parents[2]
# About 100, 300, 700, 1400 and 5000 parameters, with as many examples.
NETWORKS = [((2, 24, 1), 200), ((4, 16, 12, 2), 500), ((6, 24, 20, 2), 1000), ((8, 36, 28, 2), 2000), ((12, 80, 48, 2), 5000)]
L2 = 1e-4
# With more parameters than these, whole Hessians take longer than products with them.
MOST_DENSE = 1200
PRIMES = [2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]


class Found(Exception):
    """Where the gradient is small enough."""


class Late(Exception):
    """The time is over."""


class Problem:
    def __init__(self, layers, n, tolerance, most):
        d, k = layers[0], layers[-1]
        i = np.arange(1, n + 1)[:, None]
        self.x = 2 * np.modf(i * np.sqrt(np.array(PRIMES[:d])))[0] - 1
        self.t = np.sin(3 * self.x.sum(1, keepdims=True) / math.sqrt(d) + np.arange(k))
        self.n, self.tolerance, self.most, self.shapes, start = n, tolerance, most, [], []
        phi, place, penalized = (math.sqrt(5) - 1) / 2, 0, []
        for a, b in zip(layers, layers[1:]):
            self.shapes.append((place, a, b))
            m = np.arange(place, place + a * b, dtype=float)
            start.append(math.sqrt(6 / (a + b)) * (2 * np.modf((m + 1) ** 2 * phi)[0] - 1))
            start.append(np.zeros(b))
            penalized += [1.0] * (a * b) + [0.0] * b
            place += a * b + b
        self.start, self.penalty, self.size = np.concatenate(start), L2 * np.array(penalized), place
        self.begin = 0.0
        self.best = (math.inf, None)

    def weights(self, w):
        return [(w[p:p + a * b].reshape(b, a), w[p + a * b:p + a * b + b]) for p, a, b in self.shapes]

    def forward(self, w):
        z = [self.x]
        layers = self.weights(w)
        for index, (weight, bias) in enumerate(layers):
            a = z[-1] @ weight.T + bias
            z.append(a if index == len(layers) - 1 else np.tanh(a, out=a))
        return layers, z

    def value_and_gradient(self, w):
        layers, z = self.forward(w)
        delta = (z[-1] - self.t) / self.n
        value = 0.5 * self.n * np.vdot(delta, delta) + 0.5 * np.dot(self.penalty, w * w)
        gradient = np.empty(self.size)
        for (p, a, b), (weight, _), before in zip(self.shapes[::-1], layers[::-1], z[-2::-1]):
            np.matmul(delta.T, before, out=gradient[p:p + a * b].reshape(b, a))
            gradient[p + a * b:p + a * b + b] = delta.sum(0)
            if p:
                delta = (delta @ weight) * (1 - before * before)
        gradient += self.penalty * w
        return value, gradient

    def checked(self, w):
        value, gradient = self.value_and_gradient(w)
        self.check(w, value, gradient)
        return value, gradient

    def check(self, w, value, gradient):
        norm = math.sqrt(np.dot(gradient, gradient))
        if norm <= self.tolerance:
            raise Found(value, norm)
        if time.perf_counter() - self.begin > self.most:
            raise Late(value, norm)

    def hessian_product(self, w, v):
        """By differentiation of the gradient along v (B. A. Pearlmutter, 1994)."""
        layers, z = self.forward(w)
        along = self.weights(v)
        r = [np.zeros_like(self.x)]
        for index, ((weight, _), (dw, db)) in enumerate(zip(layers, along)):
            a = z[index] @ dw.T + db
            if index:
                a += r[-1] @ weight.T
            r.append(a if index == len(layers) - 1 else a * (1 - z[index + 1] ** 2))
        delta, change = (z[-1] - self.t) / self.n, r[-1] / self.n
        product = np.empty(self.size)
        for index in range(len(layers) - 1, -1, -1):
            (p, a, b), weight, dw, before, own = self.shapes[index], layers[index][0], along[index][0], z[index], r[index]
            product[p:p + a * b] = (change.T @ before + delta.T @ own).ravel()
            product[p + a * b:p + a * b + b] = change.sum(0)
            if p:
                back, slope = delta @ weight, 1 - before * before
                change = (change @ weight + delta @ dw) * slope - 2 * back * before * own
                delta = back * slope
        return product + self.penalty * v

    def hessian(self, w):
        unit = np.eye(self.size)
        return np.stack([self.hessian_product(w, e) for e in unit])

    def residuals(self, w):
        _, z = self.forward(w)
        return np.concatenate([((z[-1] - self.t) / math.sqrt(self.n)).T.ravel(), np.sqrt(self.penalty) * w])

    def jacobian(self, w):
        layers, z = self.forward(w)
        k = self.t.shape[1]
        result = np.zeros((self.n * k + self.size, self.size))
        for output in range(k):
            rows = result[output * self.n:(output + 1) * self.n]
            delta = np.zeros((self.n, k))
            delta[:, output] = 1 / math.sqrt(self.n)
            for index in range(len(layers) - 1, -1, -1):
                (p, a, b), before = self.shapes[index], z[index]
                np.multiply(delta[:, :, None], before[:, None, :], out=rows[:, p:p + a * b].reshape(self.n, b, a))
                rows[:, p + a * b:p + a * b + b] = delta
                if p:
                    delta = (delta @ layers[index][0]) * (1 - before * before)
        np.fill_diagonal(result[self.n * k:], np.sqrt(self.penalty))
        residuals = self.residuals(w)
        self.check(w, 0.5 * np.dot(residuals, residuals), residuals @ result)
        return result


def run(problem, call):
    """Seconds, value and norm at the end; None where it does not get there."""
    problem.begin = time.perf_counter()
    try:
        call()
    except Found as found:
        return time.perf_counter() - problem.begin, *found.args
    except (Late, np.linalg.LinAlgError, ValueError):
        pass
    return None


def scipy_calls(problem, kind):
    start, options = problem.start, {"maxiter": 10**6}

    def by(method, **more):
        return lambda: minimize(problem.checked, start, jac=True, method=method, **more)

    if kind == "lbfgs":
        limits = {**options, "maxfun": 10**7, "ftol": 0, "gtol": 0, "maxcor": 10}
        return {"L-BFGS-B": by("L-BFGS-B", options=limits)}
    if kind == "trust-region":
        tight = {**options, "gtol": 1e-12}
        calls = {m: by(m, hessp=problem.hessian_product, options=tight) for m in ("trust-ncg", "trust-krylov")}
        calls["Newton-CG"] = by("Newton-CG", hessp=problem.hessian_product, options={**options, "xtol": 1e-15})
        if problem.size <= MOST_DENSE:
            calls["trust-exact"] = by("trust-exact", hess=problem.hessian, options=tight)
        return calls
    tight = {"ftol": None, "xtol": None, "gtol": 1e-15, "max_nfev": 10**6}
    return {
        "MINPACK lm": lambda: least_squares(
            problem.residuals, start, problem.jacobian, method="lm", **{**tight, "ftol": 1e-15, "xtol": 1e-15}),
        "trf": lambda: least_squares(problem.residuals, start, problem.jacobian, method="trf", **tight)}


def nabla(layers, n, kind, parameters, arguments):
    """The record of the fastest of Nabla's minimisers of a kind that gets there, or else of any."""
    names = [kind] if kind != "trust-region" or parameters <= MOST_DENSE else []
    if kind == "trust-region":
        names.append("newton-cg")
    found = [
        records(
            arguments.program, "minimize", "--of", name, "--layers", ",".join(map(str, layers)), "--batch", n, "--threads",
            arguments.threads, "--gradient", arguments.gradient, "--seconds", 0.2)[-1]
        for name in names]
    return min(found, key=lambda record: (record["gradient_norm"] > arguments.gradient, record["min_seconds"]))


def check(problem):
    """The derivatives, against differences."""
    w, v = problem.start, np.random.default_rng(1).normal(size=problem.size)
    step = 1e-6
    ahead, behind = problem.value_and_gradient(w + step * v), problem.value_and_gradient(w - step * v)
    _, gradient = problem.value_and_gradient(w)
    assert abs((ahead[0] - behind[0]) / (2 * step) - gradient @ v) <= 1e-6 * np.linalg.norm(gradient) * np.linalg.norm(v)
    product = problem.hessian_product(w, v)
    assert np.linalg.norm((ahead[1] - behind[1]) / (2 * step) - product) <= 1e-5 * np.linalg.norm(product)
    problem.begin = time.perf_counter()
    residuals = problem.residuals(w)
    assert np.allclose(residuals @ problem.jacobian(w), gradient, atol=1e-12)


def main(arguments):
    print(f"SciPy {scipy.__version__}, NumPy {np.__version__}, {arguments.threads} threads; |gradient| <= {arguments.gradient:g}\n")
    print("| network | parameters | minimiser | Nabla s | error | by | SciPy s | error | by | SciPy / Nabla |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for layers, n in NETWORKS:
        problem = Problem(layers, n, arguments.gradient, arguments.most)
        check(problem)
        for kind in ("lbfgs", "trust-region", "levenberg-marquardt"):
            name = f"{'-'.join(map(str, layers))} × {n}"
            if arguments.only and arguments.only not in f"{name} {kind}":
                continue
            own, peers = [], {}
            for _ in range(arguments.rounds):
                own.append(nabla(layers, n, kind, problem.size, arguments))
                for method, call in scipy_calls(problem, kind).items():
                    if peers.get(method, 0) is not None:
                        found = run(problem, call)
                        peers[method] = min(found, peers.get(method) or found) if found else None
            best = min(own, key=lambda record: record["min_seconds"])
            seconds = best["min_seconds"]
            arrived = best["gradient_norm"] <= arguments.gradient
            mine = f"{seconds:.4f} | {best['value']:.6g}" if arrived else f"— (gradient {best['gradient_norm']:.1e}) |"
            mine += f" | {best['of']}"
            reached = {method: found for method, found in peers.items() if found}
            if reached:
                method = min(reached, key=lambda m: reached[m][0])
                theirs = f"{reached[method][0]:.4f} | {reached[method][1]:.6g} | {method}"
                ratio = f"{reached[method][0] / seconds:.1f}" if arrived else "—"
            else:
                theirs, ratio = f"> {arguments.most:g} | | {', '.join(peers)}", f"> {arguments.most / seconds:.1f}" if arrived else "—"
            print(f"| {name} | {problem.size} | {kind} | {mine} | {theirs} | {ratio} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minimizers", action="store_true", help="what scripts/benchmark-peers passes on")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--most", type=float, default=20, help="the seconds that a run of SciPy's may take")
    parser.add_argument("--gradient", type=float, default=1e-6, help="the norm of the gradient at which a run ends")
    parser.add_argument("--only", default="", help="rows that contain this text")
    parser.add_argument("--program", default=str(ROOT / ".build/release/NablaBenchmark"))
    parsed = parser.parse_args()
    with threadpool_limits(parsed.threads):
        main(parsed)
