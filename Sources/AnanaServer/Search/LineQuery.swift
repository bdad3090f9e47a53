/// What is looked for in the text of lines.
internal import LogText

enum LineQuery: Sendable {
    /// Nothing: the filter alone decides.
    case any
    case text(TextNeedle)
    case pattern(PatternProgram)
}
