package import Primitives

/// Each part is `{"value": …, "reason": …}`, one of which is null.
extension Robustness {
  package var json: JSONValue {
    [
      "schema": 1, "costs": costs.json { .array($0.map(\.json)) }, "lag": lag.json(\.json),
      "stress": .array(
        stress.map { ["window": $0.window.json, "figures": $0.figures.json(\.json)] }),
      "look_ahead": lookAhead.json { .array($0.map(\.json)) },
    ]
  }

  /// Nil for a form that is not known.
  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == 1, let costs = Part(json["costs"], { $0.arrayValue?.whole(CostStep.init) }),
      let lag = Part(json["lag"], Lag.init), let stress = json["stress"]?.arrayValue?.whole(Stress.init),
      let lookAhead = Part(json["look_ahead"], { $0.arrayValue?.whole(CutDay.init) })
    else { return nil }
    self.init(costs: costs, lag: lag, stress: stress, lookAhead: lookAhead)
  }
}

extension Robustness.Part {
  fileprivate func json(_ value: (Value) -> JSONValue) -> JSONValue {
    ["value": self.value.map(value) ?? .null, "reason": .optional(reason)]
  }

  fileprivate init?(_ json: JSONValue?, _ read: (JSONValue) -> Value?) {
    guard let json else { return nil }
    if let reason = json["reason"].flatMap({ Message($0) }) {
      self = .missing(reason)
    } else if let value = json["value"].flatMap(read) {
      self = .made(value)
    } else {
      return nil
    }
  }
}

extension [JSONValue] {
  /// Nil where one of them cannot be read.
  fileprivate func whole<Value>(_ read: (JSONValue) -> Value?) -> [Value]? {
    let values = compactMap(read)
    return values.count == count ? values : nil
  }
}

extension Robustness.Figures {
  fileprivate var json: JSONValue {
    [
      "annual_excess_return": .optional(annualExcess), "information_ratio": .optional(informationRatio),
      "end_account": .optional(endAccount),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard json.objectValue != nil else { return nil }
    self.init(
      annualExcess: json["annual_excess_return"]?.doubleValue, informationRatio: json["information_ratio"]?.doubleValue,
      endAccount: json["end_account"]?.doubleValue)
  }
}

extension Robustness.CostStep {
  fileprivate var json: JSONValue { ["multiple": .number(multiple), "figures": figures.json] }

  fileprivate init?(_ json: JSONValue) {
    guard let multiple = json["multiple"]?.doubleValue, let figures = json["figures"].flatMap(Robustness.Figures.init)
    else { return nil }
    self.init(multiple: multiple, figures: figures)
  }
}

extension Robustness.Lag {
  fileprivate var json: JSONValue { ["days": .integer(days), "without": without.json, "with": with.json] }

  fileprivate init?(_ json: JSONValue) {
    guard let days = json["days"]?.intValue, let without = json["without"].flatMap(Robustness.Figures.init),
      let with = json["with"].flatMap(Robustness.Figures.init)
    else { return nil }
    self.init(days: days, without: without, with: with)
  }
}

extension Robustness.Stress {
  fileprivate init?(_ json: JSONValue) {
    guard let window = json["window"].flatMap(StressWindow.init),
      let figures = Robustness.Part(json["figures"], Robustness.StressFigures.init)
    else { return nil }
    self.init(window: window, figures: figures)
  }
}

extension Robustness.StressFigures {
  fileprivate var json: JSONValue {
    [
      "days": .integer(days), "return": .number(gain), "index": .optional(index), "excess": .optional(excess),
      "worst_fall": .number(worstFall), "trough": .optional(trough),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let days = json["days"]?.intValue, let gain = json["return"]?.doubleValue,
      let worstFall = json["worst_fall"]?.doubleValue
    else { return nil }
    self.init(
      days: days, gain: gain, index: json["index"]?.doubleValue, excess: json["excess"]?.doubleValue,
      worstFall: worstFall, trough: json["trough"]?.stringValue.flatMap { TradingDay($0) })
  }
}

extension Robustness.CutDay {
  fileprivate var json: JSONValue {
    [
      "day": .string(day.description), "scores": .integer(scores), "changed": .integer(changed),
      "first": first.map {
        [
          "instrument": .string($0.instrument.name), "whole": .optional($0.whole.isNaN ? nil : $0.whole),
          "cut": .optional($0.cut.isNaN ? nil : $0.cut),
        ]
      } ?? .null,
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let day = json["day"]?.stringValue.flatMap({ TradingDay($0) }), let scores = json["scores"]?.intValue,
      let changed = json["changed"]?.intValue
    else { return nil }
    self.init(day: day, scores: scores, changed: changed, first: nil)
    if let first = json["first"], let name = first["instrument"]?.stringValue,
      let instrument = InstrumentID(name)
    {
      self.first = Change(
        instrument: instrument, whole: first["whole"]?.doubleValue ?? .nan, cut: first["cut"]?.doubleValue ?? .nan)
    }
  }
}
