/// Element-wise operations of one series.
package enum UnaryOperation: String, Hashable, Sendable {
  case abs = "Abs"
  case sign = "Sign"
  case log = "Log"
  case not = "Not"
}

/// Element-wise operations of two operands, under qlib's names.
package enum BinaryOperation: String, Hashable, Sendable {
  case add = "Add"
  case subtract = "Sub"
  case multiply = "Mul"
  case divide = "Div"
  case power = "Power"
  case greater = "Greater"
  case less = "Less"
  case gt = "Gt"
  case ge = "Ge"
  case lt = "Lt"
  case le = "Le"
  case eq = "Eq"
  case ne = "Ne"
  case and = "And"
  case or = "Or"

  var isComparison: Bool {
    switch self {
    case .gt, .ge, .lt, .le, .eq, .ne: true
    default: false
    }
  }
}

/// Operators over the rows of a window, one file each in `Operators`.
package enum WindowOperation: String, Hashable, Sendable, CaseIterable {
  case sum = "Sum"
  case mean = "Mean"
  case std = "Std"
  case variance = "Var"
  case skew = "Skew"
  case kurt = "Kurt"
  case max = "Max"
  case min = "Min"
  case indexOfMax = "IdxMax"
  case indexOfMin = "IdxMin"
  case median = "Med"
  case meanDeviation = "Mad"
  case rank = "Rank"
  case count = "Count"
  case slope = "Slope"
  case rsquare = "Rsquare"
  case residual = "Resi"
  case weightedMean = "WMA"
  case exponentialMean = "EMA"

  var isRegression: Bool { self == .slope || self == .rsquare || self == .residual }

  /// qlib's own loops over rows, which ask of the window no more than Python's `int`.
  var takesAnyNumber: Bool { self == .slope || self == .residual }

  /// Whether qlib's `Rolling` itself evaluates it; the others override that.
  var isPlain: Bool {
    switch self {
    case .sum, .mean, .std, .variance, .skew, .kurt, .max, .min, .median, .count: true
    default: false
    }
  }

  /// pandas' `ewm` takes the place of the window for 0 < N < 1 (`qlib/data/ops.py`, `Rolling`).
  var becomesExponential: Bool {
    switch self {
    case .sum, .mean, .std, .variance, .max, .min, .median, .count, .exponentialMean: true
    default: false
    }
  }
}

/// Operators over the rows of a window of two series.
package enum PairOperation: String, Hashable, Sendable {
  case correlation = "Corr"
  case covariance = "Cov"
  /// pandas' own over all rows so far: what `Rolling(x,0,'cov')` reaches. `Cov` counts other rows beside its own there.
  case plainCovariance = "RollingCov"
  /// pandas' own, without qlib's mask of flat windows: what `Rolling(x,N,'corr')` reaches.
  case plainCorrelation = "RollingCorr"
}

/// Operators over all instruments of a day. qlib has none; RD-Agent's factors need them.
package enum CrossOperation: String, Hashable, Sendable {
  case rank = "CSRank"
  case zscore = "CSZScore"
  case demean = "CSDemean"
  case neutralize = "CSNeutralize"
}

