extension CNetwork {
  /// Loops over a range of units, one after the other, each a range in C's words: a multiple of eight first, which a compiler
  /// can make vector code of without a remainder.
  static func loops(over units: Range<Int>) -> [String] {
    let middle = units.lowerBound + units.count / 8 * 8
    return [units.lowerBound..<middle, middle..<units.upperBound].filter { !$0.isEmpty }.map {
      "for (int j = \($0.lowerBound); j < \($0.upperBound); j++)"
    }
  }

  /// a ← a + W z for each block of weights, and r ← r + Wᵀ s, for W as it is stored. Every sum goes on in the order of its terms;
  /// several at a time.
  var products: [String] {
    plan.steps.flatMap(\.blocks).map(product) + [
      """
      static void @multiply_transposed(int columns, int units, const real *w, const real *restrict s, real *restrict r) {
        int i = 0;
        for (; i + 4 <= columns; i += 4) {
          const real *const w1 = w + units, *const w2 = w1 + units, *const w3 = w2 + units;
          real r0 = r[i], r1 = r[i + 1], r2 = r[i + 2], r3 = r[i + 3];
          for (int j = 0; j < units; j++) {
            r0 += w[j] * s[j];
            r1 += w1[j] * s[j];
            r2 += w2[j] * s[j];
            r3 += w3[j] * s[j];
          }
          r[i] = r0;
          r[i + 1] = r1;
          r[i + 2] = r2;
          r[i + 3] = r3;
          w = w3 + units;
        }
        for (; i < columns; i++, w += units) {
          for (int j = 0; j < units; j++) r[i] += w[j] * s[j];
        }
      }
      """,
      "static void @clear(int count, real *x) {\n  for (int i = 0; i < count; i++) x[i] = 0;\n}",
    ]
  }

  /// a ← a + W z for a block, four of its columns at a time. Extents are constants, as compilers that weigh the size of their code
  /// (gcc -O2) make vector code of nothing else.
  private func product(_ b: Int) -> String {
    let (columns, units) = (plan.blocks[b].columns, plan.steps[plan.blocks[b].layer].units)
    let whole = columns / 4 * 4
    var text = "static void @multiply\(b)(const real *restrict z, real *restrict a) {\n"
    if whole > 0 { text += "  for (int i = 0; i < \(whole); i += 4) {\n\(terms(4, from: "i", of: b, units))  }\n" }
    if whole < columns { text += "  {\n\(terms(columns - whole, from: "\(whole)", of: b, units))  }\n" }
    return text + "}"
  }

  /// The terms of a few columns, the first of which has this number, in C's words.
  private func terms(_ count: Int, from first: String, of b: Int, _ units: Int) -> String {
    func index(_ term: String, _ more: Int) -> String { more == 0 ? term : "\(term) + \(more)" }
    let inputs = (0..<count).map { "z\($0) = z[\(index(first, $0))]" }.joined(separator: ", ")
    let sum = (0..<count).map { " + w[\(index("j", $0 * units))] * z\($0)" }.joined()
    return "    const real *const w = @w\(b) + \(first) * \(units);\n    const real \(inputs);\n"
      + Self.loops(over: 0..<units).map { "    \($0) a[j] = a[j]\(sum);\n" }.joined()
  }
}
