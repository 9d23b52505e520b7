/// qlib's guard against dividing by nothing: missing where a standard deviation is at most 2e-5,
/// absolute (`np.isclose(std, 0, atol=2e-5)`). A missing deviation leaves the value.
enum FlatMask {
  static let limit = 2e-5

  static func apply(
    _ deviation: UnsafePointer<Double>, _ rows: Range<Int>, to values: UnsafeMutablePointer<Double>
  ) {
    for row in rows { values[row] = deviation[row] <= limit ? .nan : values[row] }
  }
}
