package import Primitives
package import Records

/// A feature or label: its expression and the name of its column.
package struct NamedExpression: Equatable, Sendable {
  package var name: String
  package var expression: String

  package init(name: String, expression: String) {
    self.name = name
    self.expression = expression
  }
}

/// Where a handler's columns come from.
package enum FeatureSource: Equatable, Sendable {
  /// qlib's named sets (`Alpha158`, `Alpha360`).
  case named(String)
  /// Expressions in the order of the configuration (`QlibDataLoader`).
  case expressions([NamedExpression])
  /// Expressions and then the columns of a file of generated factors, joined by day and instrument.
  case combined(Base, FactorFile)

  /// The columns before those of a file.
  package enum Base: Equatable, Sendable {
    case named(String)
    case expressions([NamedExpression])
  }

  /// A file of generated factors, as the users' loaders name it.
  package struct FactorFile: Equatable, Sendable {
    /// As written; usually relative to the workspace.
    package var path: String
    /// `left` keeps the rows of the expressions, `right` those of the file, `outer` those of both.
    package var join: String
    /// Smallest share of present values among the generated factors; less stops the run.
    package var nonMissingRatioMin: Double?
    /// Smallest share of the universe that the file must know; less stops the run.
    package var instrumentOverlapMin: Double?

    /// Whether instruments that are no codes of Shanghai or Shenzhen stop the run.
    package var checksInstrumentFormat: Bool
    /// The columns to take, in this order; nil takes all in the file's order.
    package var columns: [String]?
    /// Whether all columns are sorted by name at the end, as `NestedDataLoader` does.
    package var sortsColumns: Bool

    package init(
      path: String, join: String, nonMissingRatioMin: Double? = nil, instrumentOverlapMin: Double? = nil,
      checksInstrumentFormat: Bool = false, columns: [String]? = nil, sortsColumns: Bool = false
    ) {
      self.columns = columns
      self.path = path
      self.join = join
      self.nonMissingRatioMin = nonMissingRatioMin
      self.instrumentOverlapMin = instrumentOverlapMin
      self.checksInstrumentFormat = checksInstrumentFormat
      self.sortsColumns = sortsColumns
    }
  }
}

/// The dataset block of a `qrun` configuration, typed: everything that decides which numbers a model
/// sees.
package struct DatasetConfig: Sendable {
  package struct Segment: Equatable, Sendable {
    package var name: String
    package var start: TradingDay
    package var end: TradingDay

    package init(name: String, start: TradingDay, end: TradingDay) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  /// What the learn processors work on (`DataHandlerLP.process_type`).
  package enum ProcessType: String, Equatable, Sendable {
    /// The result of the infer processors.
    case append
    /// The result of the shared processors.
    case independent
  }

  package var handler: String
  /// A universe's name, or nil where `instruments` are listed.
  package var universe: String?
  package var instruments: [InstrumentID]
  package var start: TradingDay?
  package var end: TradingDay?
  package var source: FeatureSource
  package var labels: [NamedExpression]
  package var sharedProcessors: [ProcessorConfig]
  package var inferProcessors: [ProcessorConfig]
  package var learnProcessors: [ProcessorConfig]
  package var processType: ProcessType
  /// Days of an instrument that a model sees for each row: `step_len` of `TSDatasetH`; nil for `DatasetH`.
  package var steps: Int?
  /// In the order of the file.
  package var segments: [Segment]
  /// What was asked and what was built, field by field.
  package var account: [FieldAccount]
  package var findings: [Finding]

  package func segment(_ name: String) -> Segment? { segments.first { $0.name == name } }

  /// Everything that decides the numbers beside the market; nil where a file of generated factors does too.
  package var identity: JSONValue? {
    func texts(_ list: [NamedExpression]) -> JSONValue {
      .array(list.map { [.string($0.name), .string($0.expression)] })
    }
    func texts(_ list: [ProcessorConfig]) -> JSONValue {
      .array(list.map { [.string($0.name), .string($0.arguments)] })
    }
    let features: JSONValue
    switch source {
    case .named(let name): features = .string(name)
    case .expressions(let list): features = texts(list)
    case .combined: return nil
    }
    return [
      "universe": .optional(universe), "instruments": .array(instruments.map { .string($0.name) }),
      "start": .optional(start?.description), "end": .optional(end?.description), "features": features,
      "labels": texts(labels), "shared": texts(sharedProcessors), "infer": texts(inferProcessors),
      "learn": texts(learnProcessors), "process": .string(processType.rawValue),
      "steps": steps.map { .integer($0) } ?? .null,
      "segments": .array(
        segments.map { [.string($0.name), .string($0.start.description), .string($0.end.description)] }),
    ]
  }

  /// The same dataset with processors that learn from other days.
  ///
  /// Every processor that learns from a range takes the new one, whoever gave the old: the handler or its own
  /// arguments. What the account and the findings say stays that of the configuration.
  package func refitted(on range: FitRange) -> DatasetConfig {
    var config = self
    config.sharedProcessors = sharedProcessors.map { $0.refitted(on: range) }
    config.inferProcessors = inferProcessors.map { $0.refitted(on: range) }
    config.learnProcessors = learnProcessors.map { $0.refitted(on: range) }
    return config
  }
}

/// One field of a configuration: what stands in the file and what is built from it.
package struct FieldAccount: Equatable, Sendable {
  package enum Origin: String, Equatable, Sendable {
    /// As written.
    case written
    /// Not written: qlib's default.
    case standard
    /// Written, and replaced by something else in the file, as qlib does.
    case replaced
    /// Written, and without effect on the numbers.
    case inert
  }

  /// Dotted path from the top of the file.
  package var field: String
  /// Nil where nothing is written.
  package var asked: String?
  package var built: String
  package var origin: Origin

  package init(field: String, asked: String?, built: String, origin: Origin) {
    self.field = field
    self.asked = asked
    self.built = built
    self.origin = origin
  }

  package var json: JSONValue {
    [
      "field": .string(field), "asked": .optional(asked), "built": .string(built),
      "origin": .string(origin.rawValue),
    ]
  }
}
