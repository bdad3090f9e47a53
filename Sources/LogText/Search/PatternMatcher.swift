/// Whether a line holds what a regular expression describes: one look at each byte, whatever the pattern.

/// A deterministic automaton that is built as it is needed (a lazy subset construction). For one thread.
package final class PatternMatcher {
    private struct State: Hashable {
        var steps: [Int32]
        var isStart: Bool
        var afterWord: Bool
    }

    /// By state and byte, with 256 for the end of the line: the state after it, or one of the marks below.
    private var table: [Int32] = []
    private var states: [State] = []
    private var numbers: [State: Int32] = [:]
    private let program: PatternProgram
    /// Steps reached, while a state is made.
    private var seen: [Bool]

    private static let symbols = 257
    private static let end = 256
    private static let unknown: Int32 = -1
    private static let matched: Int32 = -2
    private static let failed: Int32 = -3
    /// 2 MB of table; then it is begun anew.
    private static let stateLimit = 2000

    package init(_ program: PatternProgram) {
        self.program = program
        seen = Array(repeating: false, count: program.steps.count)
        clear()
    }

    package func matches(_ line: UnsafeRawBufferPointer) -> Bool {
        var state: Int32 = 0
        for byte in line {
            var next = table[Int(state) &* Self.symbols &+ Int(byte)]
            if next < 0 {
                if next == Self.unknown { next = step(from: &state, on: Int(byte)) }
                if next == Self.matched { return true }
            }
            state = next
        }
        var last = table[Int(state) &* Self.symbols &+ Self.end]
        if last == Self.unknown { last = step(from: &state, on: Self.end) }
        return last == Self.matched
    }

    private func clear() {
        table.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        _ = number(of: State(steps: [program.start], isStart: true, afterWord: false))
    }

    private func number(of state: State) -> Int32 {
        if let number = numbers[state] { return number }
        let number = Int32(states.count)
        states.append(state)
        numbers[state] = number
        table.append(contentsOf: repeatElement(Self.unknown, count: Self.symbols))
        return number
    }

    /// Makes one entry of the table. `number` may change: the table is begun anew when it is full.
    private func step(from number: inout Int32, on symbol: Int) -> Int32 {
        if states.count >= Self.stateLimit {
            let state = states[Int(number)]
            clear()
            number = self.number(of: state)
        }
        let next = follow(states[Int(number)], on: symbol).map { self.number(of: $0) }
        let entry = next ?? (isMatch ? Self.matched : Self.failed)
        table[Int(number) * Self.symbols + symbol] = entry
        return entry
    }

    /// Of the latest `follow`.
    private var isMatch = false

    /// nil where the match is complete before `symbol`, or the line ends without one.
    private func follow(_ state: State, on symbol: Int) -> State? {
        isMatch = false
        let isWord = symbol < Self.end && Self.isWord(UInt8(symbol))
        var open = state.steps
        var reached: [Int32] = []
        var visited: [Int32] = []
        defer { for step in visited { seen[Int(step)] = false } }
        while let number = open.popLast() {
            if seen[Int(number)] { continue }
            seen[Int(number)] = true
            visited.append(number)
            switch program.steps[Int(number)] {
            case .match:
                isMatch = true
                return nil
            case .split(let one, let other): open += [one, other]
            case .assertion(let assertion, let next):
                let holds =
                    switch assertion {
                    case .start: state.isStart
                    case .end: symbol == Self.end
                    case .word: state.afterWord != isWord
                    case .notWord: state.afterWord == isWord
                    }
                if holds { open.append(next) }
            case .bytes(let set, let next):
                if symbol < Self.end, set.contains(UInt8(symbol)) { reached.append(next) }
            }
        }
        if symbol == Self.end { return nil }
        // A match may begin anywhere.
        reached.append(program.start)
        return State(
            steps: Array(Set(reached)).sorted(), isStart: false,
            afterWord: program.hasAssertions && isWord)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || LevelWord.isPart(byte)
    }
}
