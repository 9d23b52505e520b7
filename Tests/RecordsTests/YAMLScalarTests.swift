import Records
import TestSupport
import Testing

struct YAMLScalarTests {
  /// What `YAML(typ="safe", pure=True)` of ruamel.yaml 0.18.16 gives, the loader of `qlib/cli/run.py`.
  static let golden: [(String, YAMLScalar)] = [
    ("5e-4", .number(0.0005)), ("1e6", .number(1000000.0)), (".0005", .number(0.0005)),
    ("1_000_000", .whole(1000000)), ("5.0", .number(5.0)), ("010", .whole(10)), ("0o10", .whole(8)),
    ("0x1F", .whole(31)), ("0X1F", .text), ("+1", .whole(1)), ("1.", .number(1.0)), (".inf", .number(.infinity)),
    ("-.inf", .number(-.infinity)), ("+.inf", .number(.infinity)), ("+.nan", .text), ("inf", .text),
    ("nan", .text), ("NaN", .text), ("12:30", .text), ("1:30.5", .text), ("yes", .text), ("no", .text),
    ("on", .text), ("off", .text), ("y", .text), ("n", .text), ("true", .bool(true)), ("True", .bool(true)),
    ("TRUE", .bool(true)), ("tRue", .text), ("false", .bool(false)), ("null", .null), ("Null", .null),
    ("NULL", .null), ("nULL", .text), ("~", .null), ("None", .text), ("0b101", .whole(5)), ("0b_1", .whole(1)),
    ("0o8", .text), ("08", .whole(8)), ("0_8", .whole(8)), ("-010", .whole(-10)), ("-0x1F", .whole(-31)),
    ("+0o7", .whole(7)), ("1_0.5_0", .number(10.5)), (".5e3", .text), (".5e-3", .number(0.0005)),
    (".5e+3", .number(500.0)), ("-.5", .number(-0.5)), ("+.095", .number(0.095)), ("5.e2", .number(500.0)),
    ("1e+5", .number(100000.0)), ("1E5", .number(100000.0)), ("1e5_0", .text), ("1.5E-3", .number(0.0015)),
    ("1__0", .whole(10)), ("_1", .text), ("1_", .whole(1)), ("+", .text), (".", .text), ("-.", .text),
    ("1.2.3", .text), ("0x", .text), ("0o", .text), ("0b", .text), ("1e", .text), ("1e-", .text),
    ("9223372036854775807", .whole(9223372036854775807)),
    ("9223372036854775808", .number(9.223372036854776e+18)),
    ("-9223372036854775808", .whole(-9223372036854775808)), ("1e400", .number(.infinity)), ("0.1", .number(0.1)),
    ("00.1", .number(0.1)), ("007.5", .number(7.5)), ("95e-3", .number(0.095)), ("1,000", .text),
    ("1e5.0", .text), ("._5", .number(0.5)), ("1_e5", .number(100000.0)), ("2020-01-01", .text),
    ("20200101", .whole(20200101)), ("2020-1-2", .text), ("0", .whole(0)), ("-0", .whole(0)), ("+0", .whole(0)),
    ("00", .whole(0)), ("0_0", .whole(0)), ("1_000.5", .number(1000.5)),
  ]

  @Test(arguments: golden)
  func aPlainScalarIsWhatQlibsLoaderReads(text: String, value: YAMLScalar) {
    #expect(YAMLScalar(plain: text) == value)
  }

  @Test(arguments: [".nan", ".NaN", ".NAN"])
  func isNotANumberByName(text: String) {
    guard case .number(let value) = YAMLScalar(plain: text) else {
      Issue.record("no number")
      return
    }
    #expect(value.isNaN)
  }

  /// Texts at which ruamel.yaml itself fails are no numbers here.
  @Test(arguments: ["0x_", "._", "-"])
  func whatQlibsLoaderFailsOnIsText(text: String) {
    #expect(YAMLScalar(plain: text) == .text)
  }
}
