/// Python's `random` module: MT19937 (Matsumoto and Nishimura 1998) seeded as CPython seeds with a small
/// whole number (`init_by_array`), for orders that qlib shuffles.
package struct PythonRandom {
  private var state = [UInt32](repeating: 0, count: 624)
  private var next = 624

  package init(seed: UInt32) {
    state[0] = 19_650_218
    for i in 1..<624 {
      state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)
    }
    var i = 1
    // The key is the one word of the seed.
    for _ in 0..<624 {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_664_525)) &+ seed
      i += 1
      if i == 624 {
        state[0] = state[623]
        i = 1
      }
    }
    for _ in 0..<623 {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_566_083_941)) &- UInt32(i)
      i += 1
      if i == 624 {
        state[0] = state[623]
        i = 1
      }
    }
    state[0] = 0x8000_0000
  }

  /// Seeded as numpy's `RandomState` seeds (`init_genrand`).
  init(numpySeed seed: UInt32) {
    state[0] = seed
    for i in 1..<624 { state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i) }
  }

  /// The next 32 bits.
  package mutating func word() -> UInt32 {
    if next == 624 { refill() }
    var y = state[next]
    next += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    return y ^ (y >> 18)
  }

  /// Python's shuffle: from the end, each place takes one of those up to it.
  package mutating func permute<T>(_ values: inout [T]) {
    for place in values.indices.reversed() where place > 0 {
      values.swapAt(place, below(UInt32(place) + 1))
    }
  }

  /// `_randbelow_with_getrandbits`: as many bits as the bound has, drawn again until they lie below it.
  private mutating func below(_ bound: UInt32) -> Int {
    let shift = UInt32(bound.leadingZeroBitCount)
    while true {
      let drawn = word() >> shift
      if drawn < bound { return Int(drawn) }
    }
  }

  private mutating func refill() {
    for i in 0..<624 {
      let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7FFF_FFFF)
      state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    next = 0
  }
}
