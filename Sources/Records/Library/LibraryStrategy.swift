package import Primitives

/// A strategy as RD-Agent's catalog tells it: the first configuration of a workspace that parses, so a candidate and no
/// evidence of what ran (`Contracts.md`, catalogs).
package struct LibraryStrategy: Equatable, Sendable {
  package var id: String
  /// qlib's class; nil where the catalog has none.
  package var className: String?
  /// Its arguments as JSON, by name.
  package var arguments: [String: String]
  package var benchmark: String?
  /// The stocks that it may hold.
  package var universe: String?
  /// `TASK/LOOP` of the example that the catalog names.
  package var loop: String?
  package var files: Int

  package init(
    id: String, className: String?, arguments: [String: String], benchmark: String?, universe: String?, loop: String?,
    files: Int
  ) {
    self.id = id
    self.className = className
    self.arguments = arguments
    self.benchmark = benchmark
    self.universe = universe
    self.loop = loop
    self.files = files
  }

  package var json: JSONValue {
    [
      "id": .string(id), "class": .optional(className), "arguments": .object(arguments.mapValues { .string($0) }),
      "benchmark": .optional(benchmark), "universe": .optional(universe), "loop": .optional(loop),
      "files": .integer(files),
    ]
  }
}

/// A model as RD-Agent's catalog tells it, under the same reserve.
package struct LibraryModel: Equatable, Sendable {
  package var id: String
  package var type: String?
  package var loop: String?
  /// Nil where the catalog has no list of them.
  package var features: Int?
  /// Files that may hold its weights.
  package var weights: [String]

  package init(id: String, type: String?, loop: String?, features: Int?, weights: [String]) {
    self.id = id
    self.type = type
    self.loop = loop
    self.features = features
    self.weights = weights
  }

  package var json: JSONValue {
    [
      "id": .string(id), "type": .optional(type), "loop": .optional(loop),
      "features": features.map { .integer($0) } ?? .null, "weights": .array(weights.map { .string($0) }),
    ]
  }
}
