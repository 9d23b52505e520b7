import Primitives
import Testing

/// Addresses are shown without their password, whatever they look like.
struct PostgreSQLAddressTests {
  @Test(arguments: [
    ("postgresql://u:secret@db.example:5433/market", "postgresql://u@db.example:5433/market"),
    ("postgres://u:secret@db.example/market?sslmode=require", "postgresql://u@db.example/market"),
    ("postgresql://db.example/market?user=u&password=secret", "postgresql://u@db.example/market"),
    ("postgresql://u:sec%40ret@[::1]:5432/market", "postgresql://u@[::1]:5432/market"),
    ("postgresql://u:secret@a:1,b:2/market", "postgresql://u@a,b:1,2/market"),
    ("postgresql://u%40x:secret@h/m%2Fn", "postgresql://u%40x@h/m%2Fn"),
    ("postgresql://u:secret@/market?host=/run/postgresql", "postgresql://u@/market?host=/run/postgresql"),
    ("postgresql://", "postgresql:///"),
    // A sign that was not escaped: where the password ends is not known.
    ("postgresql://u:sec/ret@h/market", "postgresql://…"), ("postgresql://u:sec@ret@h/market", "postgresql://…"),
    ("postgresql://u:sec%zzret@h/market", "postgresql://…"), ("postgresql://u:1/secret@h/market", "postgresql://…"),
    ("postgresql://h/market?nonsense=secret", "postgresql://…"),
    ("data/cn", "data/cn"), ("demo", "demo"),
  ])
  func theShownFormHasNoPassword(name: String, shown: String) {
    #expect(PostgreSQLAddress.shown(name) == shown)
  }
}
