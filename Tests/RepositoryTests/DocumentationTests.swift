import Testing

/// What other rooms may use says what it is.
struct DocumentationTests {
  /// Front doors: the types by which the rest of the house enters a room.
  static let frontDoors: [String: [String]] = [
    "Primitives": ["Message", "Diagnostic", "FileReader", "FileWriter", "StagedFolder"],
    "Records": ["RunFolder", "QrunConfiguration", "StrategyConfig"],
    "Metrics": ["RunMetrics", "StandardMetrics", "QualityEvaluation"],
    "Store": ["Database", "RegistryFile"],
    "MarketData": ["Market", "QlibProvider", "TradingCalendar", "QuoteCascade", "MarketFindings"],
    "FactorEngine": ["FactorEngine", "Factor", "FactorSession", "FactorVerification", "FactorLibrary"],
    "Models": ["DatasetBuilder", "ModelConfig", "ModelFolder", "TrainingRun", "ModelEvaluator"],
    "StrategyEngine": ["Strategy", "TopkDropout", "EnhancedTopkDropout", "WeightedTopk"],
    "Simulation": ["QlibSimulation", "AShareBacktest", "AShareSimulation", "AShareRuleTable", "Sweep"],
    "Preview": ["PreviewInstance", "PreviewSettlement", "PreviewRefresh", "PreviewImport"],
    "RDAgent": ["Workspace", "WorkspaceEvidence", "ReferenceAudit", "CatalogSet"],
    "Reconciliation": ["LadderJudgement", "ConventionGrid", "Waterfall", "Tolerances"],
    "Archive": ["SnapshotArchive", "ReviewLedger", "FrozenBundle", "LifeCycle"],
    "Charts": ["ChartRenderer", "ChartSpec"],
    "Report": ["SiteBuilder", "SiteCheck"],
    "Ladder": ["Reconciler"],
    "Night": ["Night", "NightRunner", "NightLock"],
    "Commands": ["Entry"],
  ]

  @Test func everyOpenTypeSaysWhatItIs() throws {
    let types = try SourceDeclarations.sources.get().filter(\.member.isEmpty)
    try #require(types.count > 200)
    #expect(types.filter { !$0.isDocumented }.map(\.description) == [])
  }

  @Test func everyFunctionOfAFrontDoorSaysWhatItDoes() throws {
    let all = try SourceDeclarations.sources.get()
    let members = all.filter { declaration in
      !declaration.member.isEmpty && declaration.hasParameters
        && DocumentationTests.frontDoors[declaration.room]?.contains(declaration.type) == true
    }
    try #require(members.count > 100)
    let required = Set(all.filter { $0.isRequirement && $0.isDocumented }.map(\.member))
    #expect(members.filter { !$0.isDocumented && !required.contains($0.member) }.map(\.description) == [])
  }

  @Test func everyFrontDoorExists() throws {
    let types = Set(try SourceDeclarations.sources.get().map { $0.room + "." + $0.type })
    let doors = DocumentationTests.frontDoors.flatMap { room, doors in doors.map { room + "." + $0 } }
    #expect(doors.filter { !types.contains($0) }.sorted() == [])
  }

  @Test(arguments: [
    ("/// A table of days.\npackage struct Days {", true), ("package struct Days {", false),
    ("/// a table of days\npackage struct Days {", false),
    ("/// `Days` holds days.\n@frozen\npackage struct Days {", true),
    ("/// A table of days\n/// of two lines:\n/// - one\npackage final class Days {", true),
    ("/// A table.\n\npackage enum Days {", false), ("// A table.\npackage indirect enum Days {", false),
  ])
  func theReaderSeesTheComment(source: String, isDocumented: Bool) {
    #expect(SourceDeclarations.read(source, file: "Sources/Metrics/X.swift").map(\.isDocumented) == [isDocumented])
  }

  @Test func theReaderSeesMembersOfTypesExtensionsAndProtocols() {
    let source = """
      package protocol Door {
        func open(_ key: Int)
      }
      extension Door {
        /// Closes the door.
        package static func close(
          _ key: Int
        ) {}
        package init() {}
        private func hidden(_ key: Int) {}
      }
      """
    let found = SourceDeclarations.read(source, file: "Sources/Metrics/X.swift")
    #expect(found.map(\.member) == ["", "open", "close", "init"])
    #expect(found.map(\.isDocumented) == [false, false, true, false])
    #expect(found.map(\.hasParameters) == [false, true, true, false])
  }
}
