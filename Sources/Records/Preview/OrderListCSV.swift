import Primitives

extension NightResult.OrderList {
  /// The orders as a table for programs: ASCII, one line an order, sales first.
  ///
  /// Money in yuan; fees to a hundredth, weights as fractions. `lots` is empty where the board trades single shares,
  /// `rank` where the stock has no score. `reason` is the code of what the order does, and behind `; ` that of the
  /// rule which stands against it at the last close.
  package var csv: [UInt8] {
    var writer = ByteWriter(capacity: 256 * (orders.count + 1))
    writer.text(
      "day,instrument,side,lots,shares,price,amount,commission,stamp_tax,transfer_fee,weight,target_weight,rank,reason\n"
    )
    for line in orders {
      let cells: [String] = [
        next.day.description, line.symbol.name, line.side?.rawValue ?? "", line.lots.map { "\($0)" } ?? "",
        "\(line.shares)", line.price.map(Self.cents) ?? "", line.amount.map(Self.cents) ?? "",
        Self.cents(line.commission), Self.cents(line.stampTax), Self.cents(line.transferFee),
        "\(line.weight)", "\(line.targetWeight)", line.rank.map { "\($0)" } ?? "",
        line.step.rawValue + (line.rejection.map { "; " + $0.rule.rawValue } ?? ""),
      ]
      writer.text(cells.joined(separator: ","))
      writer.text("\n")
    }
    return writer.bytes
  }

  /// Yuan with two decimals, with four where there are parts of a hundredth.
  private static func cents(_ money: Money) -> String {
    money.units % 100 == 0 ? String(money.description.dropLast(2)) : money.description
  }
}
