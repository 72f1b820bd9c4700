import Testing

@testable import Nabla

@Suite struct ScheduleTests {
  @Test func factorsArePyTorchs() throws {
    let fixture = try FixtureFile("schedules")
    func expect(_ schedule: Schedule, _ name: String, stepsPerEpoch: Int) throws {
      let expected = try fixture.numbers(name)
      let found = expected.indices.map { schedule.factor(step: $0, stepsPerEpoch: stepsPerEpoch) }
      expectClose(found, expected, within: 1e-14, name)
    }
    try expect(.step(every: 3, factor: 0.5), "step", stepsPerEpoch: 1)
    try expect(.exponential(factor: 0.9), "exponential", stepsPerEpoch: 1)
    try expect(.cosine(epochs: 10, final: 0.1), "cosine", stepsPerEpoch: 4)
    try expect(.oneCycle(epochs: 5), "oneCycle", stepsPerEpoch: 8)
  }

  @Test func plateauIsPyTorchs() throws {
    let fixture = try FixtureFile("schedules")
    let values = try fixture.numbers("plateau/values")
    for (name, isUp) in [("plateau/down", false), ("plateau/up", true)] {
      var state = PlateauState()
      let found = values.map { value in
        let factor = state.factor
        state.observe(isUp ? 1 / value : value, largerIsBetter: isUp, .plateau(factor: 0.5, patience: 3))
        return factor
      }
      #expect(found == (try fixture.numbers(name)))
    }
  }

  @Test func warmUpRisesToOneAndTheEndStays() {
    let schedule = Schedule.cosine(epochs: 10, warmUp: 2, final: 0.25)
    let factors = (0..<120).map { schedule.factor(step: $0, stepsPerEpoch: 10) }
    for k in 0..<20 { #expect(abs(factors[k] - Double(k + 1) / 20) <= 1e-15) }
    #expect(factors[20] == 1)
    for k in 20..<100 { #expect(factors[k + 1] < factors[k]) }
    // Half way down, and behind the end.
    #expect(abs(factors[60] - 0.625) <= 1e-15)
    for k in 100..<120 { #expect(factors[k] == 0.25) }
  }

  @Test func wrongConstantsAreNamed() {
    let wrong: [Schedule] = [
      .step(every: 0), .exponential(factor: 0), .cosine(epochs: 2, warmUp: 2), .oneCycle(epochs: 3, rise: 1),
      .plateau(factor: 1), .step(every: .nan),
    ]
    for schedule in wrong { #expect(schedule.problem != nil, "\(schedule)") }
    #expect(Schedule.cosine(epochs: 2, warmUp: 1).problem == nil)
  }

  /// A step of plain descent is η · factor · g.
  @Test func stepsFollowTheSchedule() throws {
    let data = try Dataset(inputs: Matrix([[0.0], [0]]), targets: Matrix([[1.0], [1]]))
    // With x = 0 the bias alone moves: b ← b − ηf(b − 1).
    var training = Training(
      Network<Double>(inputs: 1, likelihood: .gaussian), on: data, optimizer: .sgd(learningRate: 0.5), batch: 1,
      options: TrainingOptions(schedule: .step(every: 1, factor: 0.5)))
    var b = 0.0
    for epoch in 0..<4 {
      try training.epoch()
      for _ in 0..<2 { b -= 0.5 / Double(1 << epoch) * (b - 1) }
      #expect(abs(training.network.parameters[1] - b) <= 1e-15)
    }
    #expect(training.history.epochs.map(\.learningRate) == [0.5, 0.25, 0.125, 0.0625])
  }

  /// The least change is a share of the best value's size, and NaN is no value.
  @Test func plateauTakesNegativeValuesAndNaN() {
    func factor(_ values: [Double], largerIsBetter: Bool, patience: Int = 0) -> Double {
      var state = PlateauState()
      for value in values {
        state.observe(
          value, largerIsBetter: largerIsBetter,
          .plateau(factor: 0.5, patience: patience, minimumChange: 0.1))
      }
      return state.factor
    }
    // Worse by less than a tenth, better by less, better by more.
    for (value, expected) in [(-1.05, 0.5), (-0.95, 0.5), (-0.85, 1)] {
      #expect(factor([-1, value], largerIsBetter: true) == expected)
      #expect(factor([-1, -2 - value], largerIsBetter: false) == expected)
    }
    #expect(factor([.nan, 1, 2], largerIsBetter: false, patience: 1) == 1)
    #expect(factor([.nan, .nan], largerIsBetter: false, patience: 1) == 0.5)
  }
}
