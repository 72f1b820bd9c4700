import Foundation
import Nabla
import Testing

/// What `nabla predict` writes.
struct PredictOutputTests {
  private static let table =
    "id,a,k\n" + (0..<40).map { "\"r,\($0)\",\($0),\($0 + ($0 % 5) * 4 < 26 ? "no" : "yes")\n" }.joined()

  /// A logistic regression: the class, its probability, what identifies a row, and what is known of it.
  @Test func identifiersAndTargets() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let solved = try Program.run("solve", "t.csv", "--save", "m", in: folder)
      #expect(solved.status == 0, "\(solved)")
      let plain = try Program.run("predict", "m", "t.csv", in: folder)
      try #require(plain.lines.count == 41, "\(plain)")
      #expect(plain.lines[0] == "class,probability of yes")
      let named = try Program.run("predict", "m", "t.csv", "--id", "id", "--residuals", in: folder)
      try #require(named.lines.count == 41, "\(named)")
      #expect(named.lines[0] == "id,class,probability of yes,actual class,right")
      for (row, line) in named.lines.dropFirst().enumerated() {
        let actual = row + (row % 5) * 4 < 26 ? "no" : "yes"
        let found = plain.lines[row + 1]
        #expect(line == "\"r,\(row)\",\(found),\(actual),\(found.hasPrefix(actual + ","))")
      }
      // Above the threshold, and nowhere else.
      let strict = try Program.run("predict", "m", "t.csv", "--threshold", "0.9", in: folder)
      for line in strict.lines.dropFirst() {
        let parts = line.split(separator: ",")
        let probability = try #require(Double(parts[1]))
        #expect((parts[0] == "yes") == (probability > 0.9))
      }
      let json = try Program.run("predict", "m", "t.csv", "--id", "i*", "--json", "--residuals", in: folder)
      #expect(json.lines.count == 40)
      struct Line: Decodable {
        let id: String
        let right: Bool
        let probability: Double
        enum CodingKeys: String, CodingKey {
          case id, right
          case probability = "probability of yes"
        }
      }
      for (row, text) in json.lines.enumerated() {
        let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
        #expect(line.id == "r,\(row)" && plain.lines[row + 1].hasSuffix(",\(line.probability)"))
      }
    }
  }

  @Test func residuals() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y\n0,1\n1,3\n2,4\n3,8\n", to: "t.csv")
      #expect(try Program.run("solve", "t.csv", "--save", "m", in: folder).status == 0)
      let result = try Program.run("predict", "m", "t.csv", "--residuals", in: folder)
      #expect(result.lines[0] == "y,actual y,residual of y")
      let sum = result.lines.dropFirst().reduce(0.0) { $0 + (Double($1.split(separator: ",")[2]) ?? .nan) }
      #expect(abs(sum) <= 1e-13)
      _ = try folder.write("a\n0\n", to: "new.csv")
      try Program.expectRefusal(
        ["predict", "m", "new.csv", "--residuals"], in: folder, says: "column \"y\": expected one of")
      try Program.expectRefusal(
        ["predict", "m", "new.csv", "--threshold", "0.3"], in: folder, says: "'--threshold' is for models")
      try Program.expectRefusal(
        ["predict", "m", "new.csv", "--id", "z"], in: folder, says: "column \"z\": expected one of")
      try Program.expectRefusal(
        ["predict", "m", "new.csv", "--threshold", "2"], in: folder, status: 2, says: "a number between 0 and 1")
    }
  }

  /// What is missing of the targets is left open; successes among trials are shares, and other numbers no classes.
  @Test func targetsThatAreMissingOrShares() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y,k\n0,1,no\n1,3,yes\n2,4,yes\n3,8,no\n", to: "t.csv")
      _ = try folder.write("a,y,k\n0,,no\n1,3,NA\n", to: "gaps.csv")
      for (target, ends) in [("y", [",,", nil]), ("k", [nil, ",,"])] as [(String, [String?])] {
        #expect(
          try Program.run("solve", "t.csv", "--target", target, "--inputs", "a", "--save", "m", in: folder).status == 0)
        let result = try Program.run("predict", "m", "gaps.csv", "--residuals", in: folder)
        try #require(result.status == 0 && result.lines.count == 3, "\(result)")
        for (line, end) in zip(result.lines.dropFirst(), ends) {
          #expect(line.hasSuffix(",,") == (end != nil), "\(line)")
        }
      }
      _ = try folder.write("dose,killed,exposed\n1,6,50\n2,20,50\n3,33,50\n4,44,50\n5,0,0\n", to: "b.csv")
      #expect(
        try Program.run(
          "solve", "b.csv", "--target", "killed", "--out-of", "exposed", "--save", "m", in: folder
        ).status == 0)
      let shares = try Program.run("predict", "m", "b.csv", "--residuals", "--out-of", "exposed", in: folder)
      #expect(shares.lines.first == "class,probability of 1,actual killed,residual of killed", "\(shares)")
      for (line, share) in zip(shares.lines.dropFirst(), [0.12, 0.4, 0.66, 0.88]) {
        let parts = line.split(separator: ",").compactMap { Double($0) }
        #expect(parts.count == 4 && parts[2] == share && abs(parts[1] + parts[3] - share) <= 1e-15, "\(line)")
      }
      #expect(shares.lines.count == 6 && shares.lastLine.hasSuffix(",,"))
      try Program.expectRefusal(
        ["predict", "m", "b.csv", "--residuals"], in: folder,
        says: "line 2, column \"killed\": expected one of the classes \"0\", \"1\", found \"6\"")
      try Program.expectRefusal(
        ["predict", "m", "b.csv", "--out-of", "exposed"], in: folder, status: 2, says: "goes with '--residuals'")
    }
  }

  /// Arrays and sparse rows, from training to evaluation.
  @Test func arrays() throws {
    let folderOfArrays = Bundle.module.bundleURL.appending(path: "Fixtures/arrays").path
    try TemporaryFolder.with { folder in
      let npy = ["--npy", folderOfArrays + "/sparse.npy", folderOfArrays + "/labels.npy"]
      let svm = ["--libsvm", folderOfArrays + "/from-one.svm"]
      for source in [npy, svm] {
        let trained = try Program.run(["train"] + source + ["--epochs", "2", "--quiet", "--save", "m"], in: folder)
        #expect(trained.status == 0 && trained.lastLine.hasPrefix("test accuracy: "), "\(trained)")
        let evaluated = try Program.run(["evaluate", "m"] + source, in: folder)
        #expect(evaluated.status == 0 && evaluated.output.contains("of 20 test examples"), "\(evaluated)")
        // A row's prediction is the same whether its zeros are there or not.
        let rows = source == npy ? [npy[1]] : [svm[1], "--libsvm"]
        let predicted = try Program.run(["predict", "m"] + rows, in: folder)
        #expect(predicted.status == 0 && predicted.lines.count == 21, "\(predicted)")
        let numbers = try Program.run(["train"] + source + ["--epochs", "2", "--quiet", "--regression"], in: folder)
        #expect(numbers.lastLine.hasPrefix("test RMSE: "), "\(numbers)")
        try Program.expectRefusal(["train"] + source + ["--target", "a"], in: folder, status: 2, says: "is for tables")
      }
      try Program.expectRefusal(
        ["train", "--npy", "none", "none"], in: folder, says: "none: expected a file that can be read")
      try Program.expectRefusal(
        ["train", "--libsvm", "x", "--csv", "y"], in: folder, status: 2, says: "exclude each other")
    }
  }
}
