import Primitives
import RDAgent
import Reconciliation
import Records

/// The little of a workspace that is laid beside the other migrations of a night.
enum TaskMembers {
  /// A part that is missing or damaged is left out here; the migration's own reconciliation names it.
  static func member(_ id: String, workspace folder: String) -> TaskFindings.Member {
    var member = TaskFindings.Member(id: id, reported: nil, exchange: nil, testSegment: nil)
    guard let workspace = try? Workspace(folder: folder) else { return member }
    member.reported = workspace.file("qlib_res.csv").flatMap { try? QlibResults(file: $0) }
    guard case .found(let used)? = try? UsedConfiguration.find(in: workspace) else { return member }
    if used.configuration.hasPortfolio {
      member.exchange = (try? used.configuration.backtest(open: .anyDays))?.exchange
    }
    if let test = used.configuration.testSegment, let end = test.end, test.start <= end {
      member.testSegment = test.start...end
    }
    return member
  }
}
