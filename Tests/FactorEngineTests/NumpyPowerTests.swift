import FactorEngine
import Foundation
import TestSupport
import Testing

/// Powers and logarithms beside numpy 2.4.6 on a processor with AVX-512, as bits: `np.power` and `np.log` of arrays.
struct NumpyPowerTests {
  @Test(
    arguments: [
      (0x3f83d70a, 0x40400000, 0x3f8bde7a),
      (0xbca3d70a, 0x40400000, 0xb70637bc),
      (0xbca3d70a, 0x40a00000, 0xb15be6fd),
      (0x41280000, 0x3fa66666, 0x41aa12c1),
      (0x3f7ae148, 0x3eaaaaaa, 0x3f7e4826),
      (0x29e12e13, 0x40400000, 0xae398),
      (0xa9071ba5, 0x40400000, 0x80004b44),
      (0x437ab333, 0xbf333333, 0x3cab637c),
      (0x3f000000, 0x430c0000, 0x200),
      (0xc0200000, 0xc0400000, 0xbd83126f),
      (0x7149f2ca, 0x3f99999a, 0x7b4097f9),
      (0x7149f2ca, 0x3fa66666, 0x7f800000),
      (0x40e00000, 0x0, 0x3f800000),
      (0x42f6cccd, 0x40200000, 0x4825310c),
      (0x3f7fbe77, 0x43960000, 0x3f3d9f2a),
      (0x116c2, 0x3f00068e, 0x1e3b297d),
    ] as [(UInt32, UInt32, UInt32)])
  func aNarrowPowerHasTheBitsOfNumpy(base: UInt32, exponent: UInt32, power: UInt32) {
    let result = NumpyPower.power(Float(bitPattern: base), Float(bitPattern: exponent))
    #expect(result.bitPattern == power)
  }

  @Test(
    arguments: [
      (0x3ff07ae14000107b, 0x4008000000000000, 0x3ff17bcf36160fb3),
      (0xbf947ae14000147b, 0x4008000000000000, 0xbee0c6f78dd64955),
      (0xbf947ae14000147b, 0x4014000000000000, 0xbe2b7cdfa64e239a),
      (0x4025000000001500, 0x3ff4ccccc00000a6, 0x403542581dad71e8),
      (0x3fef5c2900001f5c, 0x3fd5555540000000, 0x3fefc904be9f3c69),
      (0x3d3c25c260001c26, 0x4008000000000000, 0x37d5c72f9e1939ce),
      (0xbd20e374a00010e3, 0x4008000000000000, 0xb782d0f5f10b8e19),
      (0x406f566660001f56, 0xbfe6666660000000, 0x3f956c6f72509ccb),
      (0x3fe0000000001000, 0x4061800000000000, 0x373000000008c000),
      (0xc004000000001400, 0xc008000000000000, 0xbfb0624dd2f178d5),
      (0x46293e594000193e, 0x3ff333334000009a, 0x476812ff0927ba8a),
      (0x46293e594000193e, 0x3ff4ccccc00000a6, 0x48078282e9201dc0),
      (0x401c000000001c00, 0x0, 0x3ff0000000000000),
      (0x405ed999a0001eda, 0x40040000000000a0, 0x4104a621936eee6d),
      (0x3feff7cee0001ff8, 0x4072c00000000000, 0x3fe7b3e53d751e66),
      (0x37a16c200000116c, 0x3fe000d1c0000000, 0x3bc7652fb1e07369),
    ] as [(UInt64, UInt64, UInt64)])
  func aWidePowerHasTheBitsOfNumpy(base: UInt64, exponent: UInt64, power: UInt64) {
    let result = NumpyPower.power(Double(bitPattern: base), Double(bitPattern: exponent))
    #expect(result.bitPattern == power)
  }

  @Test(
    arguments: [
      (0x3ff07ae147ae147b, 0x3f9e44a9a3bed66b),
      (0x3fef5c28f5c28f5c, 0xbf94b004bce0abf7),
      (0x406f566666666666, 0x401618d6d40f8473),
      (0x1a56e1fc2f8f359, 0xc085963447f87fb5),
      (0x7e37e43c8800759c, 0x4085963447f87fb5),
      (0x3fcc432ca57a786c, 0xbff82affe9e8aceb),
      (0x4000000000000000, 0x3fe62e42fefa39ef),
      (0x3fefffffff800000, 0xbe10000000200000),
      (0x5c0ab9347ed7, 0xc086418918519e41),
      (0x4028b0fcb4f1e4b4, 0x40041b4032c47983),
    ] as [(UInt64, UInt64)])
  func aWideLogarithmHasTheBitsOfNumpy(value: UInt64, logarithm: UInt64) {
    #expect(NumpyLog.log(Double(bitPattern: value)).bitPattern == logarithm)
  }

  @Test func powersWithoutALineOfTheirOwnFollowC() {
    for (x, y) in [(0.0, -1.0), (-0.0, 3.0), (.infinity, -0.5), (-.infinity, 3.0), (2.0, .infinity), (.nan, 0.0)] {
      #expect(NumpyPower.power(x, y) == pow(x, y))
      #expect(NumpyPower.power(Float(x), Float(y)) == Float(pow(x, y)))
    }
    #expect(NumpyPower.power(-2.0, 0.5).isNaN && NumpyPower.power(Float(-2), 0.5).isNaN)
  }
}
