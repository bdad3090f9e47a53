/// The document's prose as lines of a comment, one a paragraph: the printer wraps them.
enum Comment {
    static func lines(_ text: String?) -> [String] {
        guard let text else { return [] }
        var paragraphs: [String] = []
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                isOpen = false
            } else if isOpen {
                paragraphs[paragraphs.count - 1] += " " + line
            } else {
                if !paragraphs.isEmpty { paragraphs.append("") }
                paragraphs.append(String(line))
                isOpen = true
            }
        }
        return paragraphs
    }
}
