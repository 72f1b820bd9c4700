import Testing

/// Splines of inputs that have no range, and of others beyond it.
struct SplineRangeTests {
  @Test(arguments: ["spline", "sigmoid", "indicator"]) func constantInputs(option: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("level,y\n" + (0..<20).map { "7,\($0)\n" }.joined(), to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv", "--\(option)", "3"], in: folder, says: "the input 'level' is constant, so that '--\(option)'"
      )
    }
  }

  @Test func predictionsBeyondTheRange() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("x,y\n" + (0...20).map { "\($0),\($0 * $0 % 7)\n" }.joined(), to: "t.csv")
      let solved = try Program.run("solve", "t.csv", "--spline", "3", "--save", "m", in: folder)
      #expect(solved.status == 0, "\(solved)")
      for command in [["predict", "m", "t.csv"], ["evaluate", "m", "--csv", "t.csv"]] {
        let inside = try Program.run(command, in: folder)
        #expect(inside.status == 0 && inside.errors.isEmpty, "\(inside)")
      }
      _ = try folder.write("x,y\n-1,0\n3,0\n20,0\n1000,0\n", to: "far.csv")
      for command in [["predict", "m", "far.csv"], ["evaluate", "m", "--csv", "far.csv"]] {
        let outside = try Program.run(command, in: folder)
        #expect(
          outside.status == 0
            && outside.errors
              == "nabla: far.csv: 2 of 4 examples have 'x' outside 0 … 20, the range of the splines, the farthest 1000: "
              + "what is predicted there is how the outer polynomials go on\n",
          "\(outside)")
      }
    }
  }
}
