import Foundation
import Nabla
import Testing

private func random(rows: Int, columns: Int, seed: UInt64) -> Matrix<Double> {
  var generator = SeededGenerator(seed: seed)
  // Columns of very different size and offset.
  return Matrix(
    rows: rows, columns: columns,
    elements: (0..<rows * columns).map {
      let magnitude = Double(1 << (4 * ($0 % columns)))
      return magnitude * (generator.uniform() - 0.25)
    })
}

private func column(_ j: Int, of x: Matrix<Double>) -> [Double] { (0..<x.rows).map { x[$0, j] } }

struct ScalerTests {
  @Test func hasTheMeansAndDeviationsOfASmallExample() {
    let scaler = Scaler(fitting: Matrix<Double>([[1, 10], [3, 10], [5, 40], [7, 40]]))
    #expect(scaler.means == [4, 25])
    #expect(scaler.scales == [Double(5).squareRoot(), 15])
  }

  @Test(arguments: [2, 3, 100, 1001])
  func scaledColumnsHaveMean0AndVariance1(n: Int) {
    let x = random(rows: n, columns: 5, seed: 1)
    let z = Scaler(fitting: x)(x)
    for j in 0..<5 {
      let values = column(j, of: z)
      let mean = values.reduce(0, +) / Double(n)
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(n)
      // Each of n numbers of size 1 is rounded a few times.
      let bound = 8 * Double(n) * .ulpOfOne
      #expect(abs(mean) <= bound)
      #expect(abs(variance - 1) <= bound)
    }
  }

  @Test func inverseRestores() {
    let x = random(rows: 50, columns: 4, seed: 2)
    let scaler = Scaler(fitting: x)
    let restored = scaler.inverse(scaler(x))
    #expect(restored.rows == 50 && restored.columns == 4)
    for (i, (a, b)) in zip(restored.elements, x.elements).enumerated() {
      // Relative to the size of the column, not of the number: the mean is taken off and put back.
      let size = abs(scaler.means[i % 4]) + scaler.scales[i % 4] + abs(b)
      #expect(abs(a - b) <= 4 * .ulpOfOne * size)
    }
  }

  @Test func constantColumnsGetScale1() {
    // The sum of a hundred 0.1 is not 10, so a mean by division would leave a tiny deviation to be blown up.
    let x = Matrix(rows: 100, columns: 2, elements: (0..<200).map { $0 % 2 == 0 ? 0.1 : Double($0) })
    let scaler = Scaler(fitting: x)
    #expect(scaler.means[0] == 0.1 && scaler.scales[0] == 1)
    #expect(column(0, of: scaler(x)).allSatisfy { $0 == 0 })
    let one = Scaler(fitting: Matrix<Float>([[7, -3]]))
    #expect(one.means == [7, -3] && one.scales == [1, 1])
  }

