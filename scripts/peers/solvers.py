"""Compares exact solutions with NumPy and scikit-learn: prints times and ratios.

Least squares: numpy.linalg.lstsq, LAPACK's dgelsd, which it calls, from the system's OpenBLAS, and scikit-learn's Ridge, of any shape
(--rows 8 --columns 20000 --least-squares for a wide one). Logistic regression: every
solver of scikit-learn's LogisticRegression that goes without a penalty, to the gradient that Nabla leaves. Data of the same
law and size, the same number of threads; medians of runs one after the other. Needs NumPy and scikit-learn, and
`swift build -c release --product NablaBenchmark`.
"""

import argparse
import ctypes
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from threadpoolctl import threadpool_limits

from meter import usual
from nabla import records

ROOT = pathlib.Path(__file__).resolve().parents[2]


def nabla(likelihood, arguments):
    return records(
        ROOT / ".build" / "release" / "NablaBenchmark", "solve", "--layers", f"{arguments.columns},1", "--batch",
        arguments.rows, "--likelihood", likelihood, "--threads", arguments.threads, "--seconds", 2)[-1]["median_seconds"]


def system_dgelsd(x, t, threads):
    """A call of dgelsd from the system's LAPACKE and OpenBLAS, on copies as NumPy makes them."""
    blas = ctypes.CDLL("libopenblas.so.0", mode=ctypes.RTLD_GLOBAL)
    blas.openblas_set_num_threads(threads)
    lapack = ctypes.CDLL("liblapacke.so.3")
    n, p = x.shape
    pointer = lambda a: a.ctypes.data_as(ctypes.c_void_p)

    def call():
        a, b = np.asfortranarray(x.copy()), np.zeros(max(n, p))
        b[:n] = t
        s, rank = np.empty(min(n, p)), ctypes.c_int()
        info = lapack.LAPACKE_dgelsd(
            102, n, p, 1, pointer(a), n, pointer(b), max(n, p), pointer(s), ctypes.c_double(1e-12), ctypes.byref(rank))
        assert info == 0 and rank.value == min(n, p)
    return call


def main(arguments):
    rng = np.random.default_rng(1)
    n, d = arguments.rows, arguments.columns
    x = rng.normal(size=(n, d))
    signal = x @ np.where(np.arange(d) % 2 == 0, 0.3, -0.3)
    design = np.hstack([x, np.ones((n, 1))])

    t = signal + rng.normal(size=n)
    own = nabla("gaussian", arguments)
    print(f"least squares {n} x {d}: nabla {own:.4f} s, with its report")
    for name, call in [(f"numpy {np.__version__} lstsq", lambda: np.linalg.lstsq(design, t, rcond=None)),
                       ("dgelsd of the system's OpenBLAS", system_dgelsd(design, t, arguments.threads)),
                       (f"scikit-learn {sklearn.__version__} Ridge(1e-3)", lambda: Ridge(1e-3).fit(x, t))]:
        seconds = usual(call)
        print(f"  {name}: {seconds:.4f} s, {seconds / own:.2f} times nabla's")

    if arguments.least_squares:
        return
    y = (rng.uniform(size=n) < 1 / (1 + np.exp(-signal))).astype(int)
    own = nabla("bernoulli", arguments)
    print(f"logistic {n} x {d}: nabla {own:.4f} s, with its report; a mean derivative of at most 1e-9")
    best = np.inf
    for solver in ("lbfgs", "newton-cg", "newton-cholesky"):
        for tolerance in (1e-6, 1e-8, 1e-10, 1e-12):
            model = LogisticRegression(C=np.inf, solver=solver, tol=tolerance, max_iter=1000)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(x, y)
                probability = model.predict_proba(x)[:, 1]
                gradient = np.abs(design.T @ (probability - y)).max() / n
                if gradient > 1e-9 and tolerance > 1e-12:
                    continue
                seconds = usual(lambda: model.fit(x, y), 5)
            print(f"  scikit-learn {sklearn.__version__} {solver}, tol {tolerance:g}: {seconds:.4f} s, mean derivative "
                  f"{gradient:.1e}, {seconds / own:.2f} times nabla's")
            if gradient <= 1e-9:
                best = min(best, seconds)
            break
    print(f"  the fastest to that derivative: {best / own:.2f} times nabla's")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--least-squares", action="store_true", help="no logistic regression")
    parsed = parser.parse_args()
    with threadpool_limits(parsed.threads):
        main(parsed)
