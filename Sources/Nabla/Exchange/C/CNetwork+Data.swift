extension CNetwork {
  /// Weights, biases, the scaler and the constants of basis functions.
  mutating func putData() {
    let w = model.network.parameters
    if let scaler = model.scaler {
      source.putArray("@means", scaler.means)
      source.putArray("@scales", scaler.scales)
    }
    // Arrays of nothing are not C.
    for table in basis?.tables ?? [] {
      source.putArray(table.name, table.values.isEmpty ? [0] : table.values, type: "double")
    }
    for (k, layer) in architecture.layers.enumerated() {
      for b in plan.steps[k].blocks {
        let block = plan.blocks[b]
        let from = block.source.map { architecture.layers[$0].name } ?? Source.input.name
        source.putText(
          "/* Weights of layer '\(CSource.comment(layer.name))' from '\(CSource.comment(from))': a row for each of "
            + "\(block.columns) inputs, a column for each of \(layer.units) units. */\n")
        let values = (0..<block.columns).lazy.flatMap { i in
          (0..<layer.units).lazy.map { j in w[block.offset + j * block.columns + i] }
        }
        source.putArray("@w\(b)", Array(values))
      }
      if let offset = layer.biasOffset { source.putArray("@b\(k)", w[offset..<offset + layer.units]) }
    }
    source.putText("\n")
  }

  /// The functions that the passes call: activations, products, the softmax and basis functions.
  mutating func putHelpers() {
    for text in helpers { source.put(text + "\n") }
  }

  /// Templates of these functions.
  var helpers: [String] {
    var code: [String] = []
    for (number, activation) in functions.enumerated() {
      guard let c = activation.c else { continue }
      code.append(
        """
        @INLINE real @h\(number)(real a) { return \(c.value); }

        @INLINE void @derivatives\(number)(real a, real *h, real *d, real *e) {
          \(c.derivatives)
        }
        """)
    }
    if let basis {
      let dual = CSource.indented(basis.dual, by: 1)
      code += [
        "/* The basis functions. */\nstatic void @basis(const real *x, real *phi) {\n"
          + CSource.indented(basis.plain, by: 1) + "\n}",
        "/* The same with derivatives. */\nstatic void @dual_basis(const @dual *x, @dual *phi) {\n\(dual)\n}",
      ]
    }
    code += products
    if hasSoftmax { code += Self.softmax }
    // What is called, and what that calls, before it; nothing else, as a compiler warns of it.
    return CElementary.needed(of: CFunction.helpers + CNumbers.dualHelpers, by: code.joined(separator: "\n")) + code
  }

  private static var softmax: [String] {
    [
      """
      /* e^a over the sum of all of them, shifted so that nothing overflows. */
      @INLINE void @softmax(int count, real *a) {
        real largest = a[0], sum = 0, shift;
        for (int k = 1; k < count; k++) {
          if (a[k] > largest) largest = a[k];
        }
        for (int k = 0; k < count; k++) sum += exp_(a[k] - largest);
        shift = largest + log_(sum);
        for (int k = 0; k < count; k++) a[k] = exp_(a[k] - shift);
      }
      """,
      """
      /* The Jacobian of the softmax, which is symmetric, times x. */
      static void @softmax_jacobian(int count, const real *y, const real *x, real *product) {
        real mean = 0;
        for (int k = 0; k < count; k++) mean += y[k] * x[k];
        for (int k = 0; k < count; k++) product[k] = y[k] * (x[k] - mean);
      }
      """,
    ]
  }
}
