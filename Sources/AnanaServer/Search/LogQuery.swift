/// What a request looks for in a log, from its query parameters; what is none is 400 and says why.
internal import HTTP
internal import JobAPI
internal import LogText

extension LineQuery {
    /// - Parameter text: nil or empty where the request looks for no text.
    init(_ text: String?, isPattern: Bool, matchesCase: Bool) throws(ProblemError) {
        guard let text, !text.isEmpty else {
            self = .any
            return
        }
        if text.unicodeScalars.contains("\n") {
            throw Self.fault("can't hold a line break: one line at a time is looked at")
        }
        guard isPattern else {
            self = .text(TextNeedle(text, ignoresCase: !matchesCase))
            return
        }
        do throws(PatternError) {
            self = .pattern(try PatternProgram(text, ignoresCase: !matchesCase))
        } catch {
            throw Self.fault(error.reason)
        }
    }

    private static func fault(_ detail: String) -> ProblemError {
        let flaw = FieldError(parameter: "q", detail: detail)
        return ProblemError(
            .badRequest, detail: "What to look for can't be searched: \(detail).", errors: [flaw])
    }
}
