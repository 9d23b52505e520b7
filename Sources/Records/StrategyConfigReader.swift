package import Primitives

extension StrategyConfig {
  /// Reads what `json` writes; every parameter must be there, so that a stored strategy never changes
  /// with a default. Throws `strategy.damaged`.
  package init(json: JSONValue, at place: Diagnostic.Place? = nil) throws {
    func damaged(_ what: String) -> Diagnostic {
      Diagnostic(
        "strategy.damaged", "the strategy \(what)", at: place,
        remedy: "Restore the configuration, or create the strategy again.")
    }
    guard let name = json["class"]?.stringValue else { throw damaged("has no class") }
    guard name == "TopkDropoutStrategy" else { throw damaged("'\(name)' is not known here") }
    guard let values = json["parameters"] else { throw damaged("has no parameters") }
    func value<T>(_ key: String, _ read: (JSONValue) -> T?) throws -> T {
      guard let value = values[key].flatMap(read) else {
        throw damaged("has no valid parameter '\(key)'")
      }
      return value
    }
    var parameters = TopkDropoutParameters(
      topk: try value("topk", \.intValue), nDrop: try value("n_drop", \.intValue))
    parameters.holdThreshold = try value("hold_thresh", \.intValue)
    parameters.onlyTradable = try value("only_tradable", \.boolValue)
    parameters.forbidAllTradeAtLimit = try value("forbid_all_trade_at_limit", \.boolValue)
    parameters.riskDegree = try value("risk_degree", \.doubleValue)
    guard parameters.topk >= 1, parameters.nDrop >= 0 else {
      throw damaged("has a topk or n_drop out of range")
    }
    self.init(kind: .topkDropout(parameters))
  }
}
