package import Primitives

/// How far a result depends on its assumptions (`robustness.json`): costs, one day of delay, days of stress, and
/// whether its scores need the future. It is shown, and decides no verdict.
package struct Robustness: Equatable, Sendable {
  package static let file = "robustness.json"

  /// A part, or the reason why it is not there.
  package enum Part<Value: Equatable & Sendable>: Equatable, Sendable {
    case made(Value)
    case missing(Message)

    package var value: Value? {
      guard case .made(let value) = self else { return nil }
      return value
    }

    package var reason: Message? {
      guard case .missing(let reason) = self else { return nil }
      return reason
    }
  }

  /// What is looked at in every run; nil is missing.
  package struct Figures: Equatable, Sendable {
    /// With cost, a fraction a year.
    package var annualExcess: Double?
    /// Of the excess return with cost.
    package var informationRatio: Double?
    /// On the last day, yuan.
    package var endAccount: Double?

    package init(annualExcess: Double?, informationRatio: Double?, endAccount: Double?) {
      self.annualExcess = annualExcess
      self.informationRatio = informationRatio
      self.endAccount = endAccount
    }
  }

  /// The run with all its costs multiplied.
  package struct CostStep: Equatable, Sendable {
    package var multiple: Double
    package var figures: Figures

    package init(multiple: Double, figures: Figures) {
      self.multiple = multiple
      self.figures = figures
    }
  }

  /// The run on scores that are used later than they are known.
  package struct Lag: Equatable, Sendable {
    /// Trading days.
    package var days: Int
    /// Of the run as configured.
    package var without: Figures
    package var with: Figures

    package init(days: Int, without: Figures, with: Figures) {
      self.days = days
      self.without = without
      self.with = with
    }
  }

  /// The run in a window of stress, fractions.
  package struct StressFigures: Equatable, Sendable {
    package var days: Int
    /// After costs, compounded.
    package var gain: Double
    /// Of the benchmark; nil where a day has no return.
    package var index: Double?
    package var excess: Double?
    /// The deepest fall inside the window from the close before it or a later high; never positive.
    package var worstFall: Double
    package var trough: TradingDay?

    package init(
      days: Int, gain: Double, index: Double?, excess: Double?, worstFall: Double, trough: TradingDay?
    ) {
      self.days = days
      self.gain = gain
      self.index = index
      self.excess = excess
      self.worstFall = worstFall
      self.trough = trough
    }
  }

  package struct Stress: Equatable, Sendable {
    package var window: StressWindow
    package var figures: Part<StressFigures>

    package init(window: StressWindow, figures: Part<StressFigures>) {
      self.window = window
      self.figures = figures
    }
  }

  /// A day whose scores were computed once more on a market that ends with it.
  package struct CutDay: Equatable, Sendable {
    package struct Change: Equatable, Sendable {
      package var instrument: InstrumentID
      /// On the whole market and on the cut one; NaN is missing.
      package var whole: Double
      package var cut: Double

      package init(instrument: InstrumentID, whole: Double, cut: Double) {
        self.instrument = instrument
        self.whole = whole
        self.cut = cut
      }

      /// Two missing values are one.
      package static func == (left: Change, right: Change) -> Bool {
        func same(_ one: Double, _ other: Double) -> Bool { one == other || (one.isNaN && other.isNaN) }
        return left.instrument == right.instrument && same(left.whole, right.whole) && same(left.cut, right.cut)
      }
    }

    package var day: TradingDay
    /// How many scores were compared, and how many have other bits.
    package var scores: Int
    package var changed: Int
    package var first: Change?

    package init(day: TradingDay, scores: Int, changed: Int, first: Change?) {
      self.day = day
      self.scores = scores
      self.changed = changed
      self.first = first
    }
  }

  package var costs: Part<[CostStep]>
  package var lag: Part<Lag>
  package var stress: [Stress]
  package var lookAhead: Part<[CutDay]>

  package init(costs: Part<[CostStep]>, lag: Part<Lag>, stress: [Stress], lookAhead: Part<[CutDay]>) {
    self.costs = costs
    self.lag = lag
    self.stress = stress
    self.lookAhead = lookAhead
  }
}
