"""One training step of a network by PyTorch's DistributedDataParallel over gloo: run by processes.py, once a process.

The environment says which process this is: RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. Arguments: layers, batch of all
processes, number of steps. The first process prints the median of a step in seconds.
"""

import sys

import torch
from torch import distributed, nn

from meter import usual


def main():
    layers, batch, steps = [int(n) for n in sys.argv[1].split(",")], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    distributed.init_process_group("gloo")
    rank, size = distributed.get_rank(), distributed.get_world_size()
    parts = []
    for a, b in zip(layers[:-2], layers[1:-1]):
        parts += [nn.Linear(a, b), nn.Tanh()]
    model = nn.parallel.DistributedDataParallel(nn.Sequential(*parts, nn.Linear(*layers[-2:])))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5, fused=True)
    x, t = torch.randn(batch // size, layers[0]), torch.randn(batch // size, layers[-1])

    def step():
        optimizer.zero_grad()
        loss = (model(x) - t).square().sum() / (2 * len(x))
        loss.backward()
        optimizer.step()

    for _ in range(20):
        step()
    seconds = usual(step, steps)
    if rank == 0:
        print(seconds)
    distributed.destroy_process_group()


if __name__ == "__main__":
    main()
