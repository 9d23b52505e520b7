/// `Corr(x,y,N)`: the correlation of the pairs that are present in the window, clipped to [-1,1].
///
/// - Missing values: a pair counts where both are present; missing for a constant side. qlib then drops the
///   value where either series alone has a `Std` of at most 2e-5 in the window (`FlatMask`). Both series need
///   the same rows: the mask would not fit else.
/// - Warm-up: windows at the beginning are shorter; the first row is missing. N=0 is refused, as in qlib.
/// - Algorithm: common sums of both series measured from the first pair (`PairAccumulator`), summed anew where
///   too many digits are lost.
/// - Source: pandas 3, `roll_corr`; the mask in `qlib/data/ops.py`, `Corr`.
enum CorrOperator {
  /// The values before the mask.
  static func run(_ left: Series, _ right: Series, windows: [Int], _ context: inout StepContext)
    throws(RowFault)
    -> [Series]
  {
    guard left.range == right.range else { throw .differentRows("Corr", left, right) }
    return PairKernel.run(left, right, windows: windows, &context) { $0.correlation }
  }
}
