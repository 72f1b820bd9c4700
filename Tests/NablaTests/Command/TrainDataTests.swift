import Foundation
import Nabla
import Testing

/// Data for training that is out of the ordinary.
struct TrainDataTests {
  /// 20 images of 1 × 2 pixels.
  private static let images = idxBytes(dimensions: [20, 1, 2], elements: (0..<40).map { UInt8($0 * 5) })
  private static let train = ["train", "--idx", "images", "labels", "--hidden", "2", "--epochs", "1", "--save", "m"]

  /// A class with one example is a class, whichever part this example is in.
  @Test func rareClassesCount() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.images, to: "images")
      for place in 0..<20 {
        var labels = (0..<20).map { UInt8($0 % 2) }
        labels[place] = 2
        _ = try folder.write(idxBytes(dimensions: [20], elements: labels), to: "labels")
        let result = try Program.run(Self.train, in: folder)
        #expect(result.status == 0, "\(place): \(result.errors)")
        #expect(try Model<Float>(contentsOf: folder.file("m")).network.architecture.outputs == 3)
      }
    }
  }

  @Test func labelsBeyondReason() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.images, to: "images")
      let labels = (0..<20).flatMap { bigEndianBytes(UInt32($0 == 7 ? 2_000_000_000 : $0 % 2)) }
      _ = try folder.write(idxBytes(type: 0x0C, dimensions: [20], elements: labels), to: "labels")
      let result = try Program.run(Self.train, in: folder)
      #expect(result.status == 1, "\(result)")
      #expect(
        result.errors.hasPrefix("nabla: labels: row 7 (counted from 0): expected a label below 256")
          && result.errors.contains("found 2000000000"), "\(result.errors)")
    }
  }

  /// Numbers fitted to classes are tested as classes again, though IDX files name none.
  @Test func classesAsNumbersStayClasses() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.images, to: "images")
      _ = try folder.write(idxBytes(dimensions: [20], elements: (0..<20).map { UInt8($0 % 2) }), to: "labels")
      let trained = try Program.run(Self.train + ["--likelihood", "gaussian"], in: folder)
      #expect(trained.status == 0 && trained.lastLine.hasPrefix("test accuracy: "), "\(trained)")
      let evaluated = try Program.run("evaluate", "m", "--idx", "images", "labels", in: folder)
      #expect(evaluated.status == 0 && evaluated.lastLine.hasPrefix("test accuracy: "), "\(evaluated)")
    }
  }

  /// Examples of weight 0 are not there: a part that has no others is one without examples.
  @Test func partsWithoutWeight() throws {
    try TemporaryFolder.with { folder in
      func table(_ weights: (Int) -> Int) -> String {
        "x,w,y\n" + (0..<20).map { "\($0 % 7),\(weights($0)),\($0 % 5)\n" }.joined()
      }
      _ = try folder.write(table { _ in 0 }, to: "none.csv")
      _ = try folder.write(table { $0 < 2 ? 1 : 0 }, to: "two.csv")
      _ = try folder.write(table { $0 < 16 ? 1 : 0 }, to: "last.csv")
      let train = ["train", "--weights", "w", "--hidden", "2", "--epochs", "1", "--csv"]
      try Program.expectRefusal(
        train + ["none.csv"], in: folder, says: "none.csv: all examples for training have weight 0")
      try Program.expectRefusal(
        train + ["last.csv", "--ordered"], in: folder, says: "last.csv: all examples for testing have weight 0")
      try Program.expectRefusal(
        train + ["two.csv", "--test", "two.csv", "--validation-fraction", "0.1"], in: folder,
        says: "leaves a part without any of a positive weight")
      try Program.expectRefusal(
        ["solve", "last.csv", "--weights", "w", "--folds", "5"], in: folder,
        says: "all examples for testing have weight 0, so there is no score")
      #expect(try Program.run(train + ["last.csv"], in: folder).status == 0)
    }
  }

  @Test(arguments: ["x,x,y", "x,y,y"]) func columnsOfOneName(header: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(header + "\n" + String(repeating: "1,2,3\n4,5,7\n", count: 10), to: "t.csv")
      let result = try Program.run("train", "--csv", "t.csv", "--target", "2", "--epochs", "1", in: folder)
      #expect(result.status == 1 && result.errors.contains("t.csv: several columns have the name '"), "\(result)")
    }
  }
}
