/// `Corr(x,y,N)`: the correlation of the pairs that are present in the window, clipped to [-1,1].
///
/// - Missing values: a pair counts where both are present; missing for a constant side. qlib then drops the
///   value where either series alone has a `Std` of at most 2e-5 in the window (`FlatMask`). Both series need
///   the same rows: the mask would not fit else.
/// - Warm-up: windows at the beginning are shorter; the first row is missing. N=0 is refused, as in qlib.
/// - Algorithm: common sums of both series measured from the first pair (`PairAccumulator`), summed anew where
///   too many digits are lost.
/// - Source: pandas 3, `roll_corr`; the mask in `qlib/data/ops.py`, `Corr`.
///
/// `Corr(x,y,N)`：滚动相关系数，即窗口内成对观测的相关系数，截断到 [-1,1]。
///
/// - 缺失值：两侧都有才计为一对；一侧恒定时为缺失。随后与 qlib 一样，任一序列窗口内 `Std` 不超过 2e-5 时丢弃该值（`FlatMask`）。两个序列的行须相同，否则掩码对不上。
/// - 预热：起始处窗口较短，首行缺失；N=0 与 qlib 一样拒绝。
/// - 算法：两个序列以首对为原点共同求和（`PairAccumulator`），有效位损失过多时重新求和。
/// - 来源：pandas 3 的 `roll_corr`；掩码来自 `qlib/data/ops.py` 的 `Corr`。
enum CorrOperator {
  /// The value before the mask.
  @inline(__always)
  static func value(_ state: borrowing PairAccumulator) -> Double { state.correlation }
}
