import Primitives

/// A call as written, bound to its operator's parameters and checked one by one.
struct CallArguments {
  let text: String
  let name: String
  let offset: Int
  var positional: [Term] = []
  var keywords: [(name: String, offset: Int, term: Term)] = []

  /// Whether the operator itself takes later days.
  private(set) var looksAhead = false

  init(text: String, name: String, offset: Int) {
    self.text = text
    self.name = name
    self.offset = offset
  }

  mutating func term() throws(ExpressionFault) -> Term {
    guard let signature = OperatorTable.signature(name) else { throw unknown() }
    var terms = try bound(to: signature)
    // pandas takes None for the other side of a covariance as the same side.
    if name == "Cov", case .number(.null) = terms[1].value { terms[1] = terms[0] }
    if name == "Rolling" { return try rolling(terms) }
    let (operation, type) = try checked(signature, terms)
    var operands: [Expression] = []
    for (term, parameter) in zip(terms, signature.parameters) {
      switch parameter {
      case .series, .operand: if let expression = term.expression { operands.append(expression) }
      default: break
      }
    }
    switch operation {
    case .shift(let rows), .delta(let rows): looksAhead = rows < 0
    default: break
    }
    return term(.node(operation, operands), type, of: terms)
  }

  private func term(_ expression: Expression, _ type: ValueType, of terms: [Term], levels: Int = 1) -> Term {
    Term(
      value: .series(expression, type), offset: offset, depth: (terms.map(\.depth).max() ?? 0) + levels,
      size: terms.reduce(levels) { $0 + $1.size * levels })
  }

  private func fault(
    _ kind: ExpressionFault.Kind, _ summary: Message, _ remedy: Message, at place: Int? = nil
  ) -> ExpressionFault {
    ExpressionFault(kind, at: place ?? offset, of: text, summary, remedy: remedy)
  }

  private func unknown() -> ExpressionFault {
    if let reason = OperatorTable.refused[name] {
      return fault(.name, .notAvailable(name, reason), .leaveOperatorOut)
    }
    let names = OperatorTable.all.map(\.name)
    // Of equally near names the one with the same letters is meant, two of them being swapped.
    let letters = name.lowercased().sorted()
    let likely = names.filter { $0.lowercased().sorted() == letters } + names
    return fault(.name, .noOperator(name, Spelling.suggestion(for: name, among: likely)), .operators(names))
  }

  private func bound(to signature: OperatorSignature) throws(ExpressionFault) -> [Term] {
    let names = signature.parameters.map(\.name)
    guard positional.count <= names.count else {
      throw fault(
        .argument, .argumentCount(name, takes: names.count, given: positional.count), .write(signature.usage),
        at: positional[names.count].offset)
    }
    var slots: [Term?] = positional + Array(repeating: nil, count: names.count - positional.count)
    for (keyword, place, term) in keywords {
      guard let slot = names.firstIndex(of: keyword) else {
        throw fault(
          .argument, .noArgument(name, keyword, Spelling.suggestion(for: keyword, among: names)),
          .write(signature.usage), at: place)
      }
      guard slots[slot] == nil else {
        throw fault(.argument, .argumentTwice(keyword), .write(signature.usage), at: place)
      }
      slots[slot] = term
    }
    var terms: [Term] = []
    for (slot, parameter) in zip(slots, signature.parameters) {
      guard let term = slot else {
        throw fault(
          .argument, .argumentMissing(name, parameter.name, parameter.expected), .write(signature.usage))
      }
      try check(term, parameter)
      terms.append(term)
    }
    return terms
  }

  private func check(_ term: Term, _ parameter: OperatorSignature.Parameter) throws(ExpressionFault) {
    switch parameter {
    case .rows, .window:
      if case .number(let number) = term.value, let rows = number.int, rows.magnitude > CallArguments.rowsMax {
        throw fault(
          .argument, .tooManyRows(name, number.text, CallArguments.rowsMax), .fewerRows, at: term.offset)
      }
    default: break
    }
    let fits =
      switch (parameter, term.value) {
      case (.series, .series), (.operand, .series), (.operand, .number), (.text, .text): true
      case (.rows, .number(let number)): number.int != nil || number.double == 0
      case (.window, .number), (.share, .number): true
      case (.series("feature_right"), .number(.null)): name == "Cov"
      default: false
      }
    guard fits else {
      throw fault(
        .argument, .argumentKind(name, parameter.name, parameter.expected, found: term.shown),
        .write(OperatorTable.signature(name)?.usage ?? name), at: term.offset)
    }
  }

