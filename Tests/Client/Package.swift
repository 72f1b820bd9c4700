// swift-tools-version: 6.2
import PackageDescription

// A package of its own that depends on this one as any other would, and passes its traits on.
let package = Package(
  name: "Client",
  traits: [
    .default(enabledTraits: ["MPI", "OpenBLAS"]),
    .trait(name: "MPI", description: "Several processes."),
    .trait(name: "OpenBLAS", description: "The system libraries of Nabla's default traits."),
  ],
  dependencies: [
    .package(
      name: "nabla", path: "../..",
      traits: [
        .trait(name: "MPI", condition: .when(traits: ["MPI"])),
        .trait(name: "OpenBLAS", condition: .when(traits: ["OpenBLAS"])),
        .trait(name: "Zlib", condition: .when(traits: ["OpenBLAS"])),
      ])
  ],
  targets: [
    .executableTarget(name: "Cluster", dependencies: [.product(name: "Nabla", package: "nabla")]),
    .executableTarget(name: "Client", dependencies: [.product(name: "Nabla", package: "nabla")]),
    .executableTarget(name: "ReadMe", dependencies: [.product(name: "Nabla", package: "nabla")]),
  ]
)
