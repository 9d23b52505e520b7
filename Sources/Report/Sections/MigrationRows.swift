import Primitives
import Records

/// The table of migrations: a dense row each, the worst first.
struct MigrationRows {
  /// The orders in which the site holds the table ready.
  enum Order: String, CaseIterable {
    case verdict, name, money
  }

  private let migrations: [NightResult.Migration]
  private let figures: [String: MigrationFigures]
  private let largest: Double

  init(_ result: NightResult, by order: Order = .verdict) {
    let figures = Dictionary(result.migrations.map { ($0.id, $0.figures) }) { first, _ in first }
    func money(_ migration: NightResult.Migration) -> Double { figures[migration.id]?.endDifference?.magnitude ?? 0 }
    let byMoney = result.migrations.enumerated().sorted {
      (-money($0.element), $0.offset) < (-money($1.element), $1.offset)
    }.map(\.element)
    switch order {
    case .verdict: migrations = byMoney.worstFirst(\.verdict)
    case .money: migrations = byMoney
    case .name: migrations = result.migrations.sorted { $0.id < $1.id }
    }
    self.figures = figures
    largest = figures.values.compactMap { $0.excessDifference?.magnitude }.max() ?? 0
  }

  /// For `{{>migration-table}}`: chips, and one body of rows.
  var values: [String: PageValue] {
    filters.merging(["migrationGroups": .list([body(migrations, head: nil)])]) { own, _ in own }
  }

  /// From so many rows on, equal ones are easier to read as a group than one by one.
  private static let groupedFrom = 21

  /// For a page that holds other things too: few rows one after the other, many by verdict and cause.
  var brief: [String: PageValue] { migrations.count < MigrationRows.groupedFrom ? values : grouped }

  /// The same with a body for each verdict and cause.
  var grouped: [String: PageValue] {
    var groups: [(key: String, rows: [NightResult.Migration])] = []
    for migration in migrations {
      let key = migration.verdict + " " + (migration.leadingCause?.cause.rawValue ?? "")
      if let place = groups.firstIndex(where: { $0.key == key }) {
        groups[place].rows.append(migration)
      } else {
        groups.append((key, [migration]))
      }
    }
    return filters.merging(["migrationGroups": .list(groups.map { body($0.rows, head: head($0.rows)) })]) { own, _ in
      own
    }
  }

  private var filters: [String: PageValue] {
    let verdicts = migrations.map(\.verdict)
    let words = Set(verdicts).sorted { (Comparison.Verdict.place($0), $0) < (Comparison.Verdict.place($1), $1) }
    return [
      "migrationCount": .figure(Figure(count: migrations.count)), "hasMigrations": .flag(!migrations.isEmpty),
      "verdictChips": .list(
        words.map { word in
          [
            "verdict": VerdictMark.value(word), "value": .text(word),
            "count": .figure(Figure(count: verdicts.count { $0 == word })),
          ]
        }),
    ]
  }

  private func body(_ rows: [NightResult.Migration], head: [String: PageValue]?) -> [String: PageValue] {
    ["heads": .list(head.map { [$0] } ?? []), "rows": .list(rows.map(row))]
  }

  private func head(_ rows: [NightResult.Migration]) -> [String: PageValue] {
    let first = rows[0]
    let sum = rows.compactMap { figures[$0.id]?.endDifference }
    let cause = first.leadingCause
    // What is the same in every row is said once, above them.
    let statements = Set(rows.map { $0.leadingCause?.statement.english })
    let shared = rows.count > 1 && statements.count == 1 ? cause?.statement : nil
    let together: Message? = sum.isEmpty || sum.allSatisfy { $0 == 0 } ? nil : .together(sum.reduce(0, +))
    return [
      "verdict": VerdictMark.value(first.verdict), "id": .text(MigrationRows.anchor(first)),
      "name": .message(
        .group(rows.count, cause: rows.count > 1 ? cause?.cause.word : cause.map(\.statement))),
      "money": .sentences([shared, together].compactMap(\.self)),
    ]
  }

  private static func anchor(_ migration: NightResult.Migration) -> String {
    let cause = migration.leadingCause.map { "-" + $0.cause.rawValue } ?? ""
    return "v-" + Slug.of(migration.verdict + cause)
  }

