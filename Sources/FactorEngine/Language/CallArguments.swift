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
    let terms = try bound(to: signature)
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
    return Term(
      value: .series(.node(operation, operands), type), offset: offset,
      depth: (terms.map(\.depth).max() ?? 0) + 1, size: terms.reduce(1) { $0 + $1.size })
  }

  private func fault(
    _ kind: ExpressionFault.Kind, _ summary: String, _ remedy: String, at place: Int? = nil
  ) -> ExpressionFault {
    ExpressionFault(kind, at: place ?? offset, of: text, summary, remedy: remedy)
  }

  private func unknown() -> ExpressionFault {
    if let reason = OperatorTable.refused[name] {
      return fault(.name, "\(name) is not available: \(reason)", "Leave the operator out.")
    }
    let names = OperatorTable.all.map(\.name)
    // Of equally near names the one with the same letters is meant, two of them being swapped.
    let letters = name.lowercased().sorted()
    let likely = names.filter { $0.lowercased().sorted() == letters } + names
    return fault(
      .name, "there is no operator '\(name)'\(Spelling.hint(name, among: likely))",
      "Operators are written exactly as in qlib: \(names.joined(separator: " ")).")
  }

  private func bound(to signature: OperatorSignature) throws(ExpressionFault) -> [Term] {
    let names = signature.parameters.map(\.name)
    guard positional.count <= names.count else {
      throw fault(
        .argument, "\(name) takes \(names.count) arguments, not \(positional.count)", "Write \(signature.usage).",
        at: positional[names.count].offset)
    }
    var slots: [Term?] = positional + Array(repeating: nil, count: names.count - positional.count)
    for (keyword, place, term) in keywords {
      guard let slot = names.firstIndex(of: keyword) else {
        throw fault(
          .argument, "\(name) has no argument '\(keyword)'\(Spelling.hint(keyword, among: names))",
          "Write \(signature.usage).", at: place)
      }
      guard slots[slot] == nil else {
        throw fault(.argument, "the argument '\(keyword)' is given twice", "Write \(signature.usage).", at: place)
      }
      slots[slot] = term
    }
    var terms: [Term] = []
    for (slot, parameter) in zip(slots, signature.parameters) {
      guard let term = slot else {
        throw fault(
          .argument, "\(name) lacks its argument '\(parameter.name)', \(parameter.expected)",
          "Write \(signature.usage).")
      }
      try check(term, parameter)
      terms.append(term)
    }
    return terms
  }

  private func check(_ term: Term, _ parameter: OperatorSignature.Parameter) throws(ExpressionFault) {
    let fits =
      switch (parameter, term.value) {
      case (.series, .series), (.operand, .series), (.operand, .number), (.text, .text): true
      case (.rows, .number(let number)): number.int.map { abs($0) <= CallArguments.rowsMax } ?? false
      case (.window, .number), (.share, .number): true
      default: false
      }
    guard fits else {
      throw fault(
        .argument, "the argument '\(parameter.name)' of \(name) is \(parameter.expected), not \(term.shown)",
        "Write \(OperatorTable.signature(name)?.usage ?? name).", at: term.offset)
    }
  }

  /// More rows than any daily history has.
  private static let rowsMax = 1_000_000

  private func checked(_ signature: OperatorSignature, _ terms: [Term]) throws(ExpressionFault) -> (
    Operation, ValueType
  ) {
    let type = terms.first.flatMap { if case .series(_, let type) = $0.value { type } else { nil } } ?? .float32
    if let unary = UnaryOperation(rawValue: name) { return (.unary(unary), try unaryType(unary, type)) }
    if let binary = BinaryOperation(rawValue: name) {
      guard terms[0].isSeries || terms[1].isSeries else {
        throw fault(.argument, "\(name) needs at least one expression", "Calculate with numbers directly.")
      }
      let combined = try Combination.term(binary, terms[0], terms[1], at: offset, of: text)
      if case .series(_, let type) = combined.value { return (.binary(binary), type) }
    }
    if let window = WindowOperation(rawValue: name) {
      return (try windowed(window, terms[1]), .float64)
    }
    if let pair = PairOperation(rawValue: name) {
      let rows = try rows(terms[2], from: 1)
      return (.pair(pair, rows), .float64)
    }
    if let cross = CrossOperation(rawValue: name) { return (.cross(cross), .float64) }
    switch name {
    case "If":
      guard let left = terms[1].operand, let right = terms[2].operand, let type = Promotion.choice(left, right) else {
        throw fault(.type, "the two branches have no common type", "Give both branches as numbers or prices.")
      }
      return (.conditional, type)
    case "Ref": return (.shift(number(terms[1]).int ?? 0), shifted(type, number(terms[1]).int ?? 0))
    case "Delta":
      if type == .float16 { throw fault(.type, "Delta of a half-precision value", "Multiply by 1.0 first.") }
      return (.delta(number(terms[1]).int ?? 0), type == .bool ? .object : type == .int64 ? .float64 : type)
    case "Quantile": return (try quantile(terms), .float64)
    case "Rolling": return (try rolling(terms), .float64)
    case "ChangeInstrument": return (try instrument(terms[0], masked: false), try seriesType(terms[1]))
    case "Mask": return (try instrument(terms[1], masked: true), type)
    case "Feature": return (.field(string(terms[0])), .float32)
    case "PFeature": return (.pointInTime(string(terms[0])), .float32)
    default: throw unknown()
    }
  }

  private func shifted(_ type: ValueType, _ rows: Int) -> ValueType {
    guard rows != 0 else { return type }
    return type == .bool ? .object : type == .int64 ? .float64 : type
  }

  private func seriesType(_ term: Term) throws(ExpressionFault) -> ValueType {
    if case .series(_, let type) = term.value { return type }
    throw fault(.argument, "\(name) needs an expression", "Write \(name)(text, expression).")
  }

  private func unaryType(_ unary: UnaryOperation, _ type: ValueType) throws(ExpressionFault) -> ValueType {
    switch unary {
    case .abs: return type
    case .sign: return .float32
    case .log:
      if type == .object { throw fault(.type, "Log of a shifted comparison raises in numpy", "Multiply by 1.0 first.") }
      return type == .bool ? .float16 : type == .int64 ? .float64 : type
    case .not:
      guard type == .bool || type == .int64 else {
        throw fault(.type, "Not is defined for comparisons, not for \(type.rawValue)", "Compare first: Not($close>1).")
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

  /// A window of whole rows, 0 for expanding.
  private func rows(_ term: Term, from smallest: Int) throws(ExpressionFault) -> Int {
    guard let rows = number(term).int, rows >= smallest, rows <= CallArguments.rowsMax else {
      throw fault(
        .argument, "the window of \(name) is a whole number from \(smallest) on, not \(number(term).text)",
        "qlib refuses it too; give rows of the calendar.", at: term.offset)
    }
    return rows
  }

  private func windowed(_ window: WindowOperation, _ term: Term) throws(ExpressionFault) -> Operation {
    if case .float(let alpha) = number(term), alpha > 0, alpha < 1, window.becomesExponential {
      return .exponential(alpha: alpha, window)
    }
    let rows = try rows(term, from: 0)
    let smallest = window == .skew ? 3 : window == .kurt ? 4 : 1
    if rows != 0, rows < smallest {
      throw fault(
        .argument, "the window of \(name) is 0 or at least \(smallest)", "qlib refuses it too.", at: term.offset)
    }
    return .window(window, rows)
  }

  private func quantile(_ terms: [Term]) throws(ExpressionFault) -> Operation {
    let share = number(terms[2])
    guard (0...1).contains(share.double) else {
      throw fault(
        .argument, "the share \(share.text) lies outside 0 to 1", "Give 0.8 for the upper fifth.", at: terms[2].offset)
    }
    return .quantile(try rows(terms[1], from: 0), share)
  }

  /// `Rolling(x,N,f)`: the window operator that the text f names: sum mean std var max min median skew kurt.
  ///
  /// - Missing values: as `Sum`, `Mean`, `Std`, `Var`, `Max`, `Min`, `Med`, `Skew`, `Kurt`.
  /// - Warm-up: as the operator's own.
  /// - Algorithm: the operator's own.
  /// - Source: `qlib/data/ops.py`, `Rolling`.
  private func rolling(_ terms: [Term]) throws(ExpressionFault) -> Operation {
    let functions: [String: WindowOperation] = [
      "sum": .sum, "mean": .mean, "std": .std, "var": .variance, "max": .max, "min": .min, "median": .median,
      "skew": .skew, "kurt": .kurt,
    ]
    guard let window = functions[string(terms[2])] else {
      throw fault(
        .argument, "Rolling does not know '\(string(terms[2]))'",
        "Functions are: \(functions.keys.sorted().joined(separator: " ")).", at: terms[2].offset)
    }
    return try windowed(window, terms[1])
  }

  private func instrument(_ term: Term, masked: Bool) throws(ExpressionFault) -> Operation {
    let written = string(term)
    guard InstrumentID(written) != nil else {
      throw fault(.argument, "'\(written)' is no instrument", "Write one like 'SH600000'.", at: term.offset)
    }
    return .instrument(written, masked: masked)
  }
}
