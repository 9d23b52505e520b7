import Primitives
import Reconciliation
import Records

/// What the judgement rests on, folded: inputs, tolerances, the ladder, the model, conventions, the signed statements.
struct IdentitySection {
  let migration: NightResult.Migration
  let judgement: NightResult.Judgement

  var values: [String: PageValue] {
    let tolerances = judgement.comparison.rungs.flatMap { $0.tolerances.sorted { $0.key < $1.key } }
    let fields = judgement.model.fields
    let fits = conventions
    return [
      "facts": .list(
        judgement.identity.map { ["label": .label("identity." + $0.key.rawValue), "value": .argument($0.value)] }),
      "tolerances": .list(tolerances.map { ["name": .text($0.key), "value": .figure(Figure($0.value, .tolerance))] }),
      "toleranceCount": .figure(Figure(count: tolerances.count)), "hasFields": .flag(!fields.isEmpty),
      "fieldCount": .figure(Figure(count: fields.count)), "fields": .list(fields.map(field)),
      "believed": .one(
        judgement.model.believed.map { ["file": .text($0.file), "because": .message($0.because)] }),
      "hasConventions": .flag(!fits.rows.isEmpty), "conventions": .list(fits.rows), "fits": .list(fits.fits),
      "statements": .list(migration.review.statements.reversed().map(statement)),
      "hasStatements": .flag(!migration.review.statements.isEmpty),
      "statementCount": .figure(Figure(count: migration.review.statements.count)),
      "history": .list(
        migration.history.reversed().map {
          [
            "day": .text($0.tradingDay.description), "stage": .label("stage." + $0.stage.rawValue),
            "reason": .message($0.reason),
          ]
        }), "hasHistory": .flag(!migration.history.isEmpty), "blocks": .lines(migration.position.blocks),
      "hasBlocks": .flag(!migration.position.blocks.isEmpty),
      "exceptions": .lines(migration.review.exceptions.map(\.line)), "notes": .lines(migration.review.notes),
    ]
  }

  /// The digest of the configuration that ran; nil where none is known.
  var configurationDigest: String? {
    guard case .text(let digest) = judgement.identity.first(where: { $0.key == .configurationDigest })?.value else {
      return nil
    }
    return digest
  }

  private func field(_ field: ModelFacts.Field) -> [String: PageValue] {
    [
      "name": .text(field.name.replacing("task.", with: "", maxReplacements: 1)), "isAsked": .flag(field.asked != nil),
      "asked": .text(field.asked ?? ""), "built": PageValue.text(field.built).cell,
      "origin": .label("origin." + field.origin),
      "others": PageValue.text(field.others.map { "\($0.document): \($0.text)" }.joined(separator: "; ")).cell,
    ]
  }

  private func statement(_ statement: ReviewStatement) -> [String: PageValue] {
    [
      "act": .label("act." + statement.act.rawValue), "person": .note(statement.person),
      "time": .text(PageText.minute(statement.time)),
      "night": .text(statement.subject.day.description), "manifest": .text(statement.subject.manifest),
      "digest": .text(statement.sha256), "note": .note(statement.note), "hasNote": .flag(!statement.note.isEmpty),
    ]
  }

  private var conventions: (rows: [[String: PageValue]], fits: [[String: PageValue]]) {
    guard !judgement.recorded.isEmpty else { return ([], []) }
    let reported = judgement.comparison.rungs.first { $0.id == .reported }?.metrics ?? []
    let results = QlibResults(
      values: Dictionary(reported.compactMap { metric in metric.metric.value.map { (metric.metric.name, $0) } }) {
        first, _ in first
      })
    let grid = ConventionGrid(judgement.recorded, reported: results)
    let rows = grid.rows.map { row -> [String: PageValue] in
      [
        "name": .message(row.convention.name), "annual": .figure(Figure(row.annualizedReturn, .percent)),
        "ratio": .figure(Figure(row.informationRatio, .ratio)), "fall": .figure(Figure(row.maxDrawdown, .percent)),
      ]
    }
    let fits = grid.fits.map { fit -> [String: PageValue] in
      let names = fit.conventions.isEmpty ? fit.nearest.map { [$0] } ?? [] : fit.conventions
      return [
        "name": .text(fit.name), "value": .figure(Figure(fit.reported, .significant)),
        "isNone": .flag(fit.conventions.isEmpty), "fit": .joined(names.map { .message($0.name) }, separator: .comma),
      ]
    }
    return (rows, fits)
  }
}
