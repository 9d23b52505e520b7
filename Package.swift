// swift-tools-version: 6.2
import PackageDescription

// One target is one room of the house. The table below is the import law of the design: a room may
// import what stands beside its name and nothing else. `swift build
// --explicit-target-dependency-import-check error` and `LayeringTests` both hold the code to it.

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// What only asks other rooms to work is not optimized, and neither are the tests: two thirds of their building time
// were the optimizer's, and no figure of speed is theirs.
let quick = strict + [.unsafeFlags(["-Onone"])]

// What these rooms have is inlined by nobody: their modules are written before the optimizer runs, and who imports
// them need not wait for it.
let early = strict + [.unsafeFlags(["-disable-cmo"])]

func library(_ name: String, _ package: String) -> Target.Dependency {
  .product(name: name, package: package)
}

func room(_ name: String, _ neighbours: [Target.Dependency], _ settings: [SwiftSetting] = strict) -> Target {
  .target(name: name, dependencies: neighbours, swiftSettings: settings)
}

func tests(
  _ name: String, _ neighbours: [Target.Dependency], exclude: [String] = [], _ settings: [SwiftSetting] = quick
) -> Target {
  .testTarget(name: name, dependencies: neighbours, exclude: exclude, swiftSettings: settings)
}

let arguments = library("ArgumentParser", "swift-argument-parser")
let grdb = library("GRDB", "GRDB.swift")
let mustache = library("Mustache", "swift-mustache")
let yams = library("Yams", "Yams")

