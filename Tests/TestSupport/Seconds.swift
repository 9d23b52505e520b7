/// What some work takes, by the clock on the wall.
package func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try work()
  let taken = (ContinuousClock.now - start).components
  return Double(taken.seconds) + Double(taken.attoseconds) / 1e18
}
