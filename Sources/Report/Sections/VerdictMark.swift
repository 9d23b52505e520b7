import Primitives
import Records

/// A verdict as pages show it: an icon and a word, never a colour alone.
enum VerdictMark {
  /// For `{{#verdict}}{{>verdict}}{{/verdict}}`.
  ///
  /// - Parameters:
  ///   - verdict: as it stands on disk.
  ///   - ran: rungs that ran; a PASS of fewer than all but the realistic one is not drawn as a plain one.
  static func value(_ verdict: String, ran: Int? = nil) -> PageValue { .list([values(verdict, ran: ran)]) }

  /// For `{{>verdict}}` by itself.
  static func values(_ verdict: String, ran: Int? = nil) -> [String: PageValue] {
    let isPartial = verdict == Comparison.Verdict.pass.rawValue && ran.map { $0 < fullLadder } ?? false
    return [
      "tone": .text(tone(verdict) + (isPartial ? " partial" : "")), "icon": .text(icon(verdict)),
      "word": .label("verdict." + verdict),
    ]
  }

  /// A verdict of five rungs that agree rests on all that is judged; `realistic` is shown.
  private static let fullLadder = Rung.allCases.count - 1

  static func tone(_ verdict: String) -> String {
    switch Comparison.Verdict(rawValue: verdict) {
    case .pass: "pass"
    case .passWithExceptions: "exceptions"
    case .fail, nil: "fail"
    case .notComparable: "none"
    }
  }

  static func icon(_ verdict: String) -> String {
    switch Comparison.Verdict(rawValue: verdict) {
    case .pass: "pass"
    case .passWithExceptions: "warning"
    case .fail, nil: "fail"
    case .notComparable: "none"
    }
  }
}

/// The six rungs in a row of cells.
enum RungStrip {
  /// For `{{>rungs}}`: what each rung came to, and the same in words.
  static func values(_ comparison: Comparison?) -> [String: PageValue] {
    let rungs = comparison?.rungs ?? []
    let states = Rung.allCases.map { rung in (rung, rungs.first { $0.id == rung }) }
    return [
      "rungCells": .list(states.map { ["tone": .text(tone($0.1))] }),
      "rungsInWords": .joined(
        states.map { rung, result in
          .joined([.label("rung." + rung.rawValue), .label("state." + state(result))], separator: .space)
        }, separator: .comma),
    ]
  }

  /// The first rung has nothing to agree with, and the realistic one follows other rules than the record: neither is
  /// judged.
  static func state(_ rung: RungResult?) -> String {
    guard let rung, rung.state != .notAvailable else { return RungResult.State.notAvailable.rawValue }
    switch rung.id {
    case .reported: return "recorded"
    case .realistic: return "shown"
    default: return rung.state.rawValue
    }
  }

  static func tone(_ rung: RungResult?) -> String {
    switch state(rung) {
    case "recorded": "read"
    case "shown": "shown"
    case RungResult.State.pass.rawValue: "agrees"
    case RungResult.State.exceptions.rawValue: "exceptions"
    case RungResult.State.fail.rawValue: "differs"
    default: "idle"
    }
  }
}

/// The verdicts of the last fourteen nights in a row of cells.
enum NightStrip {
  /// A night's tone, and the element that draws it (`style.css`).
  static func cell(_ night: MigrationStanding.Night) -> [String: PageValue] {
    let tone = night.verdict.map(VerdictMark.tone) ?? "dot"
    let tag = ["pass": "b", "exceptions": "u", "none": "s", "fail": "em"][tone] ?? "i"
    return ["tone": .text(tone), "tag": .text(tag)]
  }

  /// For `{{>nights}}`.
  static func values(_ migration: NightResult.Migration) -> [String: PageValue] {
    let nights = migration.nights
    let judged = nights.filter { $0.verdict != nil }
    return [
      "nightCells": .list(nights.map(cell)),
      "nightsInWords": judged.isEmpty
        ? .label("noNight")
        : .joined(
          judged.map { night in
            .joined(
              [.text(night.day?.description ?? ""), .label("verdict." + (night.verdict ?? ""))], separator: .space)
          }, separator: .comma),
    ]
  }
}
