import RDAgent
import Reconciliation
import Records

/// The numbers that RD-Agent recorded (`qlib_res.csv`).
enum ReportedRung {
  static func climb(_ evidence: WorkspaceEvidence) -> Climbed<QlibResults> {
    evidence.reported.orUnavailable(evidence.reason(.reported))
  }
}
