/// A regular expression as a tree.

indirect enum PatternNode: Equatable {
    case empty
    case set(ScalarSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `max` nil: as often as one likes.
    case repeated(PatternNode, min: Int, max: Int?)
    case assertion(Assertion)

    enum Assertion: Equatable {
        case start, end, word, notWord
    }
}
