/// Alpha158: nine shapes of the day's bar, four prices, and 29 families over five windows.
enum Alpha158 {
  static let windows = [5, 10, 20, 30, 60]

  static let columns: [(name: String, expression: String)] =
    bar + prices
    + families.flatMap { family in
      windows.map { (family.name + String($0), family.expression(String($0))) }
    }

  private static let range = "($high-$low+1e-12)"

  /// Each shape relative to the open, and, but for the length, to the day's range.
  private static let bar: [(name: String, expression: String)] = {
    let body = "($close-$open)"
    let shapes = [
      ("KUP", "($high-Greater($open, $close))"), ("KLOW", "(Less($open, $close)-$low)"),
      ("KSFT", "(2*$close-$high-$low)"),
    ]
    return [("KMID", body + "/$open"), ("KLEN", "($high-$low)/$open"), ("KMID2", body + "/" + range)]
      + shapes.flatMap { [($0, $1 + "/$open"), ($0 + "2", $1 + "/" + range)] }
  }()

  private static let prices = ["open", "high", "low", "vwap"].map { ($0.uppercased() + "0", "$\($0)/$close") }

  private struct Family {
    var name: String
    var expression: (String) -> String
  }

  private static var families: [Family] {
    let rising = "$close>Ref($close, 1)"
    let falling = "$close<Ref($close, 1)"
    let weight = "Abs($close/Ref($close, 1)-1)*$volume"
    return [
      Family(name: "ROC") { "Ref($close, \($0))/$close" },
      scaled("MA", "Mean", "$close"), scaled("STD", "Std", "$close"), scaled("BETA", "Slope", "$close"),
      Family(name: "RSQR") { "Rsquare($close, \($0))" },
      scaled("RESI", "Resi", "$close"), scaled("MAX", "Max", "$high"), scaled("MIN", "Min", "$low"),
      Family(name: "QTLU") { "Quantile($close, \($0), 0.8)/$close" },
      Family(name: "QTLD") { "Quantile($close, \($0), 0.2)/$close" },
      Family(name: "RANK") { "Rank($close, \($0))" },
      Family(name: "RSV") { "($close-Min($low, \($0)))/(Max($high, \($0))-Min($low, \($0))+1e-12)" },
      Family(name: "IMAX") { "IdxMax($high, \($0))/\($0)" },
      Family(name: "IMIN") { "IdxMin($low, \($0))/\($0)" },
      Family(name: "IMXD") { "(IdxMax($high, \($0))-IdxMin($low, \($0)))/\($0)" },
      Family(name: "CORR") { "Corr($close, Log($volume+1), \($0))" },
      Family(name: "CORD") { "Corr($close/Ref($close,1), Log($volume/Ref($volume, 1)+1), \($0))" },
      Family(name: "CNTP") { "Mean(\(rising), \($0))" },
      Family(name: "CNTN") { "Mean(\(falling), \($0))" },
      Family(name: "CNTD") { "Mean(\(rising), \($0))-Mean(\(falling), \($0))" },
    ] + moves("SUM", "$close") + [
      Family(name: "VMA") { "Mean($volume, \($0))/($volume+1e-12)" },
      Family(name: "VSTD") { "Std($volume, \($0))/($volume+1e-12)" },
      Family(name: "WVMA") { "Std(\(weight), \($0))/(Mean(\(weight), \($0))+1e-12)" },
    ] + moves("VSUM", "$volume")
  }

  private static func scaled(_ name: String, _ operation: String, _ field: String) -> Family {
    Family(name: name) { "\(operation)(\(field), \($0))/$close" }
  }

  /// Shares of rises and falls in all movement of the window, and their difference.
  private static func moves(_ name: String, _ field: String) -> [Family] {
    let before = "Ref(\(field), 1)"
    func rise(_ rows: String) -> String { "Sum(Greater(\(field)-\(before), 0), \(rows))" }
    func fall(_ rows: String) -> String { "Sum(Greater(\(before)-\(field), 0), \(rows))" }
    func all(_ rows: String) -> String { "(Sum(Abs(\(field)-\(before)), \(rows))+1e-12)" }
    return [
      Family(name: name + "P") { rise($0) + "/" + all($0) },
      Family(name: name + "N") { fall($0) + "/" + all($0) },
      Family(name: name + "D") { "(\(rise($0))-\(fall($0)))/" + all($0) },
    ]
  }
}

/// Alpha360: the last sixty days of five prices over the close and of the volume over itself.
enum Alpha360 {
  static let columns: [(name: String, expression: String)] = {
    var columns: [(name: String, expression: String)] = []
    for field in ["close", "open", "high", "low", "vwap", "volume"] {
      let scale = field == "volume" ? "($volume+1e-12)" : "$close"
      for day in stride(from: 59, through: 0, by: -1) {
        let value = day == 0 ? "$\(field)" : "Ref($\(field), \(day))"
        columns.append((field.uppercased() + String(day), value + "/" + scale))
      }
    }
    return columns
  }()
}
