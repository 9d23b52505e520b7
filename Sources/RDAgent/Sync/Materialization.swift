package import Primitives
import Records

/// What RD-Agent did when it was asked to solidify what is pending and to export its catalogs.
///
/// The route answers 500 whenever one of its six steps failed, and one of them is started wrongly and always fails
/// (`Contracts.md`, results API): so each step is judged by itself.
package struct Materialization: Equatable, Sendable {
  package struct Step: Equatable, Sendable {
    package enum Judgement: String, Sendable {
      case done
      /// The step that RD-Agent starts without an option that it needs.
      case knownDefect = "known defect"
      case failed
    }

    package var name: String
    /// As the program returned it; nil where the answer does not say.
    package var code: Int?
    /// Its first line of output, and the last one, which says why it failed.
    package var first: String
    package var last: String
    package var judgement: Judgement

    package var json: JSONValue {
      [
        "step": .string(name), "returncode": code.map { .integer($0) } ?? .null, "first": .string(first),
        "last": .string(last), "judgement": .string(judgement.rawValue),
      ]
    }
  }

  /// In RD-Agent's order.
  package let steps: [Step]
  /// Steps that the answer does not tell of.
  package let missing: [String]

  static let names = [
    "materialize_pending", "solidify_all", "export_factor", "export_strategy", "export_model", "export_loop",
  ]
  private static let lineMax = 160

  /// Nil for an answer that tells of no step.
  package init?(_ answer: [UInt8]) {
    guard let json = try? JSONReader.read(answer), let rows = (json["detail"]?["steps"] ?? json["steps"])?.arrayValue
    else { return nil }
    steps = rows.compactMap(Materialization.step)
    guard !steps.isEmpty else { return nil }
    let told = Set(steps.map(\.name))
    missing = Materialization.names.filter { !told.contains($0) }
  }

  private static func step(_ row: JSONValue) -> Step? {
    guard let name = row["step"]?.stringValue else { return nil }
    let output = row["output"]?.stringValue ?? ""
    let lines = output.split(whereSeparator: \.isNewline).map { String($0.prefix(lineMax)) }
    let code = row["returncode"]?.intValue
    let judgement: Step.Judgement =
      if code == 0 {
        .done
      } else if name == "solidify_all", output.contains("--all-task-runs") {
        .knownDefect
      } else {
        .failed
      }
    return Step(name: name, code: code, first: lines.first ?? "", last: lines.last ?? "", judgement: judgement)
  }

  /// Asks once, and waits for as long as the limits of the API say.
  ///
  /// - Throws: `materialize.unanswered` (exit 4), also where the answer tells of no step; what was done is not known then.
  package static func ask(_ api: ResultsAPI) throws -> Materialization {
    let answer: [UInt8]
    do throws(HTTPFailure) { answer = try api.materialize() } catch {
      throw Diagnostic.unanswered(
        api.shown, error.message, status: error.status, ResultsAPI.detail(error.body) ?? "–")
    }
    guard let found = Materialization(answer) else {
      throw Diagnostic.unanswered(api.shown, .noSteps, status: nil, ResultsAPI.detail(answer) ?? "–")
    }
    return found
  }

  /// Steps that failed and those that were not told of; the known defect is none.
  package var findings: [Diagnostic] {
    steps.filter { $0.judgement == .failed }.map(Diagnostic.failed) + missing.map(Diagnostic.untold)
  }

  package var json: JSONValue {
    ["steps": .array(steps.map(\.json)), "missing": .array(missing.map { .string($0) })]
  }
}

extension Diagnostic {
  fileprivate static func unanswered(_ address: String, _ reason: Message, status: Int?, _ detail: String) -> Diagnostic
  {
    Diagnostic(
      "materialize.unanswered", .environment,
      [
        "address": .text(address), "reason": .message(reason), "detail": .text(detail),
        "status": .text(status.map(String.init) ?? "–"),
      ],
      (
        en: "{address} did not say what it materialized. {reason} Status: {status}. It says: {detail}",
        zh: "{address} 未说明完成了哪些步骤。{reason}状态码：{status}。其说明：{detail}"
      ),
      remedy: (
        en: "Look into RD-Agent's own log before you ask again. The sync went on.", zh: "请先查看 RD-Agent 的日志再重试；同步已继续。"
      ))
  }

  fileprivate static func failed(_ step: Materialization.Step) -> Diagnostic {
    Diagnostic(
      "materialize.step-failed", .damaged,
      ["step": .text(step.name), "code": .text(step.code.map(String.init) ?? "–"), "line": .text(step.last)],
      (
        en: "RD-Agent's step {step} failed with code {code}: {line}", zh: "RD-Agent 的步骤 {step} 失败，返回码 {code}：{line}"
      ),
      remedy: (
        en: "Run the step in RD-Agent's own environment. Its catalogs may be older than its registry.",
        zh: "请在 RD-Agent 自身环境中运行该步骤；其目录可能旧于登记库。"
      ), severity: .warning)
  }

  fileprivate static func untold(_ step: String) -> Diagnostic {
    Diagnostic(
      "materialize.step-missing", .damaged, ["step": .text(step)],
      (en: "RD-Agent does not say what became of its step {step}.", zh: "RD-Agent 未说明步骤 {step} 的结果。"),
      remedy: (en: "Look into RD-Agent's own log.", zh: "请查看 RD-Agent 的日志。"), severity: .warning)
  }
}

extension Message {
  fileprivate static let noSteps = Message(
    "materialize.no-steps", en: "The answer tells of no step.", zh: "应答中没有任何步骤。")
}
