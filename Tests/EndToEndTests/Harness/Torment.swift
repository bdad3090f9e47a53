/// Who is killed next, by a seed; and how many were.

struct Torment: CustomStringConvertible {
    enum Victim: String, CaseIterable { case server, supervisor, waiter }

    private var random: Randomness
    private var kills: [Victim: Int] = [:]
    var rounds = 0

    init(seed: UInt64?) {
        random = Randomness(seed: seed ?? .random(in: 0...(.max)))
    }

    mutating func next(_ range: ClosedRange<Int>) -> Int { random.next(range) }

    /// The waiter's death takes main's code with it where nobody is left to hear it: rarely.
    mutating func victims() -> Set<Victim> {
        if next(1...12) == 1 { return next(1...3) == 1 ? [.server, .supervisor, .waiter] : [.waiter] }
        return [[.server], [.supervisor], [.server, .supervisor]][next(0...2)]
    }

    mutating func note(_ victim: Victim) { kills[victim, default: 0] += 1 }

    var description: String {
        let counts = Victim.allCases.map { "\($0.rawValue) \(kills[$0] ?? 0)" }.joined(separator: ", ")
        return "seed \(random.seed), \(rounds) rounds, \(kills.values.reduce(0, +)) kills (\(counts))"
    }
}
