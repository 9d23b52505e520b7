/// Third and fourth moments around a moving mean, measured from the first observation
/// (`roll_skew`, `roll_kurt` of pandas 3).
struct MomentState: BitwiseCopyable {
  private(set) var count = 0
  private var mean = 0.0
  private var origin = 0.0
  private(set) var m2 = 0.0
  private(set) var m3 = 0.0
  private(set) var m4 = 0.0
  private var peak = 0.0
  private let fourth: Int
  private var unstable = 0

  var hasFourth: Bool { fourth != 0 }
  var isUnstable: Bool {
    get { unstable != 0 }
    set { unstable = newValue ? 1 : 0 }
  }

  private static let peakLimit = 2.220446049250313e-16 / VarianceAccumulator.conditionLimit
  static let originLimit = Double.greatestFiniteMagnitude.squareRoot()

  init(hasFourth: Bool) { fourth = hasFourth ? 1 : 0 }

  mutating func reset() {
    let unstable = isUnstable
    self = MomentState(hasFourth: hasFourth)
    isUnstable = unstable
  }

  mutating func add(_ value: Double) {
    if value != value { return }
    if count == 0 { origin = abs(value) < MomentState.originLimit ? value : 0 }
    let z = value - origin
    let d = z - mean
    count += 1
    let n = Double(count)
    let e = d / n
    let t = d * e * (n - 1)
    if hasFourth { m4 += e * (-4 * m3 + e * (6 * m2 + t * (n * n - 3 * n + 3))) }
    m3 += e * (t * (n - 2) - 3 * m2)
    m2 += t
    mean += e
    watch(z)
  }

  mutating func remove(_ value: Double) {
    if value != value { return }
    count -= 1
    if count == 0 {
      self = MomentState(hasFourth: hasFourth)
      return
    }
    let z = value - origin
    let n = Double(count)
    let d = z - mean
    let e = d / n
    let t = e * d * (n + 1)
    if hasFourth { m4 += e * (4 * m3 + e * (6 * m2 - t * (n * n + 3 * n + 3))) }
    m3 -= e * (t * (n + 2) - 3 * m2)
    m2 -= t
    mean -= e
    watch(z)
  }

  private mutating func watch(_ z: Double) {
    let distance = abs(z - mean)
    if distance > peak { peak = distance }
    if m2.isNaN || m3.isNaN || m4.isNaN || mean * mean * (1 / 16) > m2
      || peak * peak * MomentState.peakLimit > m2
    {
      isUnstable = true
    }
  }
}
