#!/usr/bin/env python3
"""Writes the coefficients of `NormalTail`: the Chebyshev series of (1 + s) (φ(s)/Φ(−s) − s) in u = (s − 3)/(s + 3), s ≥ 0.

Prints them as Swift has them, and below the largest relative error of the series in 50 digits over the whole range.
Needs mpmath.

  python3 scripts/kernels/mills.py
"""

import mpmath as mp

mp.mp.dps = 50
SCALE, TERMS, NODES = 3, 29, 96


def excess(s):
    """φ(s)/Φ(−s) − s by Laplace's continued fraction, or by what it is where that converges slowly."""
    if s < 20:
        with mp.workdps(200):
            return mp.sqrt(2 / mp.pi) * mp.exp(-s * s / 2) / mp.erfc(s / mp.sqrt(2)) - s
    fraction = mp.mpf(0)
    for k in range(200, 1, -1):
        fraction = k / (s + fraction)
    return 1 / (s + fraction)


def point(u):
    return SCALE * (1 + u) / (1 - u)


def main():
    angles = [mp.pi * (j + mp.mpf(1) / 2) / NODES for j in range(NODES)]
    values = [(1 + point(mp.cos(angle))) * excess(point(mp.cos(angle))) for angle in angles]
    series = [
        2 * sum(value * mp.cos(n * angle) for value, angle in zip(values, angles)) / NODES for n in range(TERMS)]
    series[0] /= 2
    print(",\n".join(mp.nstr(c, 21) for c in series))
    worst = 0
    for j in range(1, 400):
        angle = mp.pi * j / 400
        exact = (1 + point(mp.cos(angle))) * excess(point(mp.cos(angle)))
        worst = max(worst, abs(sum(c * mp.cos(n * angle) for n, c in enumerate(series)) / exact - 1))
    print("largest relative error", mp.nstr(worst, 3))


if __name__ == "__main__":
    main()