  /// pandas takes windows of up to 63 bits; sums of these never overflow and are exact as float64.
  private static let rowsMax = 1 << 53
  /// qlib's own regressions keep the window in a C integer (`qlib/data/_libs/rolling.pyx`).
  private static let regressionRowsMax = Int(Int32.max)

  /// What numpy and qlib's own loops calculate value by value; pandas leaves None out of the rest.
  private static let refusingNone: Set<String> = ["Abs", "Log", "Greater", "Less", "Slope", "Rsquare", "Resi"]

  private func checked(_ signature: OperatorSignature, _ terms: [Term]) throws(ExpressionFault) -> (
    Operation, ValueType
  ) {
    let type = terms.first.flatMap { if case .series(_, let type) = $0.value { type } else { nil } } ?? .float32
    // As a condition None is false and a missing value true: they are one here.
    let strict = name == "If" ? terms.prefix(1) : CallArguments.refusingNone.contains(name) ? terms[...] : []
    if let place = strict.first(where: { $0.expression?.holdsNone ?? false })?.offset {
      throw fault(.type, .valuesOfNone(name), .numberForNone, at: place)
    }
    if let unary = UnaryOperation(rawValue: name) { return (.unary(unary), try unaryType(unary, type)) }
    if let binary = BinaryOperation(rawValue: name) {
      guard terms[0].isSeries || terms[1].isSeries else {
        throw fault(.argument, .noExpressionAmong(name), .calculateDirectly)
      }
      let combined = try Combination.term(binary, terms[0], terms[1], at: offset, of: text)
      if case .series(_, let type) = combined.value { return (.binary(binary), type) }
    }
    if let window = WindowOperation(rawValue: name) {
      return (try windowed(window, terms[1]), .float64)
    }
    if let pair = PairOperation(rawValue: name) {
      if case .float(0) = number(terms[2]), pair == .covariance { return (.pair(pair, 0), .float64) }
      return (.pair(pair, try rows(terms[2], from: pair == .covariance ? 0 : 1)), .float64)
    }
    if let cross = CrossOperation(rawValue: name) { return (.cross(cross), .float64) }
    switch name {
    case "If":
      guard let left = terms[1].operand, let right = terms[2].operand, let type = Promotion.choice(left, right) else {
        throw fault(.type, .noCommonType, .sameBranches)
      }
      return (.conditional, type)
    case "Ref":
      let rows = number(terms[1]).int ?? 0
      return (.shift(rows), ValueType.result(of: .shift(rows), type, []) ?? type)
    case "Delta":
      let rows = number(terms[1]).int ?? 0
      guard let result = ValueType.result(of: .delta(rows), type, []) else {
        throw fault(.type, .deltaOfComparison, .multiplyByOne)
      }
      return (.delta(rows), result)
    case "Quantile": return (try quantile(terms), .float64)
    case "P": return (try period(terms[0], nil), .float32)
    case "PRef": return (try period(terms[0], number(terms[1])), .float32)
    case "ChangeInstrument": return (try instrument(terms[0], masked: false), try seriesType(terms[1]))
    case "Mask": return (try instrument(terms[1], masked: true), type)
    case "Feature": return (.field(string(terms[0])), .float32)
    case "PFeature": return (.pointInTime(string(terms[0])), .float32)
    default: throw unknown()
    }
  }

  private func seriesType(_ term: Term) throws(ExpressionFault) -> ValueType {
    if case .series(_, let type) = term.value { return type }
    throw fault(.argument, .needsExpression(name), .write("\(name)(text, expression)"))
  }

  private func unaryType(_ unary: UnaryOperation, _ type: ValueType) throws(ExpressionFault) -> ValueType {
    switch unary {
    case .abs: return type
    case .sign: return .float32
    case .log:
      if type.isObject { throw fault(.type, .logOfComparison, .multiplyByOne) }
      return type == .bool ? .float16 : type == .int64 ? .float64 : type
    case .not:
      guard type == .bool || type == .int64 else {
        throw fault(.type, .notOfValues(type.rawValue), .compareFirst)
      }
      return type
    }
  }

  private func number(_ term: Term) -> PythonNumber {
    if case .number(let number) = term.value { number } else { .int(0) }
  }

  private func string(_ term: Term) -> String {
    if case .text(let text) = term.value { text } else { "" }
  }