let package = Package(
  name: "aistock",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "aistock", targets: ["aistock"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // C libraries of the system, and the bytes compiled into the binary.
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLapack", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    // A header of its own: the library is opened while the program runs.
    .systemLibrary(name: "COnnxRuntime"),
    .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CEmbedded", exclude: ["demo"]),
    // C++'s own reader and writer of numbers, from the toolchain's library.
    .target(name: "CNumber"),

    // Ground floor.
    room("Primitives", ["CCrypto", "CCurl", "CNumber", "CPQ", "CZlib"]),
    room("Records", ["Primitives", yams]),
    room("Metrics", ["Primitives", "Records"]),
    room("Store", ["Primitives", "Records", grdb]),

    // Execution domain, in call order.
    room("MarketData", ["Primitives", "Records", grdb]),
    room("FactorEngine", ["Primitives", "Records", "MarketData"]),
    room("Models", ["Primitives", "Records", "Metrics", "MarketData", "FactorEngine", "COnnxRuntime"]),
    room("StrategyEngine", ["Primitives", "Records", "MarketData", "CLapack"]),
    room("Simulation", ["Primitives", "Records", "MarketData", "FactorEngine", "StrategyEngine"]),
    room(
      "Preview",
      ["Primitives", "Records", "Metrics", "MarketData", "Models", "StrategyEngine", "Simulation", "Store"], early),
    .target(
      name: "Execution",
      dependencies: ["Primitives", "Records", "MarketData", "StrategyEngine", "Simulation", "Store", "Archive"],
      exclude: ["Bridge"], swiftSettings: early),
    room(
      "LiveFeedback",
      ["Primitives", "Records", "Metrics", "Store", "Preview", "Execution"], early),

    // Research domain.
    .target(
      name: "RDAgent", dependencies: ["Primitives", "Records", "Store", "CEmbedded", "CZip"],
      exclude: ["Exporter/script", "Trainer/script", "Audit/rules.json"], swiftSettings: early),

    // Judgement.
    room("Reconciliation", ["Primitives", "Records", "Metrics"], early),
    room("Archive", ["Primitives", "Records"], early),

    // Presentation.
    room("Charts", ["Primitives", "Records", "CCairo", "CLibXML2"], early),
    room(
      "Report",
      [
        "Primitives", "Records", "Metrics", "Reconciliation", "Archive", "Charts", "CLibXML2", "CEmbedded", mustache,
      ], early),

    // Composition: sees both domains; no room of another domain imports it.
    room(
      "Ladder",
      [
        "Primitives", "Records", "Metrics", "MarketData", "FactorEngine", "Models", "StrategyEngine", "Simulation",
        "RDAgent", "Reconciliation",
      ], early),
    room(
      "Night",
      [
        "Primitives", "Records", "Metrics", "Store", "MarketData", "FactorEngine", "Models", "Simulation", "Preview",
        "Execution", "LiveFeedback", "RDAgent", "Reconciliation", "Archive", "Report", "Ladder", "CEmbedded",
      ], quick),
    room(
      "Commands",
      [
        "Primitives", "Records", "Metrics", "Store", "MarketData", "FactorEngine", "Models", "StrategyEngine",
        "Simulation", "Preview", "Execution", "LiveFeedback", "RDAgent", "Reconciliation", "Archive", "Charts",
        "Report", "Ladder", "Night", "CEmbedded", arguments, yams,
      ], quick),
    .executableTarget(name: "aistock", dependencies: ["Commands"], swiftSettings: strict),

    // Tests mirror the rooms; `TestSupport` is their common ground.
    .target(
      name: "TestSupport", dependencies: ["Primitives", "Records", "MarketData"], path: "Tests/TestSupport",
      swiftSettings: strict),
    // Readers of what comes from outside, as functions over bytes, and who feeds them: `Tests/README.md`, fuzzing.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Primitives", "Records", "MarketData", "FactorEngine", "Models", "RDAgent", "Reconciliation", "Archive",
        "Ladder",
        "Night", "CEmbedded", "TestSupport",
      ], path: "Tests/Fuzz/Targets", swiftSettings: quick),
    .executableTarget(
      name: "fuzz", dependencies: ["Primitives", "FuzzTargets"], path: "Tests/Fuzz/Driver", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Tests", swiftSettings: quick),
    tests("PrimitivesTests", ["Primitives", "TestSupport"]),
    tests("RecordsTests", ["Primitives", "Records", "TestSupport"]),
    tests("MetricsTests", ["Primitives", "Records", "Metrics", "TestSupport"]),
    tests("StoreTests", ["Primitives", "Records", "Store", "TestSupport", grdb]),
    tests("MarketDataTests", ["Primitives", "Records", "MarketData", "TestSupport", grdb]),
    tests("FactorEngineTests", ["Primitives", "Records", "MarketData", "FactorEngine", "TestSupport"]),
    tests("ModelsTests", ["Primitives", "Records", "Metrics", "MarketData", "FactorEngine", "Models", "TestSupport"]),
    tests("StrategyEngineTests", ["Primitives", "Records", "MarketData", "StrategyEngine", "TestSupport"]),
    tests("SimulationTests", ["Primitives", "Records", "MarketData", "StrategyEngine", "Simulation", "TestSupport"]),
    tests(
      "PreviewTests",
      [
        "Primitives", "Records", "MarketData", "Models", "StrategyEngine", "Simulation", "Store", "Preview",
        "TestSupport", grdb,
      ]),
    tests(
      "ExecutionTests",
      [
        "Primitives", "Records", "MarketData", "StrategyEngine", "Simulation", "Store", "Archive", "Execution",
        "TestSupport",
      ]),
    tests("LiveFeedbackTests", ["Primitives", "Records", "LiveFeedback", "TestSupport"]),
    tests("RDAgentTests", ["Primitives", "Records", "Store", "RDAgent", "TestSupport", grdb]),
    tests("ReconciliationTests", ["Primitives", "Records", "Metrics", "Reconciliation", "TestSupport"]),
    tests("ArchiveTests", ["Primitives", "Records", "Archive", "TestSupport"]),
    tests("ChartsTests", ["Primitives", "Records", "Charts", "CLibXML2", "TestSupport"]),
    tests(
      "ReportTests",
      ["Primitives", "Records", "Metrics", "Reconciliation", "Archive", "Charts", "Report", "TestSupport"]),
    tests(
      "LadderTests",
      [
        "Primitives", "Records", "Metrics", "MarketData", "Models", "StrategyEngine", "Simulation", "Reconciliation",
        "Ladder",
        "TestSupport",
      ]),
    tests(
      "NightTests",
      [
        "Primitives", "Records", "Store", "MarketData", "Archive", "Execution", "RDAgent", "Night", "TestSupport", grdb,
      ]),
    tests(
      "GoldenTests",
      [
        "Primitives", "Records", "Metrics", "MarketData", "StrategyEngine", "Simulation", "Reconciliation",
        "TestSupport",
      ]),
    // These two run the program that is built beside them, and see nothing of its rooms; the second opens the site in
    // Debian's Chromium.
    tests("CommandsTests", ["Primitives", "Records", "MarketData", "TestSupport", grdb]),
    tests("BrowserTests", ["Primitives", "TestSupport"]),
    // They read every line of the sources, which takes the optimizer less time than it saves.
    tests("RepositoryTests", ["Primitives", "TestSupport"], exclude: ["Messages.txt"], strict),
  ]
)
