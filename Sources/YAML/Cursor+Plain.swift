/// Plain scalars: what stands without quotes, on one line or folded over several (YAML 1.2.2 section 7.3.3).
extension Cursor {
    /// How far a plain scalar may reach.
    enum PlainExtent: Equatable {
        /// A key in a block ends on its line.
        case line
        /// Following lines belong to it while they are indented deeper than `parent`.
        case block(parent: Int)
        case flow
    }

    /// From its first character to behind its last; blanks behind it stay.
    mutating func plain(_ extent: PlainExtent) throws(Diagnostic) -> String {
        try checkPlainStart(inFlow: extent == .flow)
        var text = plainLine(inFlow: extent == .flow)
        while extent != .line {
            var ahead = self
            ahead.skipBlanks()
            guard ahead.current == "\n" else { break }
            let breaks = ahead.foldedBreaks()
            guard ahead.continuesPlain(extent) else { break }
            self = ahead
            text += String(breaks) + plainLine(inFlow: extent == .flow)
        }
        return text
    }

    /// At the first character of a later line that has one.
    private func continuesPlain(_ extent: PlainExtent) -> Bool {
        if atEnd || atComment || atDocumentMarker { return false }
        switch extent {
        case .line: return false
        case .block(let parent): return indentation > parent
        case .flow: return !endsPlain(inFlow: true)
        }
    }

    /// Without trailing blanks.
    private mutating func plainLine(inFlow: Bool) -> String {
        var text = String.UnicodeScalarView()
        while true {
            var ahead = self
            var blanks = String.UnicodeScalarView()
            while ahead.current.isBlank {
                blanks.append(ahead.current)
                ahead.advance()
            }
            if ahead.current == "\n" || ahead.atEnd || ahead.atComment || ahead.endsPlain(inFlow: inFlow) {
                return String(text)
            }
            self = ahead
            text.append(contentsOf: blanks)
            while !current.isBlankOrBreak, !atEnd, !endsPlain(inFlow: inFlow) {
                text.append(current)
                advance()
            }
        }
    }

    /// A `:` with a blank behind it, or in a flow collection any of its signs.
    private func endsPlain(inFlow: Bool) -> Bool {
        if inFlow, current.isFlowIndicator { return true }
        return current == ":" && (nextIsBlank || inFlow && next.isFlowIndicator)
    }

    private func checkPlainStart(inFlow: Bool) throws(Diagnostic) {
        switch current {
        case "-", "?", ":":
            if !nextIsBlank, !(inFlow && next.isFlowIndicator) { return }
            throw fault(current == ":" ? "expected a key before ':'" : "'\(current)' cannot stand here")
        case "@", "`", "%", "#", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"":
            throw fault("a text cannot begin with '\(current)': quote it")
        default: return
        }
    }
}