  private func refusedWindow(_ term: Term, from smallest: Int) -> ExpressionFault {
    fault(.argument, .window(name, from: smallest, found: number(term).text), .rowsOfCalendar, at: term.offset)
  }

  /// A window of whole rows, 0 for expanding. pandas takes Python's False for 0, and its True for nothing.
  private func rows(_ term: Term, from smallest: Int) throws(ExpressionFault) -> Int {
    switch number(term) {
    case .int(let rows) where rows >= smallest: return rows
    case .bool(false) where smallest == 0: return 0
    default: throw refusedWindow(term, from: smallest)
    }
  }

  /// The share of an exponential mean. qlib asks how many rows it reaches back, and Python cannot convert infinity to
  /// an integer.
  private func share(_ term: Term) throws(ExpressionFault) -> Double? {
    guard case .float(let share) = number(term), share > 0, share < 1 else { return nil }
    guard 1 - share < 1 else {
      throw fault(.argument, .shareTooSmall(name, number(term).text), .largerShare, at: term.offset)
    }
    return share
  }

  private func windowed(_ window: WindowOperation, _ term: Term) throws(ExpressionFault) -> Operation {
    let share = try share(term)
    if let share, window.becomesExponential || window.takesAnyNumber { return .exponential(alpha: share, window) }
    let smallest = window == .skew ? 3 : window == .kurt ? 4 : 1
    switch number(term) {
    case .int(let rows) where window.isRegression:
      return .window(window, try regressionRows(rows, window, term))
    case .int(let rows) where rows > 0 && rows < smallest:
      throw fault(.argument, .leastWindow(name, smallest), .rowsOfCalendar, at: term.offset)
    // qlib's own loops and pandas' `ewm` take Python's True for 1.
    case .bool(true) where window == .exponentialMean || window.takesAnyNumber: return .window(window, 1)
    // Only what asks pandas for a window itself compares with 0 alone; `Rolling` asks for an integer first.
    case .float(0) where !window.isPlain: return .window(window, 0)
    case .float(let rows) where window == .exponentialMean && rows >= 1 && rows.isFinite:
      return .exponential(alpha: rows, window)
    case .float(let rows) where window.takesAnyNumber && rows.isFinite:
      let whole = try regressionRows(Int(max(-0x1p40, min(0x1p40, rows))), window, term)
      return rows >= 1 || whole == 0 ? .exponential(alpha: rows, window) : .window(window, whole)
    default: return .window(window, try self.rows(term, from: 0))
    }
  }

  /// qlib's own regressions keep the window in a C integer, and slopes and residuals take any.
  private func regressionRows(_ rows: Int, _ window: WindowOperation, _ term: Term) throws(ExpressionFault) -> Int {
    if rows.magnitude > CallArguments.regressionRowsMax {
      throw fault(
        .argument, .tooManyRows(name, number(term).text, CallArguments.regressionRowsMax), .rowsOfCalendar,
        at: term.offset)
    }
    if rows < 0, !window.takesAnyNumber { throw refusedWindow(term, from: 0) }
    return rows
  }

  private func quantile(_ terms: [Term]) throws(ExpressionFault) -> Operation {
    let share = number(terms[2])
    guard (0...1).contains(share.double) else {
      throw fault(.argument, .shareOutside(share.text), .upperFifth, at: terms[2].offset)
    }
    if case .float(0) = number(terms[1]) { return .quantile(0, share) }
    return .quantile(try rows(terms[1], from: 0), share)
  }

