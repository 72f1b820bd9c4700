import Foundation
import Testing

@testable import Nabla

/// Names are the user's: whatever their characters, every format gives them back as they were.
struct NameTests {
  /// What ends a string, a comment, a line, a path or a list in one format or another, and what looks like something else.
  private static let names = [
    "", " ", "0", "null", "a\"b", "a'b", "\\", "\\u0041", "??/", "*/ #error", "a,b", "a;b\tc", "a\r\nb", "\0", "a/../b",
    "%s", "<&>", "{{x}}", "\u{2028}", "\u{202E}abc", "e\u{301}", "é", "\u{1F469}\u{200D}\u{1F52C}", "名", "\u{FFFD}",
  ]

  private static func model<S: RealScalar>(as: S.Type) -> Model<S> {
    let k = names.count
    var network = Network<S>(inputs: k, likelihood: .categorical(classes: k)) {
      for name in names where !["", "é"].contains(name) { Dense(1, .tanh, name: "layer " + name) }
    }
    network.initialize(.glorot, seed: 1)
    return Model(
      network, classNames: names, featureNames: names.reversed(), targetNames: ["\0\"\u{2028}"],
      notes: Dictionary(uniqueKeysWithValues: names.map { ("note " + $0, $0) }.filter { $0.0 != "note é" }))
  }

  /// Equal strings may differ in their code points, as é does from e with an accent: the bytes are compared.
  private static func same(_ a: [String]?, _ b: [String]?) -> Bool {
    a?.map { Array($0.utf8) } == b?.map { Array($0.utf8) }
  }

  private static func comesInAgain<S: RealScalar>(_ model: Model<S>, from read: Model<S>, _ format: String) {
    #expect(same(read.classNames, model.classNames), "\(format)")
    #expect(same(read.featureNames, model.featureNames), "\(format)")
    #expect(same(read.targetNames, model.targetNames), "\(format)")
    let layers = { (model: Model<S>) in model.network.architecture.layers.map(\.name) }
    #expect(same(layers(read), layers(model)), "\(format)")
    #expect(read.notes == model.notes, "\(format)")
    #expect(read.network.parameters == model.network.parameters, "\(format)")
  }

  private static func roundTrips<S: RealScalar>(as scalar: S.Type) throws {
    let model = model(as: S.self)
    comesInAgain(model, from: try Model(SafetensorsFile(bytes: model.file().bytes())), "a model file")
    comesInAgain(model, from: try Model(onnx: model.onnx()), "ONNX")
    let weights = try SafetensorsFile(bytes: model.stateDictionary().bytes())
    #expect(
      try Network<S>(stateDictionary: weights, architecture: model.network.architecture).parameters
        == model.network.parameters)
    let description = try JSONEncoder().encode(model.network.architecture)
    let read = try JSONDecoder().decode(Architecture.self, from: description)
    #expect(same(read.layers.map(\.name), model.network.architecture.layers.map(\.name)))
  }

  @Test func everyFormatKeepsThem() throws {
    try Self.roundTrips(as: Double.self)
    try Self.roundTrips(as: Float.self)
  }
}
