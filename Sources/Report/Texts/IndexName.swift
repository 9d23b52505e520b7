import Primitives

/// What readers call an index; the code of one that has no name here.
enum IndexName {
  static func of(_ code: String) -> Message {
    switch code {
    case "SH000001": Message("index.sse-composite-name", en: "SSE Composite", zh: "上证指数")
    case "SH000016": Message("index.sse-50-name", en: "SSE 50", zh: "上证50")
    case "SH000300", "SZ399300": Message("index.csi-300-name", en: "CSI 300", zh: "沪深300")
    case "SH000905": Message("index.csi-500-name", en: "CSI 500", zh: "中证500")
    case "SH000852": Message("index.csi-1000-name", en: "CSI 1000", zh: "中证1000")
    case "SZ399001": Message("index.szse-component-name", en: "SZSE Component", zh: "深证成指")
    case "SZ399006": Message("index.chinext-name", en: "ChiNext", zh: "创业板指")
    default: .verbatim(code)
    }
  }
}
