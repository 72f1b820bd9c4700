#!/usr/bin/env python3
"""The minimax polynomials of Sources/CVectorKernels/kernels/{double,float}.h.

Prints, for each, the coefficients c0, c1, ... as hexadecimal floating-point numbers in double precision, and the
largest weighted error before that rounding. The Remez algorithm runs in 60 digits. Needs mpmath.

  python3 scripts/kernels/minimax.py
"""

import mills
import mpmath as mp

mp.mp.dps = 60
ONE = mp.mpf(1)


def vertex(x, y):
  """The abscissa of the extremum of the parabola through three points."""
  left, right = (x[1] - x[0]) * (y[1] - y[2]), (x[1] - x[2]) * (y[1] - y[0])
  return x[1] - ((x[1] - x[0]) * left - (x[1] - x[2]) * right) / (2 * (left - right)) if left != right else x[1]


def remez(function, weight, degree, low, high, rounds=12):
  """The polynomial p of a degree that minimises max |weight (p - function)| on [low, high]; its coefficients, error."""
  low, high = mp.mpf(low), mp.mpf(high)

  def chebyshev(count):
    return [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / count) for i in range(count + 1)]

  nodes = chebyshev(degree + 1)
  grid = chebyshev(14 * (degree + 2))
  for _ in range(rounds):
    matrix, values = mp.matrix(degree + 2, degree + 2), mp.matrix(degree + 2, 1)
    for i, x in enumerate(nodes):
      for j in range(degree + 1):
        matrix[i, j] = x**j
      matrix[i, degree + 1] = (-1) ** i / weight(x)
      values[i] = function(x)
    solution = mp.lu_solve(matrix, values)
    coefficients, levelled = [solution[j] for j in range(degree + 1)], abs(solution[degree + 1])
    errors = [weight(x) * (mp.polyval(coefficients[::-1], x) - function(x)) for x in grid]

    # The new nodes are the extrema, one for each run of errors with one sign, refined by a parabola.
    extrema, start = [], 0
    while start < len(grid):
      end = start
      while end < len(grid) and (errors[end] > 0) == (errors[start] > 0):
        end += 1
      best = max(range(start, end), key=lambda i: abs(errors[i]))
      x = grid[best] if best in (0, len(grid) - 1) else vertex(grid[best - 1 : best + 2], errors[best - 1 : best + 2])
      extrema.append((x, abs(weight(x) * (mp.polyval(coefficients[::-1], x) - function(x)))))
      start = end
    while len(extrema) > degree + 2:
      extrema.pop(0 if extrema[0][1] < extrema[-1][1] else -1)
    worst = max(max(error for _, error in extrema), max(abs(e) for e in errors))
    if len(extrema) < degree + 2:
      break
    nodes = [x for x, _ in extrema]
    if worst < levelled * mp.mpf("1.0005"):
      break
  return coefficients, worst


def exp_remainder(r):  # (exp(r) - 1 - r) / r^2
  return ONE / 2 + r / 6 + r * r / 24 + r**3 / 120 if abs(r) < 1e-8 else (mp.expm1(r) - r) / r**2


def log_remainder(z):  # (2 artanh(s) / s - 2) / z, z = s^2
  return ONE * 2 / 3 + 2 * z / 5 + 2 * z * z / 7 if z < 1e-9 else (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z


def erf_remainder(z):  # erf(x) / x - 1, z = x^2
  if z < 1e-9:
    return 2 / mp.sqrt(mp.pi) * (1 - z / 3 + z * z / 10) - 1
  return mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1


def sin_remainder(z):  # (sin(r) / r - 1) / z, z = r^2
  return -ONE / 6 + z / 120 - z * z / 5040 if z < 1e-9 else (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z


def cos_remainder(z):  # (cos(r) - 1 + z / 2) / z^2, z = r^2
  if z < 1e-6:
    return ONE / 24 - z / 720 + z * z / 40320 - z**3 / 3628800
  return (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2


def scaled_tail(q, centre=4):  # (a + c) exp(a^2 / 2) Phi(-a), q = (a - c) / (a + c)
  a = centre * (1 + q) / (1 - q)
  return (a + centre) * mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


def mills_excess(u, scale=4):  # (1 + s) (phi(s) / Phi(-s) - s), u = (s - c) / (s + c), of all s >= 0
  s = scale * (1 + u) / (1 - u) if u < 1 else mp.inf
  return (1 + s) * mills.excess(s) if u < 1 else ONE


def show(name, function, weight, degree, low, high):
  cache = {}

  def cached(x):
    if x not in cache:
      cache[x] = function(x)
    return cache[x]

  coefficients, error = remez(cached, weight, degree, low, high)
  print(f"{name}, degree {degree}: error 2^{float(mp.log(error, 2)):.1f}")
  for i, c in enumerate(coefficients):
    print(f"  c{i} {float(c).hex()}")


def main():
  half = mp.log(2) / 2 * mp.mpf("1.0001")
  quarter = (mp.pi / 4 * mp.mpf("1.0001")) ** 2
  small = mp.mpf("1e-5")  # keeps the weights from vanishing at 0
  for degree in (9, 5):
    show("exp", exp_remainder, lambda r: abs(r) + mp.mpf("0.003"), degree, -half, half)
  for degree in (7, 3):
    show("log", log_remainder, lambda z: z + small, degree, 0, mp.mpf("0.0401"))
  for degree in (11, 6):
    show("erf", erf_remainder, lambda z: ONE, degree, 0, mp.mpf("1.0001"))
  for degree, largest in ((20, 40), (9, 15)):
    low, high = (mp.mpf("0.9999") - 4) / (mp.mpf("0.9999") + 4), ONE * (largest - 4) / (largest + 4)
    show("tail", scaled_tail, lambda q: 1 / scaled_tail(q), degree, low, high)
  for degree in (28, 15):
    show("mills", mills_excess, lambda u: 1 / mills_excess(u), degree, -1, 1)
  for degree in (5, 3):
    show("sin", sin_remainder, lambda z: z + small, degree, 0, quarter)
    show("cos", cos_remainder, lambda z: z * z + small, degree, 0, quarter)


if __name__ == "__main__":
  main()
