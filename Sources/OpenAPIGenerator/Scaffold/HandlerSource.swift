/// The handlers that people have written, as far as the scaffold must know: who conforms, and what is there.
struct HandlerSource {
    /// Swift files by their path.
    let files: [(path: String, text: String)]

    /// `JobHandlers`, where somewhere stands `struct JobHandlers: JobsHandlers`; nil when nothing conforms.
    func type(conformingTo name: String) -> String? {
        for file in files {
            for line in file.text.split(separator: "\n") {
                let words = line.split { !$0.isLetter && !$0.isNumber && !"_:".contains($0) }.map(String.init)
                guard let kind = words.firstIndex(where: Self.kinds.contains), kind + 1 < words.count,
                    words[(kind + 1)...].contains(where: { $0.contains(":") }),
                    words[(kind + 2)...].contains(where: { $0 == name })
                else { continue }
                return String(words[kind + 1].prefix { $0 != ":" })
            }
        }
        return nil
    }

    /// Whether a method of that name takes the operation's input.
    func handles(_ operation: String, _ namespace: String) -> Bool {
        files.contains { file in
            let text = file.text.filter { !$0.isWhitespace && $0 != "`" }
            return text.contains("func\(operation)(_input:\(namespace).Input)")
        }
    }

    private static let kinds: Set<String> = ["struct", "class", "actor", "enum", "extension"]
}