  /// `Rolling(x,N,f)`: what pandas' window calls f: sum mean std var max min median skew kurt sem count rank cov corr
  /// first last nunique.
  ///
  /// - Missing values: as `Sum`, `Mean`, `Std`, `Var`, `Max`, `Min`, `Med`, `Skew`, `Kurt`, `Count` and `Cov`; `rank`,
  ///   `first`, `last` and `nunique` skip them, and `rank` is missing where the newest value is.
  /// - Warm-up: windows at the beginning are shorter; N=0 expands; 0<N<1 is the exponential mean, whatever f is.
  /// - Algorithm: the operator's own; `sem` is `Std` over the root of `Count`, `rank` is not divided, `cov` and `corr`
  ///   are of x with itself, without qlib's mask of flat windows.
  /// - Source: `qlib/data/ops.py`, `Rolling`; pandas 3, `pandas/core/window/rolling.py`.
  ///
  /// `Rolling(x,N,f)`：pandas 窗口的函数 f：sum mean std var max min median skew kurt sem count rank cov corr first last nunique。
  ///
  /// - 缺失值：同 `Sum`、`Mean`、`Std`、`Var`、`Max`、`Min`、`Med`、`Skew`、`Kurt`、`Count` 与 `Cov`；`rank`、`first`、`last`、`nunique` 跳过缺失，最新值缺失时 `rank` 为缺失。
  /// - 预热：起始处窗口较短；N=0 为扩展窗口；0<N<1 时无论 f 为何均为指数移动平均。
  /// - 算法：同对应算子；`sem` 为 `Std` 除以 `Count` 的平方根，`rank` 不除以个数，`cov` 与 `corr` 为 x 与自身，且没有 qlib 的平坦窗口掩码。
  /// - 来源：`qlib/data/ops.py` 的 `Rolling`；pandas 3 的 `pandas/core/window/rolling.py`。
  private func rolling(_ terms: [Term]) throws(ExpressionFault) -> Term {
    guard let x = terms[0].expression else {
      throw fault(.argument, .needsExpression(name), .write("Rolling(x, N, 'f')"))
    }
    func node(_ operation: Operation) -> Expression { .node(operation, [x]) }
    if let share = try share(terms[1]) { return term(node(.exponential(alpha: share, .mean)), .float64, of: terms) }
    let function = string(terms[2])
    let windows: [String: WindowOperation] = [
      "sum": .sum, "mean": .mean, "std": .std, "var": .variance, "max": .max, "min": .min, "median": .median,
      "skew": .skew, "kurt": .kurt, "count": .count,
    ]
    let rows = try rows(terms[1], from: 0)
    if let window = windows[function] { return term(node(.window(window, rows)), .float64, of: terms) }
    if let window = RollingFunction(rawValue: function) {
      return term(node(.rolling(window, rows)), .float64, of: terms)
    }
    switch function {
    case "cov":
      return term(
        .node(.pair(rows == 0 ? .plainCovariance : .covariance, rows), [x, x]), .float64, of: terms, levels: 2)
    case "corr": return term(.node(.pair(.plainCorrelation, rows), [x, x]), .float64, of: terms, levels: 2)
    case "sem":
      let root = Expression.node(
        .binary(.power), [node(.window(.count, rows)), .node(.number(.float(0.5)), [])])
      return term(.node(.binary(.divide), [node(.window(.std, rows)), root]), .float64, of: terms, levels: 3)
    default:
      let names = Array(windows.keys) + RollingFunction.allCases.map(\.rawValue) + ["cov", "corr", "sem"]
      throw fault(.argument, .noFunction(function), .functions(names.sorted()), at: terms[2].offset)
    }
  }

  /// Point-in-time data without its folder: qlib reads the first field of `x`, finds no file and gives no rows.
  private func period(_ term: Term, _ period: PythonNumber?) throws(ExpressionFault) -> Operation {
    guard let x = term.expression, x.extendedWindow.right == 0 else {
      throw fault(.argument, .laterPeriod, .positivePeriods, at: term.offset)
    }
    guard case .pointInTime(let field)? = x.firstLeaf?.operation else {
      throw fault(.argument, .noPeriodField(name), .write("\(name)($$name_q)"), at: term.offset)
    }
    guard field.lowercased().hasSuffix("_q") || field.lowercased().hasSuffix("_a") else {
      throw fault(.argument, .periodWithoutFrequency(field), .write("$$\(field)_q"), at: term.offset)
    }
    return .period(period)
  }

  private func instrument(_ term: Term, masked: Bool) throws(ExpressionFault) -> Operation {
    let written = string(term)
    guard InstrumentID(written) != nil else {
      throw fault(.argument, .noInstrument(written), .writeAnInstrument, at: term.offset)
    }
    return .instrument(written, masked: masked)
  }
}

/// Which operator and which arguments.
extension Message {
  fileprivate static func notAvailable(_ name: String, _ reason: Message) -> Message {
    Message(
      "factor.not-available", ["name": .text(name), "reason": .message(reason)],
      en: "The operator {name} is not available. {reason}", zh: "运算符 {name} 不可用。{reason}")
  }

  fileprivate static let leaveOperatorOut = Message(
    "factor.leave-operator-out", en: "Leave the operator out.", zh: "请去掉该运算符。")

