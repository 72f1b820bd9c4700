import Foundation
import Nabla
import Testing

/// Numbers that are undefined or infinite: `undefined` in text, an empty field in CSV, `null` in JSON, and nothing is lost.
@Suite struct UndefinedValueTests {
  @Test(arguments: ["h.json", "h.csv"])
  func constantTargetsHaveNoSquaredCorrelation(history: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("x,y\n" + (0..<40).map { "\($0),5\n" }.joined(), to: "t.csv")
      let result = try Program.run(
        "train", "--csv", "t.csv", "--metric", "r2", "--validation-fraction", "0.2", "--history", history, "--epochs",
        "3", "--save", "m", in: folder)
      #expect(result.status == 0 && result.output.contains("validation undefined"), "\(result)")
      #expect(result.output.contains("share of the variance explained (R²): undefined"))
      #expect(result.lastLine.hasPrefix("test RMSE: "))
      #expect(try Program.run("check", "m", in: folder).status == 0)
      let text = String(decoding: try fileBytes(folder.file(history)), as: UTF8.self)
      if history == "h.csv" {
        let lines = text.split(separator: "\n").dropFirst()
        #expect(
          lines.count == 3 && lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false)[2].isEmpty }
        )
      } else {
        #expect(text.split(separator: "\"validation\":null").count == 4, "\(text)")
        let reports = try JSONDecoder().decode([EpochReport].self, from: Data(text.utf8))
        #expect(reports.count == 3 && reports.allSatisfy { $0.validation?.isNaN == true && $0.loss.isFinite })
      }
    }
  }

  @Test func startsAreComparedByTheLossWhereTheMetricIsUndefined() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("x,y\n" + (0..<40).map { "\($0),5\n" }.joined(), to: "t.csv")
      let result = try Program.run(
        "train", "--csv", "t.csv", "--metric", "r2", "--validation-fraction", "0.2", "--patience", "2", "--epochs", "3",
        "--starts", "3", "--save", "m", in: folder)
      #expect(result.status == 0 && result.output.contains("undefined"), "\(result)")
    }
  }

  @Test func numbersBeyondJSONAreNull() {
    let text = String(
      decoding: JSON.encoded(["a": [1, Double.nan], "b": [.infinity, -Double.infinity]]), as: UTF8.self)
    #expect(text == #"{"a":[1,null],"b":[null,null]}"#)
  }

  @Test func historiesHaveUndefinedValues() throws {
    let null = #"[{"number":1,"loss":null,"seconds":1,"examples":1,"learningRate":1,"validation":null}]"#
    let history = TrainingHistory(try JSONDecoder().decode([EpochReport].self, from: Data(null.utf8)))
    #expect(history.epochs[0].loss.isNaN && history.epochs[0].validation?.isNaN == true)
    #expect(history.csv.hasSuffix("\n1,,,1.0,1.0,1\n"))
    #expect(history.epochs[0].description.hasPrefix("epoch 1: loss undefined, validation undefined, "))
    #expect(history.json.contains("\"loss\":null") && history.json.contains("\"validation\":null"))
    let without = try JSONDecoder().decode(
      [EpochReport].self, from: Data(null.replacing(",\"validation\":null", with: "").utf8))
    #expect(without[0].validation == nil)
  }
}
