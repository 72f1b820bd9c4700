internal import Foundation
internal import Nabla

/// A delimited file of numbers, read from its place into a matrix on all cores.
///
/// `layers` has the number of columns, `batch` that of rows, and there is nothing to multiply. The first reading warms the
/// system's cache of files.
enum ReadBenchmark {
  static let options: Set = ["--precision"]

  @Sendable static func run(_ options: Options, _ report: Report) throws(UsageError) {
    guard let file = options.file else { throw UsageError("read takes a file, as in: read table.csv") }
    var options = options
    options.threads = ProcessInfo.processInfo.activeProcessorCount
    do throws(DataError) {
      switch options.precision {
      case .single: try measure(Float.self, file, options, report)
      case .double: try measure(Double.self, file, options, report)
      }
    } catch {
      Console.error("benchmark: \(error)")
      exit(1)
    }
  }

  private static func measure<Scalar: RealScalar>(
    _: Scalar.Type, _ file: String, _ options: Options, _ report: Report
  ) throws(DataError) {
    func matrix() throws(DataError) -> Matrix<Scalar> {
      try DelimitedText(contentsOf: file, dialect: Dialect()).matrix()
    }
    let whole = try matrix()
    let (rows, columns) = (whole.rows, whole.columns)
    let measurement = Meter(seconds: options.seconds ?? 2).measure {
      // What was read once can be read again.
      ((try? matrix())?.elements.last).map { Double($0) } ?? .nan
    }
    report.add(
      CallRecord(
        kind: "read", layers: [columns], batch: rows, options: options, takes: Self.options, parameters: 0, flops: 0,
        measurement: measurement))
  }
}
