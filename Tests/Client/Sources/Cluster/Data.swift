import Foundation
import Nabla

/// Numbers between −1 and 1 that look like noise, the same everywhere (SplitMix64).
struct Noise {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Double(z >> 11) * 0x1p-52 - 1
  }
}

/// n × d numbers.
func inputs<S: RealScalar>(_ n: Int, _ d: Int, seed: UInt64) -> Matrix<S> {
  var noise = Noise(seed)
  return Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in S(noise.next()) })
}

/// What examples have to do with a target: a sum of some inputs, bent, and noise.
func signal<S: RealScalar>(_ x: Matrix<S>, seed: UInt64) -> [Double] {
  var noise = Noise(seed)
  return (0..<x.rows).map { i in
    let a = Double(x[i, 0]) - Double(x[i, x.columns - 1]) / 2
    return a + a * a * a / 4 + noise.next() / 2
  }
}

/// Weights of which some are 0.
func weights<S: RealScalar>(_ n: Int) -> [S] { (0..<n).map { S(Double($0 % 4) / 2) } }
