// swift-tools-version: 6.2
import PackageDescription

// MARK: - Settings

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// MARK: - Public products

let package = Package(
  name: "nabla",
  products: [
    .library(name: "Nabla", targets: ["Nabla"]),
    .library(name: "NablaFigures", targets: ["NablaFigures"]),
    .executable(name: "nabla", targets: ["NablaCommand"]),
  ],
  traits: [
    .default(enabledTraits: ["OpenBLAS", "Zlib"]),
    .trait(
      name: "OpenBLAS",
      description: """
        Matrix products by OpenBLAS, factorisations by LAPACKE. Without it products are those of the kernels.
        """),
    .trait(
      name: "Zlib",
      description: """
        Reads gzip-compressed data files through zlib and NPZ files through libzip. Without it they are refused with a message.
        """),
    .trait(
      name: "MPI",
      description: """
        Trains on several processes and machines, started by mpirun. Without it a group of processes has one.
        """),
  ],
  targets: [
    .target(
      name: "Nabla",
      dependencies: [
        "CVectorKernels",
        "CBuiltInData",
        .target(name: "CBLAS", condition: .when(traits: ["OpenBLAS"])),
        .target(name: "CLAPACKE", condition: .when(traits: ["OpenBLAS"])),
        .target(name: "CZlib", condition: .when(traits: ["Zlib"])),
        .target(name: "CMPI", condition: .when(traits: ["MPI"])),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "NablaFigures",
      dependencies: ["Nabla"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "NablaCommand",
      dependencies: ["Nabla", "NablaFigures"],
      swiftSettings: swiftSettings),

    // MARK: - C targets without dependencies

    .target(name: "CVectorKernels", exclude: ["kernels"]),
    .target(name: "CBuiltInData", exclude: ["digits.csv", "README.md"]),

    // MARK: - System libraries

    .systemLibrary(
      name: "CBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CLAPACKE",
      pkgConfig: "lapacke",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev", "libzip-dev"])]),
    .systemLibrary(
      name: "CMPI",
      pkgConfig: "mpi-c",
      providers: [.apt(["libopenmpi-dev", "openmpi-bin"])]),

    // MARK: - Tests and benchmarks

    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(name: "CBLASCallCounter", path: "Tests/CBLASCallCounter"),
    .executableTarget(
      name: "NablaBenchmark",
      dependencies: [
        "Nabla",
        "CAllocationCounter",
        .target(name: "CBLAS", condition: .when(traits: ["OpenBLAS"])),
        .target(name: "CBLASCallCounter", condition: .when(traits: ["OpenBLAS"])),
      ],
      path: "Benchmarks/NablaBenchmark",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "NablaFuzz",
      dependencies: ["Nabla"],
      path: "Tests/NablaFuzz",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "NablaTests",
      dependencies: [
        "Nabla",
        "NablaFigures",
        "CVectorKernels",
        "CAllocationCounter",
        .target(name: "CBLAS", condition: .when(traits: ["OpenBLAS"])),
        .target(name: "CBLASCallCounter", condition: .when(traits: ["OpenBLAS"])),
      ],
      resources: [.copy("Fixtures")],
      swiftSettings: swiftSettings),
  ]
)
