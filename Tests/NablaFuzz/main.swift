// Reads damaged inputs of every kind: NablaFuzz [--seed S] [--first I] [--count N]. Each case is known by its seed and its
// number, with which it is run again. NablaFuzz --decimals [--seed S] [--count N] reads random decimals instead.

import Foundation

var run = FuzzRun()
var isChild = false
var areDecimals = false
var arguments = CommandLine.arguments.dropFirst()
while let name = arguments.popFirst() {
  switch name {
  case "--child": isChild = true
  case "--decimals": areDecimals = true
  case "--seed", "--first", "--count":
    guard let value = arguments.popFirst().flatMap({ Int($0) }), value >= 0, value <= 1 << 40 else {
      FileHandle.standardError.write(Data("NablaFuzz: '\(name)' takes a whole number\n".utf8))
      exit(2)
    }
    switch name {
    case "--seed": run.seed = UInt64(value)
    case "--first": run.first = value
    default: run.count = value
    }
  default:
    FileHandle.standardError.write(Data("NablaFuzz: '\(name)' is not --seed, --first or --count\n".utf8))
    exit(2)
  }
}
if areDecimals {
  exit(try DecimalCases.run(count: run.count, seed: run.seed) == 0 ? 0 : 1)
}
if isChild {
  try run.runAsChild()
} else {
  exit(try run.run() == 0 ? 0 : 1)
}
