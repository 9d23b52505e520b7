import Primitives
import Records

/// The report of one migration, in the order in which the reviewer who signs reads it.
struct MigrationPage {
  let migration: NightResult.Migration
  let result: NightResult

  /// A section of the page: where it stands, and what the contents say of it.
  private struct Entry {
    var id: String
    var label: String
    var mark = ""
  }

  var document: PageDocument {
    let head = HeadSection(migration: migration)
    let objections = ObjectionSection(migration: migration)
    var values = head.values
    var entries = [Entry(id: "verdict", label: "sectionVerdict", mark: migration.passes ? "" : "✕")]
    entries.append(
      Entry(
        id: "objections", label: "sectionObjections",
        mark: objections.isGrave ? PageFigures.count(objections.count) : ""))
    values["objections"] = .list([objections.values])
    let judged = judged()
    values.merge(judged.values) { own, _ in own }
    entries += judged.entries
    values["contents"] = .list(
      entries.map {
        ["id": .text($0.id), "label": .label($0.label), "isMarked": .flag(!$0.mark.isEmpty), "mark": .text($0.mark)]
      })
    values["paper"] = .list([paper])
    var document = PageDocument(
      page: .migration(migration.id), title: .joined([.label("migration"), .text(migration.id)], separator: .space),
      values: values, hasCharts: true)
    document.runningHead = (
      left: .joined(
        ["aistock", .joined([.label("migration"), .text(migration.id)], separator: .space), .text("\(result.day)")],
        separator: .dot),
      right: .label("verdict." + migration.verdict)
    )
    document.sheets = [NightSheet.path]
    return document
  }

  // MARK: - Sections

  private func judged() -> (values: [String: PageValue], entries: [Entry]) {
    guard case .judged(let judgement) = migration.outcome else {
      let absent = [
        "divergence", "money", "rules", "curves", "metrics", "accounts", "calendar", "quality", "seeds", "robustness",
        "identity",
      ]
      return (Dictionary(absent.map { ($0, .list([])) }) { first, _ in first }, [])
    }
    let comparison = judgement.comparison
    let metrics = KeyMetricSection(comparison: comparison)
    let calendar = CalendarSection(id: migration.id, judgement: judgement)
    let band = judgement.model.band.map { SeedBandSection(band: $0) }
    var entries: [Entry] = []
    func add(_ id: String, _ label: String, _ values: [String: PageValue]?, mark: String = "") -> PageValue {
      if values != nil { entries.append(Entry(id: id, label: label, mark: mark)) }
      return .one(values)
    }
    let index = HeadSection.indexName(judgement)
    let values: [String: PageValue] = [
      "divergence": add(
        "divergence", "sectionDivergence", DivergenceSection(judgement)?.values,
        mark: comparison.verdict == .fail ? "✕" : ""),
      "money": add("money", "sectionMoney", MoneySection(judgement)?.values),
      "rules": add("rules", "sectionRules", RuleSection(comparison)?.values),
      "curves": add("curves", "sectionCurves", curves(judgement)),
      "metrics": add(
        "metrics", "sectionMetrics", metrics.values,
        mark: metrics.exceeding > 0 ? "\(metrics.exceeding) ≠" : ""),
      "accounts": add("accounts", "sectionAccounts", AccountsSection(migration: migration).values),
      "calendar": add("calendar", "sectionCalendar", calendar.values),
      "quality": add(
        "quality", "sectionQuality",
        judgement.quality.map {
          QualitySection(id: migration.id, quality: $0, evaluation: judgement.evaluation).values
        }),
      "seeds": add(
        "seeds", "sectionSeeds", band?.values, mark: band.map { $0.outside > 0 ? "\($0.outside)" : "" } ?? ""),
      "robustness": add(
        "robustness", "sectionRobustness",
        judgement.robustness.map {
          RobustnessSection(robustness: $0, index: index).values
        }),
      "identity": add(
        "identity", "sectionIdentity", IdentitySection(migration: migration, judgement: judgement).values),
    ]
    return (values, entries)
  }

  private func curves(_ judgement: NightResult.Judgement) -> [String: PageValue]? {
    guard (judgement.recorded + judgement.replayed).contains(where: { $0.account.isFinite }) else { return nil }
    let charts = MigrationCharts(migration.id, judgement, index: HeadSection.indexName(judgement))
    return [
      "netChart": .chart { charts.netValue($0) }, "excessChart": .chart { charts.excess($0) },
      "dailyChart": .chart { charts.difference($0) }, "fallChart": .chart { charts.drawdown($0) },
    ]
  }

  // MARK: - Paper

  /// What the reviewer signs on paper: the decision, and the full digests it is bound to. That of the night's
  /// manifest comes from `NightSheet`, so that another migration's change leaves this page as it is.
  private var paper: [String: PageValue] {
    var digests: [(label: PageValue, digest: String)] = []
    if let signed = migration.review.statements.last(where: { $0.act.isDecision }) {
      digests.append((.message(.signedBy(signed.person)), signed.subject.manifest))
    }
    if case .judged(let judgement) = migration.outcome,
      let configuration = IdentitySection(migration: migration, judgement: judgement).configurationDigest
    {
      digests.append((.label("identity.configurationDigest"), configuration))
    }
    var (money, metrics): ([[String: PageValue]], [[String: PageValue]]) = ([], [])
    if case .judged(let judgement) = migration.outcome {
      money = MoneySection(judgement)?.brief ?? []
      metrics = KeyMetricSection(comparison: judgement.comparison).brief
    }
    return [
      "digests": .list(digests.map { ["label": $0.label, "digest": .text($0.digest)] }), "steps": .list(money),
      "figures": .list(metrics),
    ]
  }
}

extension Message {
  fileprivate static func signedBy(_ person: String) -> Message {
    Message(
      "report.manifest-signed-label", ["person": .text(person)], en: "Manifest signed by {person}",
      zh: "{person} 所签清单摘要")
  }
}
