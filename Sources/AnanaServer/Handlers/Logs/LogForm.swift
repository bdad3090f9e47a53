/// In which form a stream of one log is wanted, by `Accept` and `format` (streams-and-web.md section 3.7).
internal import HTTP
internal import JobAPI
internal import Streams

enum LogForm: Equatable {
    case events(Rendering.Format)
    /// One JSON object a line.
    case objects
    case text

    /// What is named first counts. A client that names none of the three, such as by `*/*`, gets events: only
    /// those tell where to go on.
    init(accept: String?, format: StreamLog.Format) {
        self = .events(format == .lines ? .lines : .frames)
        for element in (accept ?? "").split(separator: ",") {
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            // Refused by its weight (RFC 9110 section 12.4.2).
            if parts.dropFirst().contains(where: { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }) {
                continue
            }
            switch parts.first {
            case "text/event-stream": return
            case "application/x-ndjson":
                self = .objects
                return
            case "text/plain":
                self = .text
                return
            default: break
            }
        }
    }
}
