/// Brings every feature to mean 0 and variance 1: z = (x − m) / s, with a mean m and a scale s for each of d features.
///
/// A robust scaler has medians and quartiles in their place, and bends what is far away into ±c: see `init(robust:limit:)`. One of
/// quantiles makes features normal: see `init(quantiles:quantileCount:)`.
///
/// Fit it on training data only and apply it to all data, so that nothing about the test data is used in training:
///
/// ```swift
/// let scaler = Scaler(fitting: training.inputs)
/// let scaledTraining = training.scaled(by: scaler), scaledTest = test.scaled(by: scaler)
/// ```
public struct Scaler<Scalar: RealScalar>: Sendable, Hashable {
  /// The mean m of each feature; d numbers.
  public let means: [Scalar]
  /// The scale s of each feature, its standard deviation; d positive numbers.
  public let scales: [Scalar]
  /// The c that scaled features stay within, where they are bent: z = u / √(1 + (u/c)²) with u = (x − m) / s.
  public let limit: Scalar?
  /// The quantiles of each feature, m × d, where features are made normal by them: see `init(quantileTable:)`. Means are 0 and
  /// scales 1 then.
  public let quantiles: Matrix<Scalar>?

  /// A scaler with known means and scales.
  ///
  /// - Precondition: there are as many of one as of the other, all are finite, and the scales and the limit are positive.
  public init(means: [Scalar], scales: [Scalar], limit: Scalar? = nil) {
    precondition(means.count == scales.count, "\(means.count) means, but \(scales.count) scales")
    precondition(
      Self.areUsable(means: means, scales: scales), "a mean is not finite or a scale not positive and finite")
    precondition(limit.map { $0 > 0 && $0.isFinite } ?? true, "a limit that is not positive and finite")
    self.init(means: means, scales: scales, limit: limit, quantiles: nil)
  }

  init(means: [Scalar], scales: [Scalar], limit: Scalar?, quantiles: Matrix<Scalar>?) {
    self.means = means
    self.scales = scales
    self.limit = limit
    self.quantiles = quantiles
  }

  /// The scaler of the means and standard deviations (dividing by n, not by n − 1) of the columns of `x`, n × d.
  ///
  /// A constant column gets the scale 1, so that it becomes 0 and not NaN.
  ///
  /// - Precondition: `x` has at least one row, and its elements are finite.
  /// - Complexity: O(n · d), in three passes; sums are taken in `Double`.
  public init(fitting x: Matrix<Scalar>) {
    precondition(x.rows > 0, "a \(x.rows) × \(x.columns) matrix has no mean; at least one row was expected")
    let moments = columnMoments(x)
    self.init(means: moments.means, scales: moments.deviations.map { $0 > 0 ? $0 : 1 })
  }

  /// The same where NaN is a number that was not observed; mean 0 and scale 1 of a column that has no other.
  package init(fittingObserved x: Matrix<Scalar>) {
    guard x.elements.contains(where: \.isNaN) else {
      self.init(fitting: x)
      return
    }
    let columns = (0..<x.columns).map { j in
      let observed = (0..<x.rows).map { x[$0, j] }.filter { !$0.isNaN }
      return observed.isEmpty ? Scaler(means: [0], scales: [1]) : Scaler(fitting: Matrix(column: observed))
    }
    self.init(means: columns.map { $0.means[0] }, scales: columns.map { $0.scales[0] })
  }

  /// The scaler with mean 0 and scale `scale` for the last `offsets` features: offsets add to outputs in these units, and not
  /// in their own.
  package func sparing(offsets: Int, scale: Scalar = 1) -> Scaler {
    guard offsets > 0 else { return self }
    precondition(isStraight, "a scaler with a limit or with quantiles would bend offsets, too")
    return Scaler(
      means: means.dropLast(offsets) + [Scalar](repeating: 0, count: offsets),
      scales: scales.dropLast(offsets) + [Scalar](repeating: scale, count: offsets))
  }

