/// What is known of the rows of a value.
indirect enum FlowState: Equatable {
  /// Nothing is known; nothing is said.
  case unknown
  /// No rows: a number, a text, an index.
  case scalar
  /// The clock's time.
  case clock
  /// Rows of all days and instruments, one below the other; whether level 1 is surely the instrument.
  case plain(ordered: Bool)
  /// Rows whose order was turned round.
  case reversed(FlowState)
  case byInstrument
  case byDay
  /// A row a day, a column an instrument.
  case wide
  /// A moving window, and what its statistics give.
  case window(FlowState)
  /// Rows of one instrument, or one row a day.
  case single
  /// Rows of one day.
  case section

  var isPlain: Bool { if case .plain = self { true } else { false } }

  /// What an operation on values of two kinds gives.
  func combined(_ other: FlowState) -> FlowState {
    if self == other { return self }
    for state in [self, other] where state == .wide { return .wide }
    for state in [self, other] where state.isPlain { return state }
    for kind in [FlowState.section, .single] where self == kind || other == kind { return kind }
    if self == .scalar { return other }
    return other == .scalar ? self : .unknown
  }
}

/// What a way through the code leads to: a line, a finding and a name.
struct FlowFinding: Equatable {
  var line: Int
  var id: String
  var symbol: String
}

/// The words by which pandas and numpy are recognised.
enum FlowWords {
  /// Methods by which a row sees other rows.
  static let neighbours: Set<String> = [
    "shift", "diff", "pct_change", "rolling", "expanding", "ewm", "cumsum", "cumprod", "cummax", "cummin", "ffill",
    "pad",
    "bfill",
  ]
  static let windows: Set<String> = ["rolling", "expanding", "ewm"]
  /// Methods that make one value of many rows, or place a row among all.
  static let statistics: Set<String> = [
    "mean", "std", "var", "median", "quantile", "min", "max", "skew", "kurt", "kurtosis", "sem", "rank", "corr", "cov",
    "mode", "nanmean", "nanstd", "nanmedian", "nanmax", "nanmin", "nanvar", "percentile", "nanpercentile", "average",
    "zscore", "rankdata", "nanquantile",
  ]
  /// Methods that leave rows where they are.
  static let keeping: Set<String> = [
    "sort_index", "sort_values", "dropna", "fillna", "astype", "copy", "to_frame", "rename", "clip", "where", "mask",
    "abs",
    "replace", "round", "assign", "drop", "drop_duplicates", "head", "tail", "query", "isna", "isnull", "notna",
    "notnull",
    "add", "sub", "mul", "div", "truediv", "pow", "rsub", "rdiv", "radd", "rmul", "floordiv", "mod", "gt", "lt", "ge",
    "le",
    "eq", "ne", "combine_first", "map", "applymap", "apply", "squeeze", "to_numpy", "infer_objects", "droplevel",
    "join",
    "reindex", "reindex_like", "loc", "iloc", "values", "str", "dt", "between", "isin", "array", "filter", "set_axis",
    "flatten", "ravel",
    "rename_axis", "transform", "multiply", "divide", "subtract", "interpolate", "convert_dtypes", "insert", "update",
    "cumcount",
  ]
  /// Methods after which the number of a level is not known.
  static let reordering: Set<String> = ["reset_index", "set_index", "swaplevel", "reorder_levels", "stack", "melt"]
  static let numpyNeighbours: Set<String> = [
    "diff", "roll", "cumsum", "cumprod", "ediff1d", "gradient", "convolve", "nancumsum",
  ]
  static let clocks: Set<String> = [
    "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today",
    "pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow",
  ]
  static let instruments: Set<String> = ["instrument", "code", "symbol", "stock", "ticker", "stock_code", "ts_code"]
  static let days: Set<String> = ["datetime", "date", "trade_date", "day"]
}
