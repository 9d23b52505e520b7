import Primitives
package import Records

/// The model block of a `qrun` configuration, typed.
package struct ModelConfig: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case lightGBM(LightGBMParameters)
    case linear(LinearParameters)
  }

  package var kind: Kind
  /// What was asked and what was built, field by field.
  package var account: [FieldAccount]
  package var findings: [Finding]

  /// Throws `model.unsupported` for a class that is not built here, `config.…` for bad arguments.
  package init(_ configuration: QrunConfiguration) throws {
    let document = configuration.document
    let block = YAMLFields(document, document.root, path: "").fields("task").fields("model")
    guard let written = try block.text("class") else { throw block.missing("class") }
    let kwargs = block.fields("kwargs")
    account = [FieldAccount(field: block.path + ".class", asked: written, built: written, origin: .written)]
    findings = []
    switch written.split(separator: ".").last.map(String.init) ?? written {
    case "LGBModel":
      var parameters = try LightGBMParameters(kwargs)
      if let device = parameters.moveToCPU() { findings.append(ModelConfig.moved(from: device)) }
      kind = .lightGBM(parameters)
      account += ModelConfig.account(kwargs, parameters)
    case "LinearModel":
      kind = .linear(try LinearParameters(kwargs))
      account += (kwargs.mapping?.members ?? []).map { key, value in
        let text = value.text ?? ""
        return FieldAccount(field: kwargs.path + "." + key, asked: text, built: text, origin: .written)
      }
    default:
      throw Diagnostic(
        "model.unsupported", "the model '\(written)' is not built here; LGBModel and LinearModel are",
        at: document.place(block["class"], field: block.path + ".class"),
        remedy: "Compare the rungs up to 'replayed', which need predictions only.")
    }
  }

  private static func account(_ kwargs: YAMLFields, _ parameters: LightGBMParameters) -> [FieldAccount] {
    var account: [FieldAccount] = []
    for (key, value) in kwargs.mapping?.members ?? [] {
      let asked = value.text ?? String(decoding: value.json.canonical, as: UTF8.self)
      let name = key == "loss" ? "objective" : key
      let built =
        switch key {
        case "early_stopping_rounds": "\(parameters.patience)"
        case "num_boost_round": "\(parameters.rounds)"
        default: parameters.value(of: name) ?? "num_iterations=\(parameters.rounds)"
        }
      // Bagging needs a frequency, which qlib's users never set (LightGBM, `bagging_freq`).
      let isInert = ["subsample", "bagging_fraction"].contains(key) && !parameters.hasBaggingFrequency
      let isSame = built == asked || asked.lowercased() == built.lowercased()
      account.append(
        FieldAccount(
          field: kwargs.path + "." + key, asked: asked, built: built,
          origin: isInert ? .inert : isSame || built.hasPrefix("num_iterations") ? .written : .replaced))
    }
    for (name, built) in [("num_boost_round", parameters.rounds), ("early_stopping_rounds", parameters.patience)]
    where kwargs[name] == nil {
      account.append(FieldAccount(field: kwargs.path + "." + name, asked: nil, built: "\(built)", origin: .standard))
    }
    return account
  }

  private static func moved(from device: String) -> Finding {
    Finding(
      id: "model.device", severity: .warning,
      evidence: "the configuration trains on '\(device)'; here the processor trains",
      consequence: "a retrained model can differ: the device sums in float32 and in another order",
      remedy: "Judge the retrained rung by its seed band.")
  }
}

extension LightGBMParameters {
  /// Takes the device away, as RD-Agent's runner does when a device fails; the bins stay. Returns
  /// what the device was, nil for the processor.
  fileprivate mutating func moveToCPU() -> String? {
    guard let device = value(of: "device_type") ?? value(of: "device"), device != "cpu" else { return nil }
    entries.removeAll { $0.name == "device" || $0.name.hasPrefix("gpu_") }
    if entries.contains(where: { $0.name == "device_type" }) { set("device_type", "cpu") }
    return device
  }

  fileprivate var hasBaggingFrequency: Bool {
    ["bagging_freq", "subsample_freq"].contains { (value(of: $0).flatMap { Int($0) } ?? 0) > 0 }
  }
}
