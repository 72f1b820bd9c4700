"""Real images for whole epochs: inputs between 0 and 1, and classes."""

import gzip
import pathlib

import numpy

FASHION_MNIST = pathlib.Path("/usr/share/datasets/fashion-mnist")


def _idx(path, header):
    """The bytes of a compressed IDX file after its header."""
    return numpy.frombuffer(gzip.decompress(path.read_bytes()), numpy.uint8, offset=header)


def fashion_mnist():
    """60000 × 784 and 60000, of the training set that Debian's package dataset-fashion-mnist installs."""
    t = _idx(FASHION_MNIST / "train-labels-idx1-ubyte.gz", header=8)
    x = _idx(FASHION_MNIST / "train-images-idx3-ubyte.gz", header=16).reshape(len(t), -1)
    return x.astype(numpy.float32) / 255, t.astype(numpy.int64)


def digits():
    """1797 × 64 and 1797."""
    from sklearn.datasets import load_digits

    x, t = load_digits(return_X_y=True)
    return x / 16, t
