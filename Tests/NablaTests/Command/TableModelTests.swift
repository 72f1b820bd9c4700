import Foundation
import Nabla
import Testing

/// Tables with text and missing values, from the file to the prediction.
struct TableModelTests {
  /// Where the tables of the fixtures are found by the program.
  private func titanic(_ folder: TemporaryFolder) throws -> String {
    try folder.write(fileBytes(TableFixture.path("titanic.csv")), to: "titanic.csv")
  }

  @Test func fromTheFileToThePrediction() throws {
    try TemporaryFolder.with { folder in
      _ = try titanic(folder)
      let options = ["--csv", "titanic.csv", "--target", "Survived", "--classes"]
      let trained = try Program.run(
        ["train"] + options + ["--missing", "median", "--epochs", "3", "--save", "m", "--quiet"], in: folder)
      #expect(trained.status == 0 && trained.lastLine.hasPrefix("test accuracy: "), "\(trained)")
      #expect(trained.errors.contains("the column 'Name' is left out, since it tells the rows apart"))
      #expect(trained.errors.contains("the column 'Cabin' is left out, since it has 37 levels in 39 rows"))
      // The model knows what to make of text and missing values.
      let evaluated = try Program.run(["evaluate", "m"] + options, in: folder)
      #expect(evaluated.status == 0 && evaluated.output.contains("of 160 test examples"), "\(evaluated)")
      #expect(try Program.run(["check", "m"] + options, in: folder).status == 0)
      #expect(try Program.run(["certify", "m"] + options, in: folder).output.contains("128 training examples"))
      let predicted = try Program.run("predict", "m", "titanic.csv", in: folder)
      #expect(predicted.status == 0 && predicted.lines.count == 161, "\(predicted.errors)")
      // Columns are found by their names, and others are ignored.
      _ = try folder.write(
        "Embarked,Sex,Age,Fare,x,SibSp,Pclass,PassengerId\nS,male,,7.5,?,0,3,1\nX,female,30,80,?,0,1,2\n", to: "new.csv"
      )
      let new = try Program.run("predict", "m", "new.csv", in: folder)
      #expect(new.status == 0 && new.lines.count == 3, "\(new)")
      #expect(
        new.errors
          == "nabla: new.csv: 1 row has a level of 'Embarked' that the training did not have, such as 'X' in line 3\n")
      _ = try folder.write("Embarked,Sex,Age,Fare,SibSp,Pclass,PassengerId\nS,male,old,7.5,0,3,1\n", to: "new.csv")
      try Program.expectRefusal(
        ["predict", "m", "new.csv"], in: folder,
        says: "new.csv: line 2, column \"Age\": expected a number, found \"old\"")
    }
  }

  /// The encoding is that of the training rows: the test rows change nothing of the model.
  @Test func testRowsDoNotTellTheModel() throws {
    try TemporaryFolder.with { folder in
      func table(_ last: String) -> String {
        "a,c,y\n" + (0..<30).map { "\($0 % 7 == 3 ? "" : "\($0 % 5)"),\($0 % 2 == 0 ? "u" : "v"),\($0 % 5)\n" }.joined()
          + last
      }
      _ = try folder.write(table(""), to: "train.csv")
      for (name, last) in [("p", "1,u,0\n"), ("q", "100,w,0\n")] {
        _ = try folder.write("a,c,y\n" + last, to: "\(name).csv")
        let result = try Program.run(
          "train", "--csv", "train.csv", "--test", "\(name).csv", "--missing", "mean", "--epochs", "2", "--quiet",
          "--save",
          name, in: folder)
        #expect(result.status == 0, "\(result)")
      }
      let models = try ["p", "q"].map { try Model<Double>(contentsOf: folder.file($0)) }
      #expect(models[0].encoding == models[1].encoding && models[0].network.parameters == models[1].network.parameters)
    }
  }

  /// A table for testing may have fewer columns, in any order; its rows are left out and filled in as those of the training.
  @Test func tablesForTesting() throws {
    try TemporaryFolder.with { folder in
      func rows(_ row: (Int) -> String) -> String { (0..<30).map { row($0) + "\n" }.joined() }
      _ = try folder.write(
        "z,a,c,y\n"
          + rows { "\($0 % 2),\($0 % 7 == 3 ? "" : "\($0 % 5)"),\($0 % 11 == 5 ? "" : "u\($0 % 2)"),\($0 % 5)" },
        to: "train.csv")
      _ = try folder.write("y,c,a\n1,u0,1\n,u1,2\n3,,3\n4,u1,\n", to: "test.csv")
      let train = [
        "train", "--csv", "train.csv", "--inputs", "a,c", "--test", "test.csv", "--epochs", "2", "--hidden", "2",
      ]
      for (rule, count, lines) in [
        ("drop", 1, "left out 3 of 4 rows with missing values: lines 3, 4, 5"),
        ("mean", 3, "left out 1 of 4 rows with missing values: line 3"),
        ("mean,c=drop", 2, "left out 2 of 4 rows with missing values: lines 3, 4"),
      ] {
        let trained = try Program.run(train + ["--missing", rule], in: folder)
        #expect(trained.status == 0 && trained.output.contains(" and \(count) test examples"), "\(trained)")
        #expect(trained.errors.contains("test.csv: \(lines)\n"), "\(trained.errors)")
      }
      _ = try folder.write("y,a\n1,1\n2,2\n", to: "test.csv")
      let lacking = try Program.run(train + ["--missing", "drop"], in: folder)
      #expect(
        lacking.status == 1 && lacking.errors.contains("test.csv: column \"c\": expected one of the columns"),
        "\(lacking)")
      // Without names columns are found by their places.
      _ = try folder.write(rows { "\($0),\($0 * $0 % 7),\($0 % 5)" }, to: "plain.csv")
      for (text, says) in [("1,2\n2,3\n3,5\n", "column 2"), ("a,b\n1,2\n2,3\n", "column 2")] {
        _ = try folder.write(text, to: "few.csv")
        let found = try Program.run("train", "--csv", "plain.csv", "--test", "few.csv", "--epochs", "1", in: folder)
        #expect(found.status == 1 && found.errors.contains("few.csv: \(says)"), "\(found)")
      }
    }
  }

  @Test func rowsAreDropped() throws {
    try TemporaryFolder.with { folder in
      _ = try titanic(folder)
      let trained = try Program.run(
        "train", "--csv", "titanic.csv", "--target", "Fare", "--missing", "drop", "--epochs", "2", "--save", "m",
        "--quiet",
        in: folder)
      #expect(
        trained.status == 0 && trained.errors.contains("left out 36 of 160 rows with missing values: lines 5, 7, 9, …"))
      let evaluated = try Program.run("evaluate", "m", "--csv", "titanic.csv", in: folder)
      #expect(evaluated.status == 0 && evaluated.errors.contains("left out 36 of 160 rows"), "\(evaluated)")
      // A prediction is for every row, or none.
      try Program.expectRefusal(
        ["predict", "m", "titanic.csv"], in: folder, says: "titanic.csv: line 5, column \"Age\"")
    }
  }

  @Test func missingValuesAreRefusedUnasked() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,c,y\n1,u,2\n2,,3\n,v,4\n4,u,NA\n5,v,6\n6,u,7\n", to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv"], in: folder,
        says:
          "t.csv: line 4, column \"a\": expected a number, found an empty field; '--missing drop|mean|median|most-frequent' "
          + "says what to make of the 1 of 6 fields of the column that are missing")
      try Program.expectRefusal(
        ["solve", "t.csv", "--exclude", "a"], in: folder,
        says: "t.csv: line 3, column \"c\": expected a value, found an empty")
      let target = try Program.run("solve", "t.csv", "--missing", "a=mean,c=drop", in: folder)
      #expect(
        target.status == 1 && target.errors.contains("t.csv: line 5, column \"y\": expected a number"), "\(target)")
      let filled = try Program.run("solve", "t.csv", "--missing", "mean,c=drop", in: folder)
      #expect(filled.status == 0 && filled.output.contains("\n4 examples, 3 parameters"), "\(filled)")
      let indicated = try Program.run("solve", "t.csv", "--missing", "mean", "--missing-indicator", in: folder)
      #expect(indicated.output.contains("a is missing") && indicated.output.contains("c is missing"), "\(indicated)")
      for rule in ["keep", "", "a=keep", "mean,mean"] {
        try Program.expectRefusal(
          ["solve", "t.csv", "--missing=\(rule)"], in: folder, status: 2, says: "'--missing' takes")
      }
      try Program.expectRefusal(
        ["solve", "t.csv", "--missing", "z=mean"], in: folder, says: "t.csv: column \"z\": expected one of the columns")
      try Program.expectRefusal(
        ["solve", "t.csv", "--missing-indicator"], in: folder, status: 2, says: "'--missing-indicator' goes with")
      try Program.expectRefusal(
        ["evaluate", "m", "--csv", "t.csv", "--missing", "mean"], in: folder, status: 2, says: "is refuse or drop here")
    }
  }

  /// Columns by name, index and pattern; one with a comma in its name stands between quotation marks.
  @Test func choosingColumns() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(
        "p1,p2,\"q, r\",z,y\n" + (0..<20).map { "\($0),\($0 * $0 % 7),\($0 % 3),\($0 % 5),\($0 * 3 % 11)\n" }.joined(),
        to: "t.csv")
      for (options, names) in [
        (["--inputs", "p*"], "p1, p2"), (["--inputs", "\"q, r\",1"], "q, r, p2"), (["--exclude", "p?,z"], "q, r"),
        (["--id", "p2", "--exclude", "z"], "p1, q, r"), (["--id", "p?,z"], "q, r"),
        (["--inputs", "*", "--exclude", "z"], "p1, p2, q, r"), (["--inputs", "?2"], "p2"),
      ] {
        let result = try Program.run(["solve", "t.csv"] + options, in: folder)
        #expect(result.status == 0 && result.output.hasPrefix("t.csv: y by \(names)\n"), "\(options): \(result)")
        let trained = try Program.run(
          ["train", "--csv", "t.csv", "--epochs", "1", "--quiet", "--save", "m"] + options, in: folder)
        #expect(trained.status == 0, "\(trained)")
        #expect(try Model<Double>(contentsOf: folder.file("m")).featureNames?.joined(separator: ", ") == names)
      }
      try Program.expectRefusal(
        ["solve", "t.csv", "--inputs", "w*"], in: folder, says: "a pattern that fits one of the columns")
      try Program.expectRefusal(
        ["solve", "t.csv", "--exclude", "w"], in: folder, says: "column \"w\": expected one of the columns")
      try Program.expectRefusal(
        ["solve", "t.csv", "--inputs", "\"q"], in: folder, status: 2, says: "takes different columns")
      let weighted = try Program.run(
        "train", "--csv", "t.csv", "--weights", "z", "--epochs", "1", "--quiet", "--save", "m", in: folder)
      #expect(weighted.status == 0)
      #expect(try Model<Double>(contentsOf: folder.file("m")).featureNames == ["p1", "p2", "q, r"])
    }
  }

  /// A training with weights is that of examples that are there as often.
  @Test func weightsCountExamples() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<12).map { "\($0 % 4),\(2 * ($0 % 4) + $0 % 3)" }
      _ = try folder.write("a,y,w\n" + rows.enumerated().map { "\($1),\($0 % 3)\n" }.joined(), to: "w.csv")
      _ = try folder.write(
        "a,y\n" + rows.enumerated().map { i, row in String(repeating: row + "\n", count: i % 3) }.joined(), to: "r.csv")
      _ = try folder.write("a,y\n1,2\n", to: "test.csv")
      _ = try folder.write("a,y,w\n1,2,1\n", to: "testw.csv")
      let options = [
        "--hidden", "none", "--no-scale", "--epochs", "400", "--batch", "1000", "--learning-rate", "0.05",
        "--optimizer", "momentum",
        "--init", "zeros", "--quiet", "--save", "m", "--regression",
      ]
      func slope(_ arguments: [String]) throws -> [Double] {
        let result = try Program.run(["train"] + arguments + options, in: folder)
        #expect(result.status == 0, "\(result)")
        return try Model<Double>(contentsOf: folder.file("m")).network.parameters
      }
      let a = try slope(["--csv", "w.csv", "--target", "y", "--weights", "w", "--test", "testw.csv"])
      let b = try slope(["--csv", "r.csv", "--test", "test.csv"])
      for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-12 * max(1, abs(y)), "\(a) \(b)") }
    }
  }

  @Test func inspects() throws {
    try TemporaryFolder.with { folder in
      _ = try titanic(folder)
      let result = try Program.run("inspect", "titanic.csv", in: folder)
      #expect(result.status == 0 && result.errors.isEmpty && result.lines[0] == "titanic.csv: 160 rows, 10 columns")
      for text in [
        "Sex          categories        -         2  male (87), female (73)", "suggested target: Survived",
        "'Cabin' is missing in most rows", "'Name' tells the rows apart", "'PassengerId' tells the rows apart",
      ] { #expect(result.output.contains(text), "\(text)\n\(result.output)") }
      let json = try Program.run("inspect", "titanic.csv", "--json", in: folder)
      let report = try JSONDecoder().decode(TableReport.self, from: Data(json.output.utf8))
      #expect(report.columns.map(\.missing) == [0, 0, 0, 0, 0, 35, 0, 0, 121, 2])
      _ = try folder.write(fileBytes(TableFixture.path("umsatz.csv")), to: "umsatz.csv")
      let german = try Program.run("inspect", "umsatz.csv", "--encoding", "latin-1", in: folder)
      #expect(german.output.contains("numbers are written with a decimal comma, a point between the thousands"))
      #expect(german.output.contains("Datum   dates"), "\(german)")
      try Program.expectRefusal(
        ["inspect", "umsatz.csv"], in: folder, says: "umsatz.csv: line 1, byte 12: expected text in UTF-8")
      // A model is known by its beginning, whatever its name.
      try Model(Network<Double>(inputs: 2, likelihood: .gaussian)).save(to: folder.file("model"))
      let model = try Program.run("inspect", "model", in: folder)
      #expect(model.status == 0 && model.output.contains("2 inputs, 1 outputs, 3 parameters"), "\(model)")
    }
  }
}
