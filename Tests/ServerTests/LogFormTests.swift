import JobAPI
import Streams
import Testing

/// In which form a stream of one log comes (streams-and-web.md section 3.7).
@testable import AnanaServer

@Suite struct LogFormTests {
    @Test(
        arguments: [
            (nil, LogForm.events(.lines)), ("*/*", .events(.lines)), ("text/event-stream", .events(.lines)),
            ("application/x-ndjson", .objects), ("text/plain", .text), ("TEXT/PLAIN;q=0.5", .text),
            ("application/x-ndjson, text/plain", .objects), ("text/plain, text/event-stream", .text),
            ("text/html, */*;q=0.8", .events(.lines)), ("text/plain;q=0", .events(.lines)),
            ("", .events(.lines)),
            ("text/*", .events(.lines)),
        ] as [(String?, LogForm)])
    func `the form that is named first`(accept: String?, form: LogForm) {
        #expect(LogForm(accept: accept, format: .lines) == form)
    }

    @Test func `without a form it is frames`() {
        #expect(LogForm(accept: nil, format: .frames) == .events(.frames))
    }
}
