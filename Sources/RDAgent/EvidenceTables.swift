import Primitives
import Records

/// Tables that several workspaces hold with equal bytes, read once: by SHA-256 of the file.
package final class EvidenceTables: Sendable {
  let panels = SharedResults<PanelTable>(limit: 8)
  let positions = SharedResults<(rows: [PositionRow], entries: [AccountEntry])>(limit: 8)
  let trades = SharedResults<[TradeRow]>(limit: 8)

  package init() {}
}
