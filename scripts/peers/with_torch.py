"""The workloads in PyTorch, eager."""

import torch
import torch.nn.functional as F

import images

VERSION = torch.__version__


def tensors(problem):
    """The parameters in a flat list, W and b in turn, and x and t; from now on on the workload's threads."""
    torch.set_num_threads(problem.workload.threads)
    parameters = [torch.tensor(p) for layer in problem.parameters for p in layer]
    return parameters, torch.tensor(problem.x), torch.tensor(problem.t)


def outputs(parameters, x):
    """y, or the pre-activations of a softmax."""
    z = x
    for k in range(0, len(parameters) - 2, 2):
        z = torch.tanh(F.linear(z, parameters[k], parameters[k + 1]))
    return F.linear(z, parameters[-2], parameters[-1])


def gradient(problem):
    parameters, x, t = tensors(problem)
    for p in parameters:
        p.requires_grad_()

    def call():
        loss = (outputs(parameters, x) - t).square().sum() / 2
        return loss.detach(), *torch.autograd.grad(loss, parameters)

    return call, list


def predict(problem):
    parameters, x, _ = tensors(problem)

    @torch.inference_mode()
    def call():
        return outputs(parameters, x)

    return call, lambda y: [y]


def stepper(parameters, learning_rate):
    """A function that takes one step of the fused Adam on a batch and returns its mean loss."""
    for p in parameters:
        p.requires_grad_()
    optimizer = torch.optim.Adam(parameters, lr=learning_rate, fused=True)

    def step(x, t):
        optimizer.zero_grad()
        loss = F.cross_entropy(outputs(parameters, x), t)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def step(problem):
    parameters, x, t = tensors(problem)
    step = stepper(parameters, learning_rate=1e-5)
    return lambda: step(x, t), lambda loss: [loss]


def epoch(problem):
    """One pass over Fashion-MNIST in a new order; its mean loss."""
    parameters, _, _ = tensors(problem)
    step = stepper(parameters, learning_rate=1e-3)
    x, t = map(torch.from_numpy, images.fashion_mnist())

    def call():
        total = torch.zeros(())
        for rows in torch.randperm(len(x)).split(problem.workload.batch):
            total += step(x[rows], t[rows]) * len(rows)
        return total.item() / len(x)

    return call, None


def flat_problem(problem):
    """y and E as functions of the flat parameters; the parameters, x, t and v."""
    torch.set_num_threads(problem.workload.threads)

    def y(w, x):
        return outputs([p for layer in problem.layers_of(w) for p in layer], x)

    def E(w, x, t):
        return (y(w, x) - t).square().sum() / 2

    return y, E, *map(torch.tensor, (problem.flat, problem.x, problem.t, problem.v))


def hvp(problem):
    """Reverse over reverse, which is faster here than `torch.func`'s forward over reverse."""
    _, E, w, x, t, v = flat_problem(problem)
    w.requires_grad_()

    def call():
        (gradient,) = torch.autograd.grad(E(w, x, t), w, create_graph=True)
        return torch.autograd.grad(gradient, w, v)

    return call, list


def hessian(problem):
    _, E, w, x, t, v = flat_problem(problem)
    hessian = torch.func.hessian(E)
    return lambda: hessian(w, x, t), lambda H: [H @ v]


def jacobian(problem):
    """Of each example by reverse mode, as there are fewer outputs than inputs or parameters."""
    y, _, w, x, _, _ = flat_problem(problem)
    place = {"parameters": 0, "inputs": 1}[problem.workload.of]
    jacobian = torch.func.vmap(torch.func.jacrev(y, place), in_dims=(None, 0))
    return lambda: jacobian(w, x), lambda J: [J]


TASKS = {
    "gradient": gradient,
    "predict": predict,
    "hvp": hvp,
    "hessian": hessian,
    "jacobian": jacobian,
    "step": step,
    "epoch": epoch,
}