  @Test func aLargeMeanDoesNotCancelASmallVariance() {
    let x = Matrix<Double>(column: [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    let scaler = Scaler(fitting: x)
    #expect(scaler.means == [1e9 + 10])
    #expect(scaler.scales == [Double(22.5).squareRoot()])
  }

  @Test func numbersNearTheLimitsNeitherOverflowNorVanish() {
    for size in [Double.greatestFiniteMagnitude, 1e300, 1e-300, .leastNormalMagnitude] {
      let scaler = Scaler(fitting: Matrix<Double>(column: [-size, size]))
      #expect(scaler.means == [0] && scaler.scales == [size])
    }
    let tiny = Scaler(fitting: Matrix<Double>(column: [0, .leastNonzeroMagnitude]))
    #expect(tiny.scales[0] > 0)
    let huge = Float.greatestFiniteMagnitude
    #expect(Scaler(fitting: Matrix<Float>(column: [-huge, huge])).scales == [huge])
  }

  @Test func floatsAreSummedInDouble() {
    // In Float the sum would stay at 2²⁴.
    let x = Matrix<Float>(column: (0..<(1 << 17)).map { 1024 + Float($0 % 2) })
    let scaler = Scaler(fitting: x)
    #expect(scaler.means == [1024.5] && scaler.scales == [0.5])
  }

  @Test func scalesADataset() throws {
    let data = try Dataset(
      inputs: Matrix<Double>([[1], [3]]), targets: [0, 1], weights: [1, 2], classNames: ["a", "b"])
    let scaled = data.scaled(by: Scaler(fitting: data.inputs))
    #expect(
      try scaled
        == Dataset(inputs: Matrix([[-1], [1]]), targets: [0, 1], weights: [1, 2], classNames: ["a", "b"]))
  }

  @Test func codingIsARoundTrip() throws {
    let scaler = Scaler(fitting: random(rows: 9, columns: 3, seed: 3))
    #expect(try JSONDecoder().decode(Scaler<Double>.self, from: JSONEncoder().encode(scaler)) == scaler)
  }

  @Test(arguments: [
    #"{"means": [1], "scales": [1, 2]}"#, #"{"means": [1], "scales": [0]}"#, #"{"means": [1], "scales": [-1]}"#,
    #"{"means": [1]}"#,
  ])
  func decodingRefusesWhatIsNotUsable(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Scaler<Double>.self, from: Data(json.utf8)) }
  }

  private struct QuantileCase: Decodable {
    let quantiles: Int
    let x, new, scaled, scaledNew: [[Double]]
  }

  /// scikit-learn's numbers, from scripts/fixtures/quantiles.py.
  @Test func quantilesAreThoseOfScikitLearn() throws {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/sklearn/quantiles.json")
    let cases = try JSONDecoder().decode([QuantileCase].self, from: Data(contentsOf: url))
    #expect(cases.count == 4)
    for known in cases {
      let x = Matrix<Double>(known.x)
      let scaler = Scaler(quantiles: x, quantileCount: known.quantiles)
      #expect(scaler.quantiles?.rows == min(known.quantiles, x.rows))
      for (numbers, expected) in [(known.x, known.scaled), (known.new, known.scaledNew)] {
        let (z, t) = (scaler(Matrix(numbers)), Matrix<Double>(expected))
        #expect(zip(z.elements, t.elements).allSatisfy { abs($0 - $1) <= 1e-12 * max(abs($1), 1) })
      }
    }
  }

  /// Without a number of quantiles, rows that do not ascend have 1000, or as many as there are of them.
  @Test func quantilesAreThoseOfTheRows() {
    let x = Matrix<Double>(column: [3, 1, 2, 5, 4])
    #expect(Scaler(quantiles: x).quantiles == Matrix(column: [1, 2, 3, 4, 5]))
    #expect(Scaler(quantiles: Matrix(column: (0..<2000).map { Double($0 * 7 % 2000) })).quantiles?.rows == 1000)
  }

  /// A column of a small unit is scaled as in a large one, and a model file keeps the quantiles; formats without words for them
  /// refuse them.
  @Test func quantilesOfModels() throws {
    let x = Matrix<Double>((0..<40).map { [Double($0 * $0), Double($0 * $0) * 1e-12] })
    let scaler = Scaler(quantiles: x, quantileCount: 11)
    let z = scaler(x)
    #expect((0..<40).allSatisfy { abs(z[$0, 0] - z[$0, 1]) <= 1e-9 && (z[$0, 0] <= 0) == ($0 < 20) })
    #expect(try JSONDecoder().decode(Scaler<Double>.self, from: JSONEncoder().encode(scaler)) == scaler)
    let model = Model(Network<Double>(inputs: 2, likelihood: .gaussian), scaler: scaler)
    var file = try model.file()
    #expect(try Model<Double>(file).scaler == scaler && file.metadata["version"] == "2")
    #expect(throws: ModelFileError.self) { _ = try model.cSource() }
    #expect(throws: ModelFileError.self) { _ = try model.onnx() }
    #expect(throws: ModelFileError.self) { _ = try model.stateDictionary() }
    file.metadata["checksum"] = nil
    file.tensors["scaler.quantiles"] = .init(shape: [2, 2], elements: [1.0, 1, 0, 2])
    #expect(throws: ModelFileError.self) { try Model<Double>(file) }
  }

  /// Slopes of all scalers against central differences; sensitivities of a model are in units of its inputs.
  @Test func slopesAreDerivatives() throws {
    let x = random(rows: 60, columns: 2, seed: 6)
    // Within the column, as the scores of quantiles jump at its ends.
    let places = Matrix<Double>(rows: 60, columns: 2, elements: x.elements.map { 0.5 * $0 })
    var network = Network<Double>(inputs: 2, likelihood: .gaussian)
    network.initialize(.glorot, seed: 1)
    let weight = network.parameters[network.architecture.outputLayer.blocks[0].offset]
    for scaler in [Scaler(fitting: x), Scaler(robust: x), Scaler(quantiles: x, quantileCount: 7)] {
      func moved(by h: Double) -> Matrix<Double> {
        scaler(Matrix(rows: 60, columns: 2, elements: places.elements.map { $0 + h }))
      }
      let (above, below, slopes) = (moved(by: 1e-6), moved(by: -1e-6), scaler.slopes(at: places))
      for i in 0..<120 {
        let expected: Double = (above.elements[i] - below.elements[i]) / 2e-6
        #expect(abs(slopes.elements[i] - expected) <= 1e-6 * max(abs(expected), 1), "\(i)")
      }
      let mean = Model(network, scaler: scaler).meanSensitivities(at: places).mean[0, 0]
      let expected: Double = weight * (0..<60).reduce(0.0) { $0 + slopes[$1, 0] } / 60
      #expect(abs(mean - expected) <= 1e-12 * abs(expected))
    }
  }

  /// Quartiles 2, 3, 4 whatever the largest is; quartiles 0, 0, 0 leave half the range, and a constant column 1.
  @Test func robustScalingBendsOutliers() throws {
    let x = Matrix<Double>([[1, 0, 7], [2, 0, 7], [3, 0, 7], [4, 0, 7], [1e300, 5, 7]])
    let scaler = Scaler(robust: x)
    #expect(scaler.means == [3, 0, 7] && scaler.limit == 3)
    #expect(abs(scaler.scales[0] - 2 / 1.349) < 1e-15 && scaler.scales[1] == 2.5 && scaler.scales[2] == 1)
    let z = scaler(x)
    let u = -2 / (2 / 1.349)
    #expect(abs(z[0, 0] - u / (1 + u * u / 9).squareRoot()) < 1e-15)
    #expect(z[4, 0] == 3 && abs(z[4, 1] - 2 / (1 + 4.0 / 9).squareRoot()) < 1e-15 && z[4, 2] == 0)
    #expect(try JSONDecoder().decode(Scaler<Double>.self, from: JSONEncoder().encode(scaler)) == scaler)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        Scaler<Double>.self, from: Data(#"{"means": [1], "scales": [1], "limit": 0}"#.utf8))
    }
    // A model file keeps it, and readers that do not know of it refuse the file; so do formats without words for it.
    let model = Model(Network<Double>(inputs: 3, likelihood: .gaussian), scaler: scaler)
    let file = try model.file()
    #expect(try Model<Double>(file).scaler == scaler && file.metadata["version"] == "2")
    #expect(throws: ModelFileError.self) { _ = try model.cSource() }
    #expect(throws: ModelFileError.self) { _ = try model.onnx() }
    #expect(throws: ModelFileError.self) { _ = try model.stateDictionary() }
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Scaler(fitting: Matrix<Double>(rows: 0, columns: 2)) }
    await #expect(processExitsWith: .failure) {
      _ = Scaler<Double>(means: [0], scales: [1])(Matrix(rows: 1, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = Scaler<Double>(means: [0], scales: [1]).inverse(Matrix(rows: 1, columns: 2))
    }
    await #expect(processExitsWith: .failure) { _ = Scaler<Double>(means: [0], scales: [1, 1]) }
    await #expect(processExitsWith: .failure) { _ = Scaler<Double>(means: [0], scales: [0]) }
  }
}