  fileprivate static func noOperator(_ name: String, _ hint: MessageArgument) -> Message {
    Message(
      "factor.no-operator", ["name": .text(name), "hint": hint], en: "There is no operator '{name}'.{hint}",
      zh: "没有运算符“{name}”。{hint}")
  }

  fileprivate static func operators(_ names: [String]) -> Message {
    Message(
      "factor.operators", ["names": .names(names)], en: "Write an operator exactly as in qlib: {names}.",
      zh: "请按 qlib 的写法书写运算符：{names}。")
  }

  fileprivate static func argumentCount(_ name: String, takes: Int, given: Int) -> Message {
    Message(
      "factor.argument-count", ["name": .text(name), "takes": .count(takes), "given": .count(given)],
      en: "The operator {name} takes {takes} {takes:argument|arguments}, not {given}.",
      zh: "运算符 {name} 需要 {takes} 个参数，而不是 {given} 个。")
  }

  fileprivate static func noArgument(_ name: String, _ keyword: String, _ hint: MessageArgument) -> Message {
    Message(
      "factor.no-argument", ["name": .text(name), "keyword": .text(keyword), "hint": hint],
      en: "The operator {name} has no argument '{keyword}'.{hint}", zh: "运算符 {name} 没有参数“{keyword}”。{hint}")
  }

  fileprivate static func argumentTwice(_ keyword: String) -> Message {
    Message(
      "factor.argument-twice", ["keyword": .text(keyword)], en: "The argument '{keyword}' is given twice.",
      zh: "参数“{keyword}”重复。")
  }

  fileprivate static func argumentMissing(_ name: String, _ argument: String, _ expected: Message) -> Message {
    Message(
      "factor.argument-missing",
      ["name": .text(name), "argument": .text(argument), "expected": .message(expected)],
      en: "The operator {name} lacks its argument '{argument}': {expected}.",
      zh: "运算符 {name} 缺少参数“{argument}”：{expected}。")
  }

  fileprivate static func argumentKind(
    _ name: String, _ argument: String, _ expected: Message, found: MessageArgument
  ) -> Message {
    Message(
      "factor.argument-kind",
      ["name": .text(name), "argument": .text(argument), "expected": .message(expected), "found": found],
      en: "The argument '{argument}' of {name} must be {expected}, not {found}.",
      zh: "{name} 的参数“{argument}”应为{expected}，而不是{found}。")
  }

  fileprivate static func noExpressionAmong(_ name: String) -> Message {
    Message(
      "factor.no-expression-among", ["name": .text(name)], en: "The operator {name} needs at least one expression.",
      zh: "运算符 {name} 至少需要一个表达式。")
  }

  fileprivate static let calculateDirectly = Message(
    "factor.calculate-directly", en: "Calculate with the numbers directly.", zh: "请直接用数字计算。")

  fileprivate static func needsExpression(_ name: String) -> Message {
    Message(
      "factor.needs-expression", ["name": .text(name)], en: "The operator {name} needs an expression.",
      zh: "运算符 {name} 需要表达式。")
  }
}

/// Which values an operator takes.
extension Message {
  fileprivate static let noCommonType = Message(
    "factor.no-common-type", en: "The two branches have no common type.", zh: "两个分支没有共同的类型。")
  fileprivate static let sameBranches = Message(
    "factor.same-branches", en: "Give both branches as numbers or as prices.", zh: "请让两个分支同为数字或同为价格。")
  fileprivate static let deltaOfComparison = Message(
    "factor.delta-of-comparison", en: "numpy subtracts no comparisons, so Delta with N=0 takes none.",
    zh: "numpy 不能对比较做减法，因此 N=0 的 Delta 不接受比较。")
  fileprivate static let laterPeriod = Message(
    "factor.later-period", en: "Point-in-time data does not refer to later periods.", zh: "时点数据不能引用未来的期。")
  fileprivate static let positivePeriods = Message(
    "factor.positive-periods", en: "Shift by positive numbers of periods.", zh: "请按正的期数移位。")

  fileprivate static func noPeriodField(_ name: String) -> Message {
    Message(
      "factor.no-period-field", ["name": .text(name)],
      en: "{name} takes point-in-time fields, and its first field is none.", zh: "{name} 只接受时点字段，而其首个字段不是。")
  }

  fileprivate static func periodWithoutFrequency(_ field: String) -> Message {
    Message(
      "factor.period-without-frequency", ["field": .text(field)],
      en: "The point-in-time field '$${field}' must end in _q or _a.", zh: "时点字段“$${field}”须以 _q 或 _a 结尾。")
  }

