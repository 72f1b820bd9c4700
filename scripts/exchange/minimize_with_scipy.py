#!/usr/bin/env python3
"""Minimizes a network's output over its inputs in SciPy, with the derivatives of the C file that `nabla export` writes.

  nabla export model.safetensors model.c
  python3 scripts/exchange/minimize_with_scipy.py model.c

Finds the inputs within [-2, 2] at which output 0 is smallest, by Newton's method with exact gradients and Hessians
(trust-constr), and checks that the gradient vanishes where no bound holds. Needs numpy, scipy and a C compiler.
"""

import argparse
import tempfile

import numpy
from c_network import CNetwork
from scipy.optimize import Bounds, minimize


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    path = parser.parse_args().file
    with tempfile.TemporaryDirectory() as folder:
        network = CNetwork(path, folder)
        d = network.inputs
        u = numpy.eye(network.outputs)[0]
        found = minimize(
            lambda x: network.call("predict", network.outputs, x)[0], numpy.zeros(d), method="trust-constr",
            jac=lambda x: network.call("vjp", d, x, u), hess=lambda x: network.call("hessian", (d, d), x, u),
            bounds=Bounds(-2, 2), options={"gtol": 1e-9, "xtol": 1e-12, "maxiter": 500})
    free = numpy.abs(found.x) < 1.99
    gradient = numpy.max(numpy.abs(found.grad[free]), initial=0)
    print(f"y = {found.fun:.6g} at {found.x}, gradient {gradient:.1e}, {found.nit} iterations")
    assert gradient < 1e-5


if __name__ == "__main__":
    main()