  private func row(_ migration: NightResult.Migration) -> [String: PageValue] {
    let own = figures[migration.id] ?? MigrationFigures()
    let signOff = SignOffMark(migration)
    var comparison: Comparison?
    if case .judged(let judgement) = migration.outcome { comparison = judgement.comparison }
    let page = PageShell.Page.migration(migration.id)
    let values: [String: PageValue] = [
      "row": .text("m-" + Slug.of(migration.id)), "id": .note(migration.id), "href": .text(page.path),
      "verdict": VerdictMark.value(migration.verdict, ran: migration.rungsRan),
      "verdictValue": .text(migration.verdict),
      "recorded": .figure(Figure(own.recorded.annualExcess, .percent)),
      "local": own.local.annualExcess == nil ? .label("notRun") : .figure(Figure(own.local.annualExcess, .percent)),
      "points": .figure(Figure(own.excessDifference, .plainPoints, signed: true)),
      "bar": .drawing(CellDrawings.difference(own.excessDifference, of: largest)),
      "money": .figure(Figure(own.endDifference, .wholeMoney, signed: true)),
      "realistic": .figure(Figure(own.realistic.annualExcess, .percent)),
      "cause": cause(migration, comparison), "signOff": signOff.word, "signOffTone": .text(signOff.tone),
      "sortMoney": .text(own.endDifference.map { Figures.exact($0.magnitude) } ?? ""),
    ]
    return values.merging(RungStrip.values(comparison)) { own, _ in own }
      .merging(NightStrip.values(migration)) { own, _ in own }
  }

  /// Why it does not pass; what a PASS of few rungs did not see.
  private func cause(_ migration: NightResult.Migration, _ comparison: Comparison?) -> PageValue {
    switch migration.outcome {
    case .failed(let diagnostic): .message(diagnostic.summary)
    case .judged(let judgement):
      if let cause = judgement.comparison.leadingCause {
        .message(cause.statement)
      } else if judgement.comparison.verdict == .pass {
        judgement.comparison.ranCount < Rung.allCases.count - 1
          ? .message(judgement.comparison.coverage) : .text(PageFigures.missing)
      } else {
        .message(judgement.comparison.summary)
      }
    }
  }
}

extension NightResult.Migration {
  fileprivate var leadingCause: CauseStatement? {
    if case .judged(let judgement) = outcome { judgement.comparison.leadingCause } else { nil }
  }
}

/// Where the sign-off of a migration stands, as loud as the verdict that it contradicts.
struct SignOffMark {
  let word: PageValue
  let tone: String

  init(_ migration: NightResult.Migration) {
    let stage = migration.position.stage
    switch stage {
    case .approved where !migration.review.exceptions.isEmpty:
      let lines = migration.review.exceptions.map { PageValue.message($0.line) }
      word = .joined([.label("overriddenStage")] + lines, separator: .dot)
      tone = migration.passes ? "warn" : "bad"
    case .approved where !migration.passes:
      (word, tone) = (.label("approvedAgainstVerdict"), "bad")
    case .approved: (word, tone) = (.label("stage.approved"), "")
    case .rejected: (word, tone) = (.label("stage.rejected"), "bad")
    case .expired, .reopened, .inReview: (word, tone) = (.label("stage." + stage.rawValue), "warn")
    case .candidate, .factorsVerified, .replayed, .retrained:
      (word, tone) = (.label("stage." + stage.rawValue), "muted")
    }
  }
}

extension Message {
  fileprivate static func group(_ count: Int, cause: Message?) -> Message {
    guard let cause else {
      return Message("report.group-name", ["count": .count(count)], en: "{count}", zh: "{count} 个")
    }
    return Message(
      "report.group-of-cause-name", ["count": .count(count), "cause": .message(cause)], en: "{count}: {cause}",
      zh: "{count} 个：{cause}")
  }

  fileprivate static func together(_ money: Double) -> Message {
    Message(
      "report.together", ["money": .money(money)], en: "Together {money} at the end of the run.",
      zh: "期末合计 {money}。")
  }
}
