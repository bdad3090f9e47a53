/// Why a regular expression can't be searched for, and where in it.

package struct PatternError: Error, Equatable {
    package enum Kind: Equatable, Sendable {
        case notClosed(Character)
        case nothingToClose
        case nothingToRepeat
        case badRange
        case badRepeat
        case badEscape(Character)
        case badGroup
        case tooDeep
        case tooLarge
        /// A pattern whose time can't be bounded.
        case unsupported(String)
    }

    package let kind: Kind
    /// Characters before it, from 0.
    package let place: Int

    package init(_ kind: Kind, at place: Int) {
        self.kind = kind
        self.place = place
    }

    /// For the one who wrote the pattern.
    package var reason: String {
        switch kind {
        case .notClosed(let bracket): "the '\(bracket)' at character \(place + 1) is never closed"
        case .nothingToClose:
            "the ')' at character \(place + 1) closes nothing; write \\) for the character"
        case .nothingToRepeat:
            "there is nothing to repeat at character \(place + 1); write \\ before it for the character"
        case .badRange: "the range at character \(place + 1) ends before it begins"
        case .badRepeat:
            "the repeat at character \(place + 1) is none; {3}, {3,} or {3,5} up to 1000 would be"
        case .badEscape(let letter): "\\\(letter) at character \(place + 1) means nothing"
        case .badGroup: "(? at character \(place + 1) is followed by something else than ':' or 'i'"
        case .tooDeep:
            "the pattern is nested too deep at character \(place + 1); 100 levels are the limit"
        case .tooLarge: "the pattern is too large: its repeats make more than 20000 steps"
        case .unsupported(let name):
            "\(name) at character \(place + 1) are not searched for: their time has no bound"
        }
    }
}
