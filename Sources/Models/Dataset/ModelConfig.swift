import Primitives
package import Records

/// The model block of a `qrun` configuration, typed.
package struct ModelConfig: Sendable {
  /// The arguments as the kind read them.
  package var trainer: any ModelTrainer
  package let kind: any ModelKind
  /// What was asked and what was built, field by field.
  package var account: [FieldAccount]
  package var findings: [Finding]

  /// Throws `model.unsupported` for a class that is not built here, `config.…` for bad arguments.
  package init(_ configuration: QrunConfiguration) throws {
    let document = configuration.document
    let block = YAMLFields(document, document.root, path: "").fields("task").fields("model")
    guard let written = try block.text("class") else { throw block.missing("class") }
    guard let kind = ModelKinds.named(written) else {
      throw Diagnostic(
        "model.unsupported", .unsupported, at: document.place(block["class"], field: block.path + ".class"),
        ["model": .text(written), "known": .names(ModelKinds.classNames)],
        (
          en: "The model '{model}' is not built here. Built here: {known}.",
          zh: "此处未实现模型“{model}”，已实现：{known}。"
        ),
        remedy: (
          en: "Compare the rungs up to Replayed, which need predictions only.",
          zh: "请只对比到回放级，它们仅需要预测。"
        ))
    }
    let arguments = try kind.arguments(block.fields("kwargs"))
    self.kind = kind
    trainer = arguments.trainer
    account =
      [FieldAccount(field: block.path + ".class", asked: written, built: written, origin: .written)]
      + arguments.account
    findings = arguments.findings
  }
}
