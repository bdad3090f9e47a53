/// The filters of a request as the streams take them.
internal import HTTP
internal import JobAPI
internal import Streams

extension LineFilter {
    /// - Throws: a problem that names the parameter.
    init(level: String?, stream: String?) throws {
        self.init()
        if let level {
            guard let levels = LevelFilter(letters: level) else {
                let flaw = FieldError(
                    parameter: "level", detail: "must be letters of D I W E C -, is '\(level)'")
                throw ProblemError(.badRequest, detail: "The level filter is none.", errors: [flaw])
            }
            self.levels = levels
        }
        if let stream {
            guard let streams = StreamFilter(letters: stream) else {
                let flaw = FieldError(
                    parameter: "stream", detail: "must be letters of m o e x, is '\(stream)'")
                throw ProblemError(.badRequest, detail: "The stream filter is none.", errors: [flaw])
            }
            self.streams = streams
        }
    }
}
