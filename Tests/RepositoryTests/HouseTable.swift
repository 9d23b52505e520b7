/// The import law of the house as data: a room, and what it may import directly.
///
/// A room may also import whatever a permitted room may; nothing may reach across a domain's border.
enum HouseTable {
  static let rooms: [String: Set<String>] = [
    "CCairo": [], "CCrypto": [], "CCurl": [], "CLapack": [], "CLibXML2": [], "COnnxRuntime": [], "CPQ": [],
    "CNumber": [], "CZip": [], "CZlib": [], "CEmbedded": [],
    "Primitives": ["CCrypto", "CCurl", "CNumber", "CPQ", "CZlib"],
    "Records": ["Primitives", "Yams"],
    "Metrics": ["Records"],
    "Store": ["Records", "GRDB"],
    "MarketData": ["Records", "GRDB"],
    "FactorEngine": ["MarketData"],
    "Models": ["FactorEngine", "Metrics", "COnnxRuntime"],
    "StrategyEngine": ["Models", "MarketData", "CLapack"],
    "Simulation": ["StrategyEngine"],
    "Preview": ["Simulation", "Store"],
    "Execution": ["Simulation", "Store", "Archive"],
    "LiveFeedback": ["Execution", "Preview"],
    "RDAgent": ["Records", "Store", "CEmbedded", "CZip"],
    "Reconciliation": ["Records", "Metrics"],
    "Archive": ["Records"],
    "Charts": ["Records", "CCairo", "CLibXML2"],
    "Report": ["Reconciliation", "Archive", "Charts", "CLibXML2", "CEmbedded", "Mustache"],
    "Ladder": ["RDAgent", "Models", "Simulation", "Reconciliation"],
    "Night": ["Ladder", "Preview", "LiveFeedback", "Archive", "Report", "Store"],
    "aistock": ["Commands"],
  ]

  /// The room that wires all others.
  static let oneThatSeesAll = "Commands"

  /// Rooms that see both domains: only they, and the program itself, reach one of them.
  static let composition: Set<String> = ["Ladder", "Night", "Commands"]

  /// Modules of the toolchain, open to every room.
  static let system: Set<String> = ["Foundation", "Synchronization", "Dispatch", "Glibc", "Darwin"]

  /// The toolchain's networking, which ends the process where an answer is cut inside of its head: no room.
  static let networking: [String: Set<String>] = ["FoundationNetworking": []]

  /// Packages from outside, each with the only rooms that may name it.
  static let outside: [String: Set<String>] = [
    "ArgumentParser": ["Commands"], "GRDB": ["Store", "MarketData"],
    "Mustache": ["Report"],
    "Yams": ["Records", "Commands"],
  ]

  /// C libraries, each with the only rooms that may name it.
  static let libraries: [String: Set<String>] = [
    "CCairo": ["Charts"], "CCrypto": ["Primitives"], "CCurl": ["Primitives"], "CNumber": ["Primitives"],
    "CPQ": ["Primitives"],
    "CZip": ["RDAgent"],
    "CZlib": ["Primitives"],
    "CLapack": ["StrategyEngine"],
    "COnnxRuntime": ["Models"],
    "CLibXML2": ["Charts", "Report"],
    "CEmbedded": ["RDAgent", "Report", "Night", "Commands"],
  ]

  static let execution: Set<String> = [
    "MarketData", "FactorEngine", "Models", "StrategyEngine", "Simulation", "Preview", "Execution",
    "LiveFeedback",
  ]

  /// Whether one room's source may name a module.
  static func permits(_ room: String, _ module: String) -> Bool {
    if system.contains(module) || room == module { return true }
    if let rooms = outside[module] ?? libraries[module] ?? networking[module] { return rooms.contains(room) }
    if room == oneThatSeesAll { return rooms[module] != nil && module != "aistock" }
    return reachable(from: room, in: rooms).contains(module)
  }

  /// The law on whole paths: execution never reaches research, nothing outside reaches a composition room, and a
  /// preview reaches no gateway and no approval.
  ///
  /// - Parameter edges: a room, and what it imports.
  static func violations(in edges: [String: Set<String>]) -> [String] {
    var found: [String] = []
    for room in edges.keys.sorted() {
      let reached = reachable(from: room, in: edges)
      var forbidden: Set<String> = []
      if execution.contains(room) { forbidden.formUnion(["RDAgent", "Report"]) }
      if room == "Preview" { forbidden.formUnion(["Execution", "LiveFeedback", "Archive"]) }
      if !composition.contains(room), room != "aistock" { forbidden.formUnion(composition) }
      found += reached.intersection(forbidden).sorted().map { "\(room) reaches \($0)" }
    }
    return found
  }

  /// Everything that can be reached by following edges, without the start itself.
  static func reachable(from start: String, in edges: [String: Set<String>]) -> Set<String> {
    var seen: Set<String> = []
    var open = Array(edges[start] ?? [])
    while let next = open.popLast() {
      if seen.insert(next).inserted { open.append(contentsOf: edges[next] ?? []) }
    }
    return seen
  }
}