/// One step of an expression. Its operands stand beside it in `Expression`.
package enum Operation: Hashable, Sendable {
  /// `Feature(name)`: a field of the instrument, also written `$name`.
  ///
  /// - Missing values: as in the file; an instrument without the file has no rows.
  /// - Warm-up: none.
  /// - Algorithm: float32 as it lies in the file, whose name is the lower-case form.
  /// - Source: `qlib/data/base.py`, `Feature`.
  ///
  /// `Feature(name)`：证券的字段，也写作 `$name`。
  ///
  /// - 缺失值：与文件一致；没有该文件的证券没有行。
  /// - 预热：无。
  /// - 算法：文件中的 float32 原值，文件名为小写形式。
  /// - 来源：`qlib/data/base.py` 的 `Feature`。
  case field(String)
  /// `PFeature(name)`: a field of point-in-time data, also written `$$name`, and only within `P` or `PRef`.
  ///
  /// - Missing values: no rows: nothing here reads a folder `financial`.
  /// - Warm-up: none.
  /// - Algorithm: none. Alone it is refused, as in qlib, which asks for the day of observation.
  /// - Source: `qlib/data/base.py`, `PFeature`; `qlib/data/data.py`, `LocalPITProvider`.
  ///
  /// `PFeature(name)`：时点数据的字段，也写作 `$$name`，只能用在 `P` 或 `PRef` 之内。
  ///
  /// - 缺失值：没有行：此处不读取 `financial` 文件夹。
  /// - 预热：无。
  /// - 算法：无。单独使用与 qlib 一样被拒绝，因其需要观测日。
  /// - 来源：`qlib/data/base.py` 的 `PFeature`；`qlib/data/data.py` 的 `LocalPITProvider`。
  case pointInTime(String)
  /// `P(x)`, `PRef(x,period)`: point-in-time data as it was known on each day, or of one period.
  ///
  /// - Missing values: no rows, as in qlib without a folder `financial`; a finding says so. Arithmetic with it is
  ///   missing, and comparisons with it raise.
  /// - Warm-up: none.
  /// - Algorithm: none. The first field of x must be point-in-time and end in `_q` or `_a`; later periods are refused.
  /// - Source: `qlib/data/pit.py`.
  ///
  /// `P(x)`、`PRef(x,period)`：每日当时已知的时点数据，或某一期的数据。
  ///
  /// - 缺失值：没有行，与没有 `financial` 文件夹的 qlib 相同，并以发现提示；与之相算为缺失，与之比较则报错。
  /// - 预热：无。
  /// - 算法：无。x 的首个字段须为时点数据且以 `_q` 或 `_a` 结尾；不可引用未来的期。
  /// - 来源：`qlib/data/pit.py`。
  case period(PythonNumber?)
  case number(PythonNumber)
  case unary(UnaryOperation)
  case binary(BinaryOperation)
  case conditional
  /// Rows; positive looks back.
  case shift(Int)
  case delta(Int)
  /// Window in rows; 0 is expanding.
  case window(WindowOperation, Int)
  /// A window that is no whole number: between 0 and 1 the share of the newest value, above 1 the span of `EMA` or the
  /// rows of a regression, which count as their whole part.
  case exponential(alpha: Double, WindowOperation)
  /// A function of pandas' windows that qlib has no operator for. Window in rows; 0 is expanding.
  case rolling(RollingFunction, Int)
  case quantile(Int, PythonNumber)
  case pair(PairOperation, Int)
  /// `ChangeInstrument(i,x)`, `Mask(x,i)`: the expression x on another instrument.
  ///
  /// - Missing values: days on which the other instrument has no row are missing.
  /// - Warm-up: that of x.
  /// - Algorithm: x is evaluated on the other instrument's fields; of two nested ones the inner decides. `masked`
  ///   keeps which of the two spellings was used.
  /// - Source: `qlib/data/ops.py`, `ChangeInstrument` and `Mask`.
  ///
  /// `ChangeInstrument(i,x)`、`Mask(x,i)`：另一只证券上的表达式 x。
  ///
  /// - 缺失值：另一只证券没有行的日期为缺失。
  /// - 预热：同 x。
  /// - 算法：在另一只证券的字段上计算 x；嵌套时以内层为准。`masked` 记录用的是哪种写法。
  /// - 来源：`qlib/data/ops.py` 的 `ChangeInstrument` 与 `Mask`。
  case instrument(String, masked: Bool)
  case cross(CrossOperation)
}

extension Operation {
  /// As messages call it.
  var name: String {
    switch self {
    case .field: "Feature"
    case .pointInTime: "PFeature"
    case .period: "P"
    case .number: "number"
    case .unary(let unary): unary.rawValue
    case .binary(let binary): binary.rawValue
    case .conditional: "If"
    case .shift: "Ref"
    case .delta: "Delta"
    case .window(let window, _), .exponential(_, let window): window.rawValue
    case .rolling: "Rolling"
    case .quantile: "Quantile"
    case .pair(let pair, _): pair.rawValue
    case .instrument: "ChangeInstrument"
    case .cross(let cross): cross.rawValue
    }
  }
}

/// An expression of qlib's language, checked: evaluating it cannot fail on types, windows or names.
package indirect enum Expression: Hashable, Sendable {
  case node(Operation, [Expression])

  package var operation: Operation {
    switch self {
    case .node(let operation, _): operation
    }
  }

  package var operands: [Expression] {
    switch self {
    case .node(_, let operands): operands
    }
  }

  var number: PythonNumber? {
    if case .number(let number) = operation { number } else { nil }
  }

  /// The field that is read first.
  var firstLeaf: Expression? {
    switch operation {
    case .field, .pointInTime, .period: return self
    default:
      for operand in operands { if let leaf = operand.firstLeaf { return leaf } }
      return nil
    }
  }

  /// Whether values can be Python's None, which an `If` has beside its own.
  var holdsNone: Bool {
    switch operation {
    case .conditional: operands.dropFirst().contains { $0.number == PythonNumber.null || $0.holdsNone }
    case .shift, .instrument: operands.contains(where: \.holdsNone)
    default: false
    }
  }

  /// Whether a point-in-time field stands outside `P` and `PRef`.
  var hasBarePeriodField: Bool {
    switch operation {
    case .pointInTime: true
    case .period: false
    default: operands.contains(where: \.hasBarePeriodField)
    }
  }
}
