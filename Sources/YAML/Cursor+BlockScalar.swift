/// Block scalars, literal `|` and folded `>`, with indentation and chomping signs (YAML 1.2.2 section 8.1).
extension Cursor {
    private enum Chomping {
        case strip, clip, keep
    }

    /// From the `|` or `>` to the line behind the scalar. Its lines are indented deeper than `parent`.
    mutating func blockScalar(parent: Int) throws(Diagnostic) -> (text: String, style: YAMLNode.Style) {
        let isFolded = current == ">"
        advance()
        let (given, chomping) = try blockHeader()
        let indentation =
            if let given { max(parent, 0) + given } else { try detectIndentation(parent: parent) }
        var text = ""
        var breaks = skipEmptyLines(indentation: indentation)
        var lineBreak = ""
        while isScalarLine(indentation: indentation) {
            text += breaks
            let startsBlank = current.isBlank
            while current != "\n", !atEnd {
                text.unicodeScalars.append(current)
                advance()
            }
            lineBreak = current == "\n" ? "\n" : ""
            advance()
            breaks = skipEmptyLines(indentation: indentation)
            guard isScalarLine(indentation: indentation) else { break }
            // Only lines that begin with text are folded; what is indented further keeps its line ends.
            let folds = isFolded && !startsBlank && !current.isBlank
            if !folds { text += lineBreak } else if breaks.isEmpty { text += " " }
        }
        if chomping != .strip { text += lineBreak }
        if chomping == .keep { text += breaks }
        return (text, isFolded ? .folded : .literal)
    }

    private func isScalarLine(indentation: Int) -> Bool {
        column == indentation && !atEnd && !atDocumentMarker
    }

    private mutating func blockHeader() throws(Diagnostic) -> (indentation: Int?, Chomping) {
        var indentation: Int?
        var chomping: Chomping?
        while !current.isBlankOrBreak, !atEnd {
            if current == "-" || current == "+", chomping == nil {
                chomping = current == "-" ? .strip : .keep
            } else if indentation == nil, ("1"..."9").contains(current) {
                indentation = Int(current.value - Unicode.Scalar("0").value)
            } else {
                let expected = "'+', '-' or an indentation of 1 to 9 after '|' or '>'"
                throw fault("expected \(expected), found '\(current)'")
            }
            advance()
        }
        try expectLineEnd(after: "'|' or '>'")
        advance()
        return (indentation, chomping ?? .clip)
    }

    /// The indentation of the first line that has text. Looks ahead only.
    private func detectIndentation(parent: Int) throws(Diagnostic) -> Int {
        var ahead = self
        var widest = 0
        while true {
            ahead.skipSpaces()
            guard ahead.current == "\n" else { break }
            widest = max(widest, ahead.column)
            ahead.advance()
        }
        let found = ahead.column
        // The scalar is empty: any indentation that no later line has will do.
        if ahead.atEnd || found <= parent { return max(parent + 1, widest) }
        guard widest <= found else {
            throw ahead.fault("the empty lines above are indented deeper than this, the scalar's first line")
        }
        return found
    }

    /// Moves to `indentation` of the next line with text, or to the first text before it.
    /// - Returns: a line end for each empty line passed.
    private mutating func skipEmptyLines(indentation: Int) -> String {
        var breaks = ""
        while true {
            while column < indentation, current == " " { advance() }
            guard current == "\n" else { return breaks }
            breaks += "\n"
            advance()
        }
    }
}
