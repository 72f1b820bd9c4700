// swift-tools-version: 6.2
import PackageDescription

// A package of its own that depends on this one as any other would, and passes its trait on.
let package = Package(
  name: "Client",
  traits: [
    .default(enabledTraits: ["OpenBLAS"]),
    .trait(name: "OpenBLAS", description: "The system libraries of Nabla's default traits."),
  ],
  dependencies: [
    .package(
      name: "nabla", path: "../..",
      traits: [
        .trait(name: "OpenBLAS", condition: .when(traits: ["OpenBLAS"])),
        .trait(name: "Zlib", condition: .when(traits: ["OpenBLAS"])),
      ])
  ],
  targets: [
    .executableTarget(name: "Client", dependencies: [.product(name: "Nabla", package: "nabla")]),
    .executableTarget(name: "ReadMe", dependencies: [.product(name: "Nabla", package: "nabla")]),
  ]
)