  fileprivate static let logOfComparison = Message(
    "factor.log-of-comparison", en: "numpy raises an error for the Log of a shifted comparison.",
    zh: "numpy 对移位后的比较取 Log 会报错。")

  fileprivate static func notOfValues(_ type: String) -> Message {
    Message(
      "factor.not-of-values", ["type": .text(type)], en: "Not takes comparisons, not values of type {type}.",
      zh: "Not 只接受比较结果，不接受 {type} 类型的值。")
  }

  fileprivate static func valuesOfNone(_ name: String) -> Message {
    Message(
      "factor.values-of-none", ["name": .text(name)], en: "{name} does not take values of an If with None.",
      zh: "{name} 不接受带 None 的 If 的值。")
  }

  fileprivate static let numberForNone = Message(
    "factor.number-for-none", en: "Write a number instead of None.", zh: "请用数字代替 None。")

  fileprivate static let compareFirst = Message(
    "factor.compare-first", en: "Compare first, as in `Not($close>1)`.", zh: "请先比较，如 `Not($close>1)`。")

  fileprivate static func window(_ name: String, from least: Int, found: String) -> Message {
    Message(
      "factor.window", ["name": .text(name), "least": .count(least), "found": .text(found)],
      en: "The window of {name} must be a whole number of at least {least}, not {found}.",
      zh: "{name} 的窗口应为不小于 {least} 的整数，而不是 {found}。")
  }

  fileprivate static func tooManyRows(_ name: String, _ found: String, _ most: Int) -> Message {
    Message(
      "factor.too-many-rows", ["name": .text(name), "found": .text(found), "most": .count(most)],
      en: "The operator {name} takes at most {most} rows, not {found}.",
      zh: "{name} 最多取 {most} 行，而不是 {found} 行。")
  }

  fileprivate static func shareTooSmall(_ name: String, _ share: String) -> Message {
    Message(
      "factor.share-too-small", ["name": .text(name), "share": .text(share)],
      en: "The share {share} of {name} is too small: one minus it is one.",
      zh: "{name} 的权重 {share} 过小：1 减去它仍为 1。")
  }

  fileprivate static let largerShare = Message(
    "factor.larger-share", en: "Write a share of at least 1e-12, or a window in rows.",
    zh: "请写不小于 1e-12 的权重，或以行计的窗口。")

  fileprivate static func leastWindow(_ name: String, _ least: Int) -> Message {
    Message(
      "factor.least-window", ["name": .text(name), "least": .count(least)],
      en: "The window of {name} must be 0 or at least {least}.", zh: "{name} 的窗口应为 0 或不小于 {least}。")
  }

  fileprivate static let fewerRows = Message(
    "factor.fewer-rows", en: "Give rows of the calendar.", zh: "请给出日历行数。")
  fileprivate static let rowsOfCalendar = Message(
    "factor.rows-of-calendar", en: "Give rows of the calendar. qlib refuses this value too.",
    zh: "请给出日历行数；qlib 也拒绝该值。")

  fileprivate static func shareOutside(_ share: String) -> Message {
    Message(
      "factor.share-outside", ["share": .text(share)], en: "The share {share} lies outside 0 to 1.",
      zh: "分位 {share} 不在 0 到 1 之间。")
  }

  fileprivate static let upperFifth = Message(
    "factor.upper-fifth", en: "Give 0.8 for the upper fifth.", zh: "如取上五分之一，请写 0.8。")

  fileprivate static func noFunction(_ name: String) -> Message {
    Message(
      "factor.no-function", ["name": .text(name)], en: "Rolling does not know the function '{name}'.",
      zh: "Rolling 没有函数“{name}”。")
  }

  fileprivate static func functions(_ names: [String]) -> Message {
    Message("factor.functions", ["names": .names(names)], en: "Use one of: {names}.", zh: "请用以下之一：{names}。")
  }

  fileprivate static func noInstrument(_ text: String) -> Message {
    Message(
      "factor.no-instrument", ["text": .text(text)], en: "'{text}' is not an instrument.", zh: "“{text}”不是证券代码。")
  }

  fileprivate static let writeAnInstrument = Message(
    "factor.write-an-instrument", en: "Write one like 'SH600000'.", zh: "请写成 'SH600000' 的形式。")
}
