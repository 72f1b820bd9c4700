import Foundation
import Testing

/// A small table as people have them, and what other programs make of it (scripts/fixtures/tables.py).
struct TableFixture: Decodable {
  struct Test: Decodable {
    let statistic: Double
    let p: Double
    let degrees: Int
  }
  struct Regression: Decodable {
    let names: [String]
    let estimates: [Double]
    let errors: [Double]
    let tests: [String: Test]
    let rows: Int
  }
  /// The inputs by scikit-learn's encoders.
  let inputs: [[Double]]
  /// A regression by statsmodels.
  let regression: Regression

  /// Where the tables are.
  static func path(_ file: String) -> String {
    Bundle.module.bundleURL.appending(path: "Fixtures/tables/\(file)").path
  }

  static func read(_ name: String) throws -> TableFixture {
    let all = try JSONDecoder().decode(
      [String: TableFixture].self, from: Data(contentsOf: URL(filePath: path("expected.json"))))
    return try #require(all[name])
  }
}
