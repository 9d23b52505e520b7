package import Primitives

/// A named set of instruments that changes over time (`instruments/<name>.txt`).
package struct Universe: Equatable, Sendable {
  /// Membership, both days included.
  package struct Span: Hashable, Sendable {
    package var start: TradingDay
    package var end: TradingDay

    package init(start: TradingDay, end: TradingDay) {
      self.start = start
      self.end = end
    }
  }

  package struct Member: Equatable, Sendable {
    package var instrument: InstrumentID
    /// In the order of the file; several where membership was interrupted.
    package var spans: [Span]

    package init(instrument: InstrumentID, spans: [Span]) {
      self.instrument = instrument
      self.spans = spans
    }
  }

  package let name: String
  /// Sorted by instrument.
  package let members: [Member]

  package init(name: String, members: [Member]) {
    self.name = name
    self.members = members.sorted { $0.instrument < $1.instrument }
  }

  package var instruments: [InstrumentID] { members.map(\.instrument) }

  /// Membership on some days only; who is no member on any of them is left out.
  package func clamped(to days: ClosedRange<TradingDay>) -> Universe {
    Universe(
      name: name,
      members: members.compactMap { member in
        let spans = member.spans.compactMap { span -> Span? in
          let (start, end) = (max(span.start, days.lowerBound), min(span.end, days.upperBound))
          return start <= end ? Span(start: start, end: end) : nil
        }
        return spans.isEmpty ? nil : Member(instrument: member.instrument, spans: spans)
      })
  }
}
