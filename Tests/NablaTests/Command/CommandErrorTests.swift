import Foundation
import Testing

/// Data and models that cannot be used: exit status 1 and one line that says which file and why.
struct CommandErrorTests {
  @Test func filesThatAreNotThere() throws {
    try TemporaryFolder.with { folder in
      for arguments in [
        ["train", "--csv", "no.csv"], ["train", "--idx", "no.csv", "no.csv"], ["evaluate", "no.csv", "--digits"],
        ["predict", "no.csv", "table"], ["check", "no.csv"],
      ] {
        try Program.expectRefusal(arguments, in: folder, says: "no.csv: expected ")
        try Program.expectRefusal(arguments, in: folder, says: "no file of that name")
      }
      try Program.expectRefusal(["train", "--data", "no"], in: folder, says: "no/train-labels-idx1-ubyte.gz: expected")
    }
  }

  @Test func placesThatCannotBeWritten() throws {
    try TemporaryFolder.with { folder in
      // Found before the training, which would take long with so many epochs.
      let train = ["train", "--digits", "--epochs", "1000000", "--save"]
      try Program.expectRefusal(
        train + ["no/model"], in: folder, says: "no/model: expected a place for a file, found no folder")
      try Program.expectRefusal(train + ["."], in: folder, says: "found a folder")
    }
  }

  @Test func tablesThatAreNotUsable() throws {
    try TemporaryFolder.with { folder in
      for (text, message) in [
        ("", "t.csv: expected a table with at least one row, found no data"),
        ("a,b\n", "t.csv: line 1: expected at least one row of data after the names of columns"),
        ("a,b\n1,2\n3\n", "t.csv: line 3: expected 2 fields, as in line 1, found 1"),
        ("a,b\n1,2\nx,4\n", "t.csv: line 3, column \"a\": expected a number, found \"x\""),
        (
          "a,b\n1,2\nnan,4\n",
          "t.csv: line 3, column \"a\": expected a number, found \"nan\", which looks like a mark of"
        ),
        ("a,b\n1,2\ninf,4\n", "t.csv: line 3, column \"a\": expected a"),
        ("a,b\n1,2\n3,\"4\n", "t.csv: line 3, byte 10: expected a closing quotation mark"),
        ("1\n2\n", "expected at least one column of inputs beside the targets"),
        ("a,b\n" + String(repeating: "1,x\n", count: 10), "at least 2 classes are needed, not 1"),
        ("a,b\n1,2\n", "there are no examples for testing"),
      ] {
        _ = try folder.write(text, to: "t.csv")
        try Program.expectRefusal(["train", "--csv", "t.csv"], in: folder, says: message)
      }
      _ = try folder.write("a,b\n" + String(repeating: "1,2\n", count: 10), to: "t.csv")
      try Program.expectRefusal(
        ["train", "--csv", "t.csv", "--target", "c"], in: folder, says: "expected one of the columns \"a\", \"b\"")
      try Program.expectRefusal(
        ["train", "--csv", "t.csv", "--likelihood", "categorical"], in: folder,
        says: "at least 2 classes are needed, not 1")
    }
  }

  @Test func whatChoicesSayOfColumnsThatAreNone() throws {
    try TemporaryFolder.with { folder in
      let rows: [String] = (1...12).map { i in "\(i),\(i % 3 > 0 ? "a" : "b"),\(i)/2/2024,\(i)\n" }
      _ = try folder.write("x,k,when,y\n" + rows.joined(), to: "t.csv")
      let train = ["train", "--csv", "t.csv", "--exclude", "when"]
      for (arguments, status, message) in [
        (train + ["--inputs", "y,x"], 1, "the column 'y' is an input and a target"),
        (train + ["--test-fraction", "0.99"], 1, "there are no examples for training"),
        (train + ["--exposure", "x"], 2, "'--exposure' is for the likelihoods poisson, gamma, "),
        (["train", "--csv", "t.csv"], 1, "'--dates day-first|month-first|year-first' says the order"),
        (["solve", "t.csv", "--exclude", "when", "--reference", "x=3"], 1, "text or '--categories', and 'x' is none"),
        (["solve", "t.csv", "--inputs", "x", "--reference", "k=a"], 1, "text or '--categories', and 'k' is none"),
      ] as [([String], Int32, String)] {
        try Program.expectRefusal(arguments, in: folder, status: status, says: message)
      }
      _ = try folder.write("a,a,y\n1,2,3\n2,3,5\n", to: "t.csv")
      let report = try Program.run("inspect", "t.csv", in: folder).output
      #expect(report.contains("'a' is the name of several columns"), "\(report)")
    }
  }

  @Test func imagesThatAreNotUsable() throws {
    try TemporaryFolder.with { folder in
      let labels = try folder.write(idxBytes(dimensions: [2], elements: [0, 1]), to: "labels")
      for (bytes, message) in [
        (idxBytes(dimensions: [2, 1, 2], elements: [1, 2, 3]), "images: byte 19: expected 2 × 1 × 2 elements"),
        ([0, 0, 8, 0], "images: byte 0: expected the magic number 2051"),
        (idxBytes(dimensions: [3, 1], elements: [1, 2, 3]), "labels: byte 4: expected 3 labels"),
        ([], "images: expected the magic number 2051 of an IDX image file, found an empty file"),
      ] {
        _ = try folder.write(bytes, to: "images")
        try Program.expectRefusal(["train", "--idx", "images", labels], in: folder, says: message)
      }
    }
  }

  @Test func modelsThatAreDamagedOrDoNotFit() throws {
    try TemporaryFolder.with { folder in
      let trained = try Program.run("train", "--digits", "--epochs", "1", "--save", "m", "--quiet", in: folder)
      #expect(trained.status == 0)
      let bytes = try fileBytes(folder.file("m"))
      for count in stride(from: 0, to: bytes.count, by: bytes.count / 12) {
        _ = try folder.write(Array(bytes[..<count]), to: "short")
        try Program.expectRefusal(["check", "short"], in: folder, says: "short: ")
      }
      for i in [0, 9, 200, bytes.count / 2, bytes.count - 1] {
        var damaged = bytes
        damaged[i] ^= 0x10
        _ = try folder.write(damaged, to: "damaged")
        try Program.expectRefusal(["predict", "damaged", "table"], in: folder, says: "damaged: ")
      }
      let python = try fixturePath("interchange-python.safetensors")
      try Program.expectRefusal(
        ["check", python], in: folder, says: "expected a model saved by Nabla, 'nabla-model', found nothing")

      _ = try folder.write("a,b\n1,2\n", to: "t.csv")
      try Program.expectRefusal(
        ["predict", "m", "t.csv"], in: folder, says: "t.csv: expected 64 columns, the inputs of the model, found 2")
      try Program.expectRefusal(["evaluate", "m", "--csv", "t.csv"], in: folder, says: "t.csv")
    }
  }
}
