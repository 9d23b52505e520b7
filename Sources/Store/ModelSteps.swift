import Primitives
import Records

/// Which step a model of the pool can take.
extension ModelCandidate {
  /// Throws `models.state` for a step that the model cannot take now.
  func require(_ next: State) throws {
    if state == .withdrawn { throw Diagnostic.staysWithdrawn(id) }
    if next == .candidate { throw Diagnostic.begunAlready(id, state) }
    if next == .verified, evidence.reinferred != "pass" { throw Diagnostic.notReconciled(id, state) }
    if next == .inPreview || next == .approved, !history.contains(where: { $0.state == .verified }) {
      throw Diagnostic.notVerified(id, state)
    }
  }
}

extension Diagnostic {
  fileprivate static func staysWithdrawn(_ id: String) -> Diagnostic {
    Diagnostic(
      "models.state", .usage, ["model": .text(id)],
      (en: "The model '{model}' is withdrawn and stays withdrawn.", zh: "模型“{model}”已撤回，不能恢复。"),
      remedy: (en: "Add the model under another id.", zh: "请用另一个标识加入该模型。"))
  }

  fileprivate static func begunAlready(_ id: String, _ state: ModelCandidate.State) -> Diagnostic {
    Diagnostic(
      "models.state", .usage, ["model": .text(id), "state": .message(.state(state))],
      (
        en: "The model '{model}' is {state}. Only a new model is a candidate.",
        zh: "模型“{model}”的状态是{state}。只有新加入的模型才是候选。"
      ),
      remedy: (en: "Withdraw it instead.", zh: "请改为撤回。"))
  }

  fileprivate static func notReconciled(_ id: String, _ state: ModelCandidate.State) -> Diagnostic {
    Diagnostic(
      "models.state", .usage, ["model": .text(id), "state": .message(.state(state))],
      (
        en: "The model '{model}' is {state}. No reconciliation has found its scores on features computed here.",
        zh: "模型“{model}”的状态是{state}。尚无对账在本地计算的因子上重现其得分。"
      ),
      remedy: (
        en: "Run `aistock reconcile` on its workspace and add the model with --reconciled.",
        zh: "请对其工作区运行 `aistock reconcile`，再用 --reconciled 加入该模型。"
      ))
  }

  fileprivate static func notVerified(_ id: String, _ state: ModelCandidate.State) -> Diagnostic {
    Diagnostic(
      "models.state", .usage, ["model": .text(id), "state": .message(.state(state))],
      (en: "The model '{model}' is {state} and was not verified.", zh: "模型“{model}”的状态是{state}，尚未对齐。"),
      remedy: (en: "Mark it verified first.", zh: "请先将其标记为已对齐。"))
  }
}

extension Message {
  fileprivate static func state(_ state: ModelCandidate.State) -> Message {
    switch state {
    case .candidate: Message("models.state-candidate", en: "a candidate", zh: "候选")
    case .verified: Message("models.state-verified", en: "verified", zh: "已对齐")
    case .inPreview: Message("models.state-in-preview", en: "in preview", zh: "模拟预览中")
    case .approved: Message("models.state-approved", en: "approved", zh: "已批准")
    case .withdrawn: Message("models.state-withdrawn", en: "withdrawn", zh: "已撤回")
    }
  }
}
