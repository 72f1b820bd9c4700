extension CNetwork {
  /// A point, directions, and what Nabla's reference backend makes of them.
  private struct Sample {
    var x: [Scalar]
    var v: [Scalar]
    var u: [Scalar]
    var y: [Scalar]
    var jvp: [Scalar]
    var vjp: [Scalar]
    /// Nil where it would take long.
    var hvp: [Scalar]?
  }

  /// The most flops that second derivatives for the test may take.
  private static var mostFlops: Double { 2e8 }
  /// The largest Jacobian or Hessian that the test makes, on the stack.
  private static var mostElements: Int { 4096 }

  private func sample() -> Sample {
    var network = model.network
    network.execution = Execution(backend: .reference, threads: 1)
    // Numbers without a pattern, within ± 1, that need no generator.
    func spread(_ count: Int, _ step: Double) -> [Double] {
      (1...count).map { i in
        let part = Double(i) * step
        return 2 * (part - part.rounded(.down)) - 1
      }
    }
    let scales = model.scaler?.scales ?? Array(repeating: 1, count: inputs)
    let means = model.scaler?.means ?? Array(repeating: 0, count: inputs)
    let x = zip(spread(inputs, 0.618_033_988_75), zip(means, scales)).map { $1.0 + $1.1 * Scalar($0) }
    let v = zip(spread(inputs, 0.414_213_562_37), scales).map { $1 * Scalar($0) }
    let u = spread(outputs, 0.732_050_807_57).map { Scalar($0) }
    func row(_ values: [Scalar]) -> Matrix<Scalar> { Matrix(rows: 1, columns: values.count, elements: values) }
    let point = row(zip(x, zip(means, scales)).map { ($0 - $1.0) / $1.1 })
    let direction = row(zip(v, scales).map { $0 / $1 })
    var hvp: [Scalar]?
    let flops = 4.0 * Double(inputs) * Double(outputs) * Double(architecture.parameterCount)
    if flops <= Self.mostFlops, inputs * inputs <= Self.mostElements {
      var sum = Array(repeating: Scalar(0), count: inputs)
      var hessian = BatchedMatrix<Scalar>(count: 1, rows: inputs, columns: inputs)
      for k in 0..<outputs {
        network.inputHessian(at: point, output: k, into: &hessian, using: Workspace())
        for i in 0..<inputs {
          for j in 0..<inputs { sum[i] += u[k] * hessian.elements[i * inputs + j] * direction[0, j] / scales[i] }
        }
      }
      hvp = sum
    }
    return Sample(
      x: x, v: v, u: u, y: network.predict(point).elements,
      jvp: network.inputJVP(at: point, along: direction).elements,
      vjp: zip(network.inputVJP(at: point, along: row(u)).elements, scales).map { $0 / $1 }, hvp: hvp)
  }

  /// A function that holds all others against the sample.
  mutating func putSelfTest() {
    let sample = sample()
    let (d, K) = (inputs, outputs)
    let tolerances = Scalar.self == Float.self ? ("1e-3f", "1e-6f") : ("1e-9", "1e-13")
    source.put(
      """
      /* 0, or the number, from 1, of the first that differs by more than another <math.h> and rounding may make. */
      static int @differs(int count, const real *found, const real *expected) {
        real scale = 0;
        for (int i = 0; i < count; i++) {
          if (isfinite(expected[i]) && fabs_(expected[i]) > scale) scale = fabs_(expected[i]);
        }
        for (int i = 0; i < count; i++) {
          const int same = found[i] == expected[i] || (isnan(found[i]) && isnan(expected[i]));
          if (!same && !(fabs_(found[i] - expected[i]) <= \(tolerances.0) * scale + \(tolerances.1))) return i + 1;
        }
        return 0;
      }

      int @self_test(void) {
      """)
    for (name, values) in [
      ("x", sample.x), ("v", sample.v), ("u", sample.u), ("y", sample.y), ("jv", sample.jvp), ("uj", sample.vjp),
      ("hv", sample.hvp ?? []),
    ] where !values.isEmpty { source.putArray(name, values) }
    source.put("  real found[\(max(d, K))];\n  int wrong;")
    var first = 0
    func check(_ call: String, _ expected: String, _ count: Int) -> String {
      defer { first += count }
      return "  \(call);\n  wrong = @differs(\(count), found, \(expected));\n  if (wrong) return \(first) + wrong;"
    }
    source.put(check("@predict(x, found)", "y", K))
    source.put(check("@jvp(x, v, found)", "jv", K))
    source.put(check("@vjp(x, u, found)", "uj", d))
    if K * d <= Self.mostElements {
      source.put(
        """
          {
            real j[\(K * d)];
            @jacobian(x, j);
            for (int k = 0; k < \(K); k++) {
              found[k] = 0;
              for (int i = 0; i < \(d); i++) found[k] += j[k * \(d) + i] * v[i];
            }
          }
        """)
      source.put(check("", "jv", K))
    }
    if sample.hvp != nil {
      source.put(check("@hvp(x, u, v, found)", "hv", d))
      source.put(
        """
          {
            real h[\(d * d)];
            @hessian(x, u, h);
            for (int i = 0; i < \(d); i++) {
              found[i] = 0;
              for (int j = 0; j < \(d); j++) found[i] += h[i * \(d) + j] * v[j];
            }
          }
        """)
      source.put(check("", "hv", d))
    }
    source.put("  return 0;\n}\n")
  }
}