  /// The scaled features of `x`, n × d.
  ///
  /// - Precondition: `x` has d columns.
  /// - Complexity: O(n · d).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func callAsFunction(_ x: Matrix<Scalar>) -> Matrix<Scalar> {
    check(x)
    if let quantiles { return mapped(x, by: quantiles) }
    guard let limit else { return mapColumns(x, means, scales) { ($0 - $1) / $2 } }
    return mapColumns(x, means, scales) { x, m, s in
      let u = (x - m) / s
      let v = u / limit
      // Beyond it the square is lost beside the 1 or overflows, and z is ±c.
      return abs(v) > 1e8 ? (v < 0 ? -limit : limit) : u / (1 + v * v).squareRoot()
    }
  }

  /// The features x whose scaled features are `z`, n × d: x = s · z + m.
  ///
  /// - Precondition: `z` has d columns, and the scaler has neither a limit nor quantiles.
  /// - Complexity: O(n · d).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func inverse(_ z: Matrix<Scalar>) -> Matrix<Scalar> {
    check(z)
    precondition(isStraight, "a scaler with a limit or with quantiles has no inverse within rounding")
    return mapColumns(z, means, scales) { $0 * $2 + $1 }
  }

  /// Whether scaled features are straight lines of features.
  package var isStraight: Bool { limit == nil && quantiles == nil }

  private func check(_ x: Matrix<Scalar>) {
    precondition(
      x.columns == means.count,
      "a \(x.rows) × \(x.columns) matrix where \(x.rows) × \(means.count) was expected, the features of the scaler")
  }

  fileprivate static func areUsable(means: [Scalar], scales: [Scalar]) -> Bool {
    means.allSatisfy(\.isFinite) && scales.allSatisfy { $0 > 0 && $0.isFinite }
  }
}

extension Scaler: Codable {
  private enum CodingKeys: CodingKey {
    case means, scales, limit, quantiles
  }

  /// Reads a scaler, and refuses one that is not usable.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let means = try container.decode([Scalar].self, forKey: .means)
    let scales = try container.decode([Scalar].self, forKey: .scales)
    guard means.count == scales.count, Self.areUsable(means: means, scales: scales) else {
      throw DecodingError.dataCorruptedError(
        forKey: .scales, in: container,
        debugDescription: "expected \(means.count) positive scales, one for each mean, found \(scales)")
    }
    let limit = try container.decodeIfPresent(Scalar.self, forKey: .limit)
    guard limit.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .limit, in: container, debugDescription: "expected a positive limit, found \(limit ?? 0)")
    }
    // A row for each quantile.
    let rows = try container.decodeIfPresent([[Scalar]].self, forKey: .quantiles)
    let isTable = rows.map { rows in rows.allSatisfy { $0.count == means.count } } ?? true
    let quantiles =
      isTable ? rows.map { Matrix(rows: $0.count, columns: means.count, elements: Array($0.joined())) } : nil
    guard isTable, quantiles.map(Self.areUsable(quantiles:)) ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .quantiles, in: container,
        debugDescription: "expected rows of \(means.count) finite quantiles, ascending in each column")
    }
    self.init(means: means, scales: scales, limit: limit, quantiles: quantiles)
  }

  /// Writes the scaler.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(means, forKey: .means)
    try container.encode(scales, forKey: .scales)
    try container.encodeIfPresent(limit, forKey: .limit)
    try container.encodeIfPresent(
      quantiles.map { quantiles in
        (0..<quantiles.rows).map { i in (0..<quantiles.columns).map { quantiles[i, $0] } }
      }, forKey: .quantiles)
  }
}

extension Dataset {
  /// The data set with scaled inputs; targets, weights and names stay.
  ///
  /// - Precondition: the inputs have as many columns as the scaler has features. A scaled number that is beyond the
  ///   range of `Scalar` is a precondition failure too: it takes inputs that are unlike those the scaler was fitted on.
  /// - Complexity: O(n · d).
  public func scaled(by scaler: Scaler<Scalar>) -> Dataset {
    let scaled = scaler(inputs)
    precondition(firstNonFinite(scaled.elements) == nil, "scaled inputs exceed the range of \(Scalar.self)")
    return Dataset(unchecked: scaled, targets: targets, weights: weights, classNames: classNames)
  }
}
