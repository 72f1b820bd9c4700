extension BasisFunctions {
  /// The inputs and their products of up to `order` different ones: x₁, x₂, …, x₁x₂, …, by number of factors.
  public static func interactions(order: Int) -> BasisFunctions { BasisFunctions(InteractionBasis(order: order)) }
}

/// The inputs and products of different ones.
struct InteractionBasis: BuiltInBasis {
  static let name = "interactions"

  let order: Int

  func count(inputs: Int) -> Int {
    // Binomial coefficients, each from the one before.
    (0..<max(0, min(order, inputs))).reduce((term: 1, sum: 0)) { pair, k in
      let term = pair.term * (inputs - k) / (k + 1)
      return (term, pair.sum + term)
    }.sum
  }

  func estimatedCount(inputs: Double) -> Double {
    var (term, sum) = (1.0, 0.0)
    for k in 0..<max(0, min(order, 1000)) where term > 0 && term.isFinite {
      term *= (inputs - Double(k)) / Double(k + 1)
      sum += max(term, 0)
    }
    return sum
  }

  func problem(inputs: Int) -> String? {
    order < 1 ? "products of \(order) inputs are no basis functions" : nil
  }

  func names(inputs: [String]) -> [String] {
    Self.subsets(of: inputs.count, upTo: order).map { $0.map { inputs[$0] }.joined(separator: "·") }
  }

  /// The sets of 1 … `order` of the numbers 0 ..< n, by size, each in lexicographic order.
  private static func subsets(of n: Int, upTo order: Int) -> [[Int]] {
    var result: [[Int]] = []
    var size: [[Int]] = [[]]
    for _ in 0..<max(0, min(order, n)) {
      size = size.flatMap { (set: [Int]) -> [[Int]] in
        let next = (set.last ?? -1) + 1
        return (next..<max(n, next)).map { set + [$0] }
      }
      result += size
    }
    return result
  }

  func c(_ n: inout CNumbers) -> String? {
    // Odometers of 1 … order different places, in lexical order; p[k] is the product of the first k + 1 of them.
    let places = max(0, min(order, n.inputs))
    return """
      for (int size = 1; size <= \(places); size++) {
        int set[\(places)], k = 0;
        \(n.type) p[\(places)];
        set[0] = 0;
        while (k >= 0) {
          if (set[k] > \(n.inputs) - size + k) {
            if (--k >= 0) set[k]++;
            continue;
          }
          p[k] = k == 0 ? x[set[0]] : \(n.product("p[k > 0 ? k - 1 : 0]", "x[set[k]]"));
          if (k + 1 < size) {
            set[k + 1] = set[k] + 1;
            k++;
          } else {
            *phi++ = p[k];
            set[k]++;
          }
        }
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    var sizes = [n.x]
    var shorter = (0..<n.inputs).map { [$0] }
    let sets = Self.subsets(of: n.inputs, upTo: order)
    for size in 2..<max(2, min(order, n.inputs) + 1) {
      let places = Dictionary(uniqueKeysWithValues: zip(shorter, shorter.indices))
      shorter = sets.filter { $0.count == size }
      let factors = n.columns(shorter.map { places[$0.dropLast()] ?? 0 }, of: sizes[size - 2])
      sizes.append(n.apply("Mul", factors, n.columns(shorter.map { $0[size - 1] }, of: n.x)))
    }
    return n.joined(sizes, axis: 1)
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for size in 0..<max(0, min(order, x.count)) {
      putProducts(of: x, from: 0, more: size, factor: nil, into: &features)
    }
  }

  /// The products of `more` + 1 different elements from x_first on, times `factor`, in lexical order.
  private func putProducts<N: DifferentiableNumber>(
    of x: UnsafeBufferPointer<N>, from first: Int, more: Int, factor: N?, into features: inout FeatureWriter<N>
  ) {
    for i in first..<max(first, x.count) {
      let product = factor.map { $0 * x[i] } ?? x[i]
      if more == 0 {
        features.put(product)
      } else {
        putProducts(of: x, from: i + 1, more: more - 1, factor: product, into: &features)
      }
    }
  }
}
