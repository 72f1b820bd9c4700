"""The workloads in JAX: compiled once, then called.

It has as many threads as the process has processors; `process.py` sees to these and to XLA's own switch.
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy

VERSION = jax.__version__


def outputs(parameters, x):
    """y, with weights that are inputs × units, as is usual in JAX."""
    z = x
    for W, b in parameters[:-1]:
        z = jnp.tanh(z @ W + b)
    W, b = parameters[-1]
    return z @ W + b


def loss(parameters, x, t):
    return jnp.sum((outputs(parameters, x) - t) ** 2) / 2


def on_device(problem):
    parameters = [(jnp.asarray(W.T), jnp.asarray(b)) for W, b in problem.parameters]
    return parameters, jnp.asarray(problem.x), jnp.asarray(problem.t)


def gradient(problem):
    parameters, x, t = on_device(problem)
    value_and_grad = jax.jit(jax.value_and_grad(loss))

    def call():
        value, gradients = value_and_grad(parameters, x, t)
        # All results of a call are ready together.
        value.block_until_ready()
        return value, gradients

    def numbers(result):
        value, gradients = result
        return [value, *(numpy.asarray(g).T for layer in gradients for g in layer)]

    return call, numbers


def predict(problem):
    parameters, x, _ = on_device(problem)
    predict = jax.jit(outputs)
    return lambda: predict(parameters, x).block_until_ready(), lambda y: [y]


def flat_problem(problem):
    """y and E as functions of the flat parameters; the parameters, x, t and v."""

    def y(w, x):
        return outputs([(W.T, b) for W, b in problem.layers_of(w)], x)

    def E(w, x, t):
        return jnp.sum((y(w, x) - t) ** 2) / 2

    return y, E, *map(jnp.asarray, (problem.flat, problem.x, problem.t, problem.v))


def hvp(problem):
    """Forward over reverse."""
    _, E, w, x, t, v = flat_problem(problem)
    product = jax.jit(lambda w, x, t, v: jax.jvp(lambda w: jax.grad(E)(w, x, t), (w,), (v,))[1])
    return lambda: product(w, x, t, v).block_until_ready(), lambda Hv: [Hv]


def hessian(problem):
    _, E, w, x, t, v = flat_problem(problem)
    hessian = jax.jit(jax.hessian(E))
    return lambda: hessian(w, x, t).block_until_ready(), lambda H: [H @ v]


def jacobian(problem):
    """Of each example by reverse mode, as there are fewer outputs than inputs or parameters."""
    y, _, w, x, _, _ = flat_problem(problem)
    place = {"parameters": 0, "inputs": 1}[problem.workload.of]
    jacobian = jax.jit(jax.vmap(jax.jacrev(y, place), in_axes=(None, 0)))
    return lambda: jacobian(w, x).block_until_ready(), lambda J: [J]


def inside(problem):
    """−Δu − f by forward over forward, which is faster here than forward over reverse; its squares by reverse, Jacobians
    example by example, products forward over that."""
    y, _, w, points, _, v = flat_problem(problem)
    directions = jnp.eye(points.shape[1])

    def residual(w, x):
        def u(x):
            return y(w, x)[0]

        def second(e):
            return jax.jvp(lambda x: jax.jvp(u, (x,), (e,))[1], (x,), (e,))[1]

        f = len(x) * jnp.pi**2 * jnp.prod(jnp.sin(jnp.pi * x))
        return -jnp.sum(jax.vmap(second)(directions)) - f

    def E(w, points):
        return jnp.sum(jax.vmap(residual, (None, 0))(w, points) ** 2) / 2

    if problem.workload.of == "jacobian":
        jacobian = jax.jit(jax.vmap(jax.value_and_grad(residual), (None, 0)))
        return lambda: jax.block_until_ready(jacobian(w, points)), list
    if problem.workload.of == "hvp":
        product = jax.jit(lambda w, points, v: jax.jvp(lambda w: jax.grad(E)(w, points), (w,), (v,))[1])
        return lambda: product(w, points, v).block_until_ready(), lambda Hv: [Hv]
    gradient = jax.jit(jax.value_and_grad(E))
    return lambda: jax.block_until_ready(gradient(w, points)), list


TASKS = {
    "gradient": gradient, "predict": predict, "hvp": hvp, "hessian": hessian, "jacobian": jacobian, "inside": inside,
}
