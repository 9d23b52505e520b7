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
  /// `PFeature(name)`: a field of point-in-time data, also written `$$name`.
  ///
  /// - Missing values: no rows without a `financial` folder, which a daily provider does not have.
  /// - Warm-up: none.
  /// - Algorithm: none here; it is read so that expressions that name it can be refused or evaluated as empty.
  /// - Source: `qlib/data/base.py`, `PFeature`.
  ///
  /// `PFeature(name)`：时点数据的字段，也写作 `$$name`。
  ///
  /// - 缺失值：没有 `financial` 文件夹就没有行，日频数据源没有它。
  /// - 预热：无。
  /// - 算法：此处无；读取它只为拒绝用到它的表达式，或按空处理。
  /// - 来源：`qlib/data/base.py` 的 `PFeature`。
  case pointInTime(String)
  case number(PythonNumber)
  case unary(UnaryOperation)
  case binary(BinaryOperation)
  case conditional
  /// Rows; positive looks back.
  case shift(Int)
  case delta(Int)
  /// Window in rows; 0 is expanding.
  case window(WindowOperation, Int)
  /// The share of the newest value, between 0 and 1.
  case exponential(alpha: Double, WindowOperation)
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
}
