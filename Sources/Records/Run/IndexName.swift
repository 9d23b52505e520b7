package import Primitives

/// Names of the indexes that readers know by name.
extension InstrumentID {
  /// Nil where the instrument is no index that is named here: its code stands for it.
  package var indexName: Message? {
    switch name {
    case "SH000001": Message("index.sse-composite-name", en: "SSE Composite", zh: "上证指数")
    case "SH000016": Message("index.sse-50-name", en: "SSE 50", zh: "上证50")
    case "SH000300", "SZ399300": Message("index.csi-300-name", en: "CSI 300", zh: "沪深300")
    case "SH000688": Message("index.star-50-name", en: "STAR 50", zh: "科创50")
    case "SH000852", "SZ399852": Message("index.csi-1000-name", en: "CSI 1000", zh: "中证1000")
    case "SH000905", "SZ399905": Message("index.csi-500-name", en: "CSI 500", zh: "中证500")
    case "SH000906": Message("index.csi-800-name", en: "CSI 800", zh: "中证800")
    case "SH000985": Message("index.csi-all-share-name", en: "CSI All Share", zh: "中证全指")
    case "SZ399001": Message("index.szse-component-name", en: "SZSE Component", zh: "深证成指")
    case "SZ399006": Message("index.chinext-name", en: "ChiNext", zh: "创业板指")
    case "SZ399303": Message("index.cni-2000-name", en: "CNI 2000", zh: "国证2000")
    case "BJ899050": Message("index.bse-50-name", en: "BSE 50", zh: "北证50")
    default: nil
    }
  }

  /// The name of an index, or its code.
  package var shownName: Message { indexName ?? .verbatim(name) }
}
