import Primitives
package import Records

/// What qlib's `LGBModel` hands to LightGBM: its own arguments and the rest unchanged.
///
/// Source: `qlib/contrib/model/gbdt.py`; LightGBM's `engine.train`.
package struct LightGBMParameters: Equatable, Sendable {
  package struct Entry: Equatable, Sendable {
    package var name: String
    /// As LightGBM reads it: Python's `True`, numbers as written, lists with commas.
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order in which qlib puts them together, the number of rounds last.
  package var entries: [Entry]
  /// `num_boost_round`, or one of LightGBM's names for it.
  package var rounds: Int { didSet { set("num_iterations", "\(rounds)") } }
  /// Rounds without improvement after which training ends; 0 never.
  package var patience: Int
  /// LightGBM's own early stopping beside qlib's: the first of the two that ends a training ends it.
  var secondStop: SecondStop?

  struct SecondStop: Equatable, Sendable {
    var patience: Int
    /// Whether only the first metric is watched; qlib's own early stopping never asks (`early_stopping` in `gbdt.py`).
    var firstMetricOnly: Bool
    /// By how much a value must be better than the best.
    var leastGain: Double
  }

  /// Names of LightGBM for the number of rounds, which win over `num_boost_round`, in its order
  /// (`_ConfigAliases.get_sorted`).
  private static let roundNames = [
    "num_iterations", "n_iter", "nrounds", "max_iter", "num_tree", "num_round", "num_trees", "num_rounds",
    "n_estimators", "num_iteration",
  ]
  private static let patienceNames = ["early_stopping_round", "early_stopping", "n_iter_no_change"]

  package init(loss: String = "mse", _ rest: [Entry] = [], rounds: Int = 1000, patience: Int = 50) {
    entries = [Entry("objective", loss), Entry("verbosity", "-1")]
    for entry in rest {
      // A second value of a key takes the place of the first, as in a Python dict.
      if let index = entries.firstIndex(where: { $0.name == entry.name }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }
    self.rounds = rounds
    self.patience = patience
    for name in LightGBMParameters.roundNames {
      if let given = entries.first(where: { $0.name == name }).flatMap({ Int($0.value) }) {
        self.rounds = given
        break
      }
    }
    entries.removeAll { LightGBMParameters.roundNames.contains($0.name) }
    entries.append(Entry("num_iterations", "\(self.rounds)"))
  }

  /// The `kwargs` of the model block. Throws `config.value` for what qlib or LightGBM refuses.
  package init(_ kwargs: YAMLFields) throws {
    let loss = try kwargs.text("loss") ?? "mse"
    guard ["mse", "binary"].contains(loss) else {
      throw kwargs.wrong("loss", kwargs["loss"], .losses)
    }
    var rest: [Entry] = []
    let own = ["loss", "early_stopping_rounds", "num_boost_round"] + LightGBMParameters.patienceNames
    for (key, value) in kwargs.mapping?.members ?? [] where !own.contains(key) {
      try LightGBMParameters.check(key, value, kwargs)
      if let text = try LightGBMParameters.text(value, key, kwargs) { rest.append(Entry(key, text)) }
    }
    let second = try LightGBMParameters.secondStop(kwargs)
    if let second { rest.append(Entry("early_stopping_round", "\(second.patience)")) }
    // A name of LightGBM's wins, whatever `num_boost_round` is.
    let isNamed = LightGBMParameters.roundNames.contains { kwargs[$0] != nil }
    let rounds = isNamed ? nil : try LightGBMParameters.whole("num_boost_round", kwargs, takesFlags: false)
    let patience = try LightGBMParameters.whole("early_stopping_rounds", kwargs, takesFlags: true)
    self.init(loss: loss, rest, rounds: rounds ?? 1000, patience: patience ?? 50)
    secondStop = second.flatMap { $0.patience > 0 ? $0 : nil }
    guard (1...LightGBMParameters.wholeMax).contains(self.rounds) else {
      let name = LightGBMParameters.roundNames.first { kwargs[$0] != nil } ?? "num_boost_round"
      throw kwargs.wrong(name, kwargs[name], .roundCount)
    }
  }

  /// An argument that Python takes as `int`; nil where it is not written. A written null, a text and `2.0` are none.
  ///
  /// - Parameter takesFlags: whether Python's `True` counts as 1.
  private static func whole(_ name: String, _ kwargs: YAMLFields, takesFlags: Bool) throws -> Int? {
    guard let value = kwargs[name] else { return nil }
    switch value.scalar {
    case .whole: if let whole = value.whole { return whole }
    case .bool(let flag) where takesFlags: return flag ? 1 : 0
    default: break
    }
    throw kwargs.wrong(name, value, .wholeRounds)
  }

  /// What `lgb.train` makes of its own name for early stopping; its main name wins over the others, and null is none.
  private static func secondStop(_ kwargs: YAMLFields) throws -> SecondStop? {
    guard let name = patienceNames.first(where: { kwargs[$0] != nil }), kwargs[name]?.isNull == false,
      let patience = try whole(name, kwargs, takesFlags: true)
    else { return nil }
    return SecondStop(
      patience: patience, firstMetricOnly: try kwargs.bool("first_metric_only") ?? false,
      leastGain: try kwargs.double("early_stopping_min_delta") ?? 0)
  }

  /// The largest `int` of the C interface.
  private static let wholeMax = Int(Int32.max)

  /// LightGBM's names for the kind of boosting (`_ConfigAliases` in `basic.py`).
  private static let boostingNames = ["boosting", "boosting_type", "boost"]

  /// Early stopping disables itself where any name of the kind of boosting says `dart`, in these letters
  /// (`_EarlyStoppingCallback._init` in LightGBM's `callback.py`).
  private var isDart: Bool { LightGBMParameters.boostingNames.contains { value(of: $0) == "dart" } }

  /// `patience`, but 0 for `dart`.
  var effectivePatience: Int { isDart ? 0 : patience }

  /// qlib's early stopping, then LightGBM's own.
  var stops: [EarlyStopping] {
    guard !isDart else { return [] }
    return [EarlyStopping(patience: patience, rounds: rounds)]
      + (secondStop.map {
        [
          EarlyStopping(
            patience: $0.patience, rounds: rounds, firstMetricOnly: $0.firstMetricOnly, leastGain: $0.leastGain)
        ]
      } ?? [])
  }

  /// One line of `name=value`, as LightGBM's C interface takes it.
  package var line: String { entries.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }

  package func value(of name: String) -> String? { entries.last { $0.name == name }?.value }

  package mutating func set(_ name: String, _ value: String) {
    if let index = entries.firstIndex(where: { $0.name == name }) {
      entries[index].value = value
    } else {
      entries.insert(Entry(name, value), at: max(0, entries.count - 1))
    }
  }

  /// Arguments over which LightGBM's library reads files that are not checked here, or ends the process.
  private static let filesOfTheLibrary: Set<String> = [
    "forcedsplits_filename", "fs", "forced_splits_filename", "forced_splits_file", "forced_splits",
    "forcedbins_filename", "input_model", "model_input", "model_in", "config", "config_file",
    "machine_list_filename", "machine_list_file", "machine_list", "mlist", "parser_config_file",
  ]
  private static let threadNames = ["num_threads", "num_thread", "nthread", "nthreads", "n_jobs"]
  private static let threadsMax = 1024

  private static func check(_ key: String, _ value: YAMLValue, _ kwargs: YAMLFields) throws {
    let isName = key.utf8.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F
    }
    guard isName, !key.isEmpty, !filesOfTheLibrary.contains(key) else {
      throw Diagnostic(
        "config.unsupported", .unsupported, at: kwargs.document.place(value, field: kwargs.path + "." + key),
        ["key": .text(key)],
        (
          en: "The argument '{key}' is not passed on to LightGBM's library.",
          zh: "参数“{key}”不会传给 LightGBM 库。"
        ), remedy: (en: "Remove it.", zh: "请删除该参数。"))
    }
    if roundNames.contains(key), value.whole == nil || value.text.flatMap({ Int($0) }) == nil {
      throw kwargs.wrong(key, value, .roundCount)
    }
    if threadNames.contains(key), let count = value.text.flatMap({ Int($0) }), count > threadsMax {
      throw kwargs.wrong(key, value, .threadCount)
    }
  }

  private static func text(_ value: YAMLValue, _ key: String, _ kwargs: YAMLFields) throws -> String? {
    if value.isNull { return nil }
    if let items = value.items {
      return try items.map { item in
        guard let text = try text(item, key, kwargs) else { throw kwargs.wrong(key, item, .listOfValues) }
        // A list of lists, such as `interaction_constraints`, keeps its brackets (`_to_string` in `basic.py`).
        return item.items == nil ? text : "[\(text)]"
      }.joined(separator: ",")
    }
    guard let text = value.text, !text.contains(where: { $0 == " " || $0 == "\n" || $0 == "\t" }) else {
      throw kwargs.wrong(key, value, .oneValue)
    }
    if case .bool(let flag) = value.json { return flag ? "True" : "False" }
    return text
  }
}

extension LightGBMParameters {
  /// Takes the device away, as RD-Agent's runner does when a device fails; the bins stay. Returns
  /// what the device was, nil for the processor.
  mutating func moveToCPU() -> String? {
    guard let device = value(of: "device_type") ?? value(of: "device"), device != "cpu" else { return nil }
    entries.removeAll { $0.name == "device" || $0.name.hasPrefix("gpu_") }
    if entries.contains(where: { $0.name == "device_type" }) { set("device_type", "cpu") }
    return device
  }

  var hasBaggingFrequency: Bool {
    ["bagging_freq", "subsample_freq"].contains { (value(of: $0).flatMap { Int($0) } ?? 0) > 0 }
  }
}

extension LightGBMParameters {
  /// LightGBM's names of the seed from which the others are drawn (`Parameters.rst`, `seed`).
  static let seedNames = ["seed", "random_seed", "random_state"]
  /// Seeds of single parts: where one is written it wins over `seed`.
  private static let partSeedNames: Set<String> = [
    "bagging_seed", "bagging_fraction_seed", "feature_fraction_seed", "extra_seed", "drop_seed", "data_random_seed",
    "data_seed", "objective_seed",
  ]

  /// One seed for everything that is drawn: other names of it and the seeds of parts go.
  package mutating func reseed(_ seed: Int) {
    let name = LightGBMParameters.seedNames.first { value(of: $0) != nil } ?? "seed"
    entries.removeAll {
      LightGBMParameters.partSeedNames.contains($0.name)
        || ($0.name != name && LightGBMParameters.seedNames.contains($0.name))
    }
    set(name, "\(seed)")
  }
}

/// What an argument can be.
extension Message {
  fileprivate static let losses = Message("model.losses-word", en: "mse or binary", zh: "mse 或 binary")
  fileprivate static let roundCount = Message(
    "model.round-count-word", en: "a whole number of rounds from 1 to 2147483647", zh: "1 到 2147483647 的整数轮数")
  fileprivate static let wholeRounds = Message(
    "model.whole-rounds-word", en: "a whole number, without quotes and decimals", zh: "整数，不带引号和小数点")
  fileprivate static let threadCount = Message(
    "model.thread-count-word", en: "a whole number of threads of at most 1024", zh: "不超过 1024 的整数线程数")
  fileprivate static let listOfValues = Message("model.list-of-values-word", en: "a list of values", zh: "值的列表")
  fileprivate static let oneValue = Message("model.one-value-word", en: "one value without blanks", zh: "不含空格的单个值")
}
