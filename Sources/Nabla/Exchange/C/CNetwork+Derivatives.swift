extension CNetwork {
  private var arrays: String { "real z[\(size)], d[\(size)], e[\(size)]" }

  /// The place of the outputs among all units.
  private var output: Int { places[last] }

  /// `x ← J_h x` at the outputs, of the array `x`.
  private func outputJacobian(_ x: String) -> String {
    parts(ofLayer: last).map { part in
      let (first, end) = (output + part.units.lowerBound, output + part.units.upperBound)
      return part.function == nil
        ? "@softmax_jacobian(\(part.units.count), z + \(first), \(x) + \(first), \(x) + \(first));"
        : "for (int k = \(first); k < \(end); k++) \(x)[k] *= d[k];"
    }.joined(separator: "\n  ")
  }

  private var scaled: String { model.scaler == nil ? "" : " / @scales[i]" }

  /// The Jacobian, and its products from both sides.
  mutating func putFirstDerivatives() {
    if basis != nil { putBasisDerivatives() }
    let isForward = inputs < outputs
    source.put("void @jacobian(const real x[\(inputs)], real j[\(outputs * inputs)]) {")
    source.put("  \(arrays), \(isForward ? "a[\(size)], t[\(size)]" : "s[\(size)]");")
    source.put("  @forward(x, z, d, e);")
    if isForward {
      source.put(
        """
          for (int i = 0; i < \(inputs); i++) {
            \(unitTangent("t"))
            @push(d, a, t);
            \(outputJacobian("a"))
            for (int k = 0; k < \(outputs); k++) j[k * \(inputs) + i] = a[\(output) + k]\(scaled);
          }
        }

        """)
    } else {
      source.put(
        """
          for (int k = 0; k < \(outputs); k++) {
            @clear(\(outputs), s + \(output));
            s[\(output) + k] = 1;
            \(outputJacobian("s"))
            @pull(d, 0, s);
            \(writeSignal("s", to: "j + k * \(inputs)"))
          }
        }

        """)
    }
    source.put(
      """
      void @jvp(const real x[\(inputs)], const real v[\(inputs)], real product[\(outputs)]) {
        \(arrays), a[\(size)], t[\(size)];
        @forward(x, z, d, e);
        \(tangent(of: "v", "t"))
        @push(d, a, t);
        \(outputJacobian("a"))
        for (int k = 0; k < \(outputs); k++) product[k] = a[\(output) + k];
      }

      void @vjp(const real x[\(inputs)], const real u[\(outputs)], real product[\(inputs)]) {
        \(arrays), s[\(size)];
        @forward(x, z, d, e);
        for (int k = 0; k < \(outputs); k++) s[\(output) + k] = u[k];
        \(outputJacobian("s"))
        @pull(d, 0, s);
        \(writeSignal("s", to: "product"))
      }

      """)
  }

  /// The Hessian of Σ u_k y_k and its products.
  mutating func putSecondDerivatives() {
    putOutputChange()
    source.put(
      """
      /* z, h', h" times signals, and the signals s of the sum of u[k] y[k]. */
      static void @prepare(const real *x, const real *u, real *z, real *d, real *e, real *s) {
        @forward(x, z, d, e);
        for (int k = 0; k < \(outputs); k++) s[\(output) + k] = u[k];
        \(outputJacobian("s"))
        @pull(d, e, s);
      }

      /* The Hessian times v, where @prepare has been. */
      static void @curve(const real *x, const real *u, const real *z, const real *d, const real *e, const real *s,
                         const real *v, real *product) {
        real a[\(size)], t[\(size)], r[\(size)];
        \(tangent(of: "v", "t"))
        @push(d, a, t);
        @change_outputs(u, z, e, a, r);
        @pull_change(d, e, a, r);
        \(writeSignal("r", to: "product", curvature: ("s", "v")))
      }

      void @hvp(const real x[\(inputs)], const real u[\(outputs)], const real v[\(inputs)], real product[\(inputs)]) {
        \(arrays), s[\(size)];
        @prepare(x, u, z, d, e, s);
        @curve(x, u, z, d, e, s, v, product);
      }

      void @hessian(const real x[\(inputs)], const real u[\(outputs)], real h[\(inputs * inputs)]) {
        \(arrays), s[\(size)], v[\(inputs)];
        @prepare(x, u, z, d, e, s);
        for (int i = 0; i < \(inputs); i++) {
          @clear(\(inputs), v);
          v[i] = 1;
          @curve(x, u, z, d, e, s, v, h + i * \(inputs));
        }
      }

      """)
  }

  /// How the signal of the outputs changes along a.
  private mutating func putOutputChange() {
    source.put(
      """
      /* r at the outputs: how the signal of the sum of u[k] y[k] changes along tangents a. */
      static void @change_outputs(const real *u, const real *z, const real *e, const real *a, real *r) {
      """)
    let parts = parts(ofLayer: last)
    if !hasSoftmax { source.put("  (void)z;") }
    if parts.allSatisfy({ $0.function == nil }) { source.put("  (void)e;") }
    for part in parts {
      let (first, count) = (output + part.units.lowerBound, part.units.count)
      let u = part.units.lowerBound == 0 ? "u[k]" : "u[\(part.units.lowerBound) + k]"
      guard part.function == nil else {
        source.put("  for (int k = 0; k < \(count); k++) r[\(first) + k] = a[\(first) + k] * e[\(first) + k] * \(u);")
        continue
      }
      source.put(
        """
          {
            const real *const y = z + \(first);
            real c[\(count)], change = 0, mean = 0;
            @softmax_jacobian(\(count), y, a + \(first), c);
            for (int k = 0; k < \(count); k++) {
              change += \(u) * c[k];
              mean += \(u) * y[k];
            }
            for (int k = 0; k < \(count); k++) r[\(first) + k] = \(u) * c[k] - change * y[k] - mean * c[k];
          }
        """)
    }
    source.put("}\n")
  }

  // MARK: - Between inputs and what the layers see

  /// Statements that bring a direction v of the inputs to the beginning of t.
  private func tangent(of v: String, _ t: String) -> String {
    guard basis == nil else { return "@basis_tangent(x, \(v), \(t));" }
    return "for (int i = 0; i < \(inputs); i++) \(t)[i] = \(v)[i]\(scaled);"
  }

  /// Statements that bring the direction of input i there, not scaled.
  private func unitTangent(_ t: String) -> String {
    guard basis == nil else { return "@basis_unit_tangent(x, i, \(t));" }
    return "@clear(\(inputs), \(t));\n    \(t)[i] = 1;"
  }

  /// Statements that bring signals from the beginning of s to d numbers; with the basis functions' own curvature.
  private func writeSignal(_ s: String, to result: String, curvature: (signal: String, v: String)? = nil) -> String {
    guard basis == nil else {
      let more = curvature.map { "\($0.signal), \($0.v)" } ?? "0, 0"
      return "@basis_signal(x, \(s), \(more), \(result));"
    }
    let unused = curvature == nil ? "" : "(void)x;\n  (void)s;\n  "
    return "\(unused)for (int i = 0; i < \(inputs); i++) (\(result))[i] = \(s)[i]\(scaled);"
  }

  /// Tangents and signals through the basis functions.
  private mutating func putBasisDerivatives() {
    let (d, M) = (inputs, architecture.features)
    let scaledInput = model.scaler == nil ? "x[k]" : "(x[k] - @means[k]) / @scales[k]"
    let scaledDirection = model.scaler == nil ? "v[k]" : "v[k] / @scales[k]"
    source.put(
      """
      /* The basis functions with e1 along input i, and with e2 along v where it is there. */
      static void @evaluate_basis(const real *x, int i, const real *v, @dual *phi) {
        @dual p[\(d)];
        for (int k = 0; k < \(d); k++) {
          p[k].v = \(scaledInput);
          p[k].a = k == i ? 1 : 0;
          p[k].b = v ? \(scaledDirection) : 0;
          p[k].m = 0;
        }
        @dual_basis(p, phi);
      }

      static void @basis_tangent(const real *x, const real *v, real *t) {
        @dual phi[\(M)];
        @clear(\(M), t);
        for (int i = 0; i < \(d); i++) {
          @evaluate_basis(x, i, 0, phi);
          for (int m = 0; m < \(M); m++) t[m] += phi[m].a * (v[i]\(scaled));
        }
      }

      /* Signals s at the basis functions, and the change of the signals u along v where that is there, at the inputs. */
      static void @basis_signal(const real *x, const real *s, const real *u, const real *v, real *result) {
        @dual phi[\(M)];
        for (int i = 0; i < \(d); i++) {
          real sum = 0;
          @evaluate_basis(x, i, v, phi);
          for (int m = 0; m < \(M); m++) sum += phi[m].a * s[m];
          if (u) {
            for (int m = 0; m < \(M); m++) sum += phi[m].m * u[m];
          }
          result[i] = sum\(scaled);
        }
      }

      """)
    guard inputs < outputs else { return }
    source.put(
      """
      static void @basis_unit_tangent(const real *x, int i, real *t) {
        @dual phi[\(M)];
        @evaluate_basis(x, i, 0, phi);
        for (int m = 0; m < \(M); m++) t[m] = phi[m].a;
      }

      """)
  }
}
