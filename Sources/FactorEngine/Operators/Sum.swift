/// `Sum(x,N)`: sum over the observations of the window, with compensation (`roll_sum`).
///
/// Missing rows are skipped but occupy the window; missing where there is no observation, from the
/// first row on else. Equal observations give an exact multiple.
struct SumAccumulator: WindowAccumulator {
  private(set) var count = 0
  private(set) var negatives = 0
  private(set) var same = 0
  private(set) var sum = 0.0
  private(set) var previous = 0.0
  private var addCompensation = 0.0
  private var removeCompensation = 0.0

  var isUnstable: Bool {
    get { false }
    set {}
  }

  @inline(__always)
  mutating func reset(first: Double) {
    self = SumAccumulator()
    previous = first
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    if value != value { return }
    count &+= 1
    let y = value - addCompensation
    let t = sum + y
    addCompensation = (t - sum) - y
    sum = t
    negatives &+= Int(value.bitPattern >> 63)
    same = value == previous ? same &+ 1 : 1
    previous = value
  }

  @inline(__always)
  mutating func remove(_ value: Double) {
    if value != value { return }
    count &-= 1
    let y = -value - removeCompensation
    let t = sum + y
    removeCompensation = (t - sum) - y
    sum = t
    negatives &-= Int(value.bitPattern >> 63)
  }

  @inline(__always)
  var value: Double {
    if count < 1 { return .nan }
    return same >= count ? previous * Double(count) : sum
  }
}
