/// How main ended, as far as it is known. An unknown exit code is never invented.
internal import JSON

package enum MainOutcome: Equatable, Sendable {
    case exit(code: Int32)
    case signal(Int32)
    case launchFailure(LaunchFailure)
    case unknown

    /// `status` as wait(2) gives it for a process that has ended.
    package init(waitStatus status: Int32) {
        // The layout is Linux's own: low 7 bits the signal, then the core flag, then 8 bits of exit code.
        self = status & 0x7F == 0 ? .exit(code: status >> 8 & 0xFF) : .signal(status & 0x7F)
    }

    package var exitCode: Int32? { if case .exit(let code) = self { code } else { nil } }
    package var signal: Int32? { if case .signal(let signal) = self { signal } else { nil } }

    init(_ fields: RecordFields) throws(RecordError) {
        if let failure = try fields.optionalFields("launch_failure") {
            self = .launchFailure(try LaunchFailure(failure))
        } else if let code = try fields.optionalInteger("exit_code", as: Int32.self) {
            self = .exit(code: code)
        } else if let signal = try fields.optionalInteger("signal", as: Int32.self) {
            self = .signal(signal)
        } else {
            self = .unknown
        }
    }

    /// nil where neither a code nor a signal stands there.
    init?(known fields: RecordFields) throws(RecordError) {
        if let code = try fields.optionalInteger("exit_code", as: Int32.self) {
            self = .exit(code: code)
        } else if let signal = try fields.optionalInteger("signal", as: Int32.self) {
            self = .signal(signal)
        } else {
            return nil
        }
    }

    /// As members of the object that is open.
    func write(to writer: inout JSONWriter) {
        writer.member("exit_code", exitCode)
        writer.member("signal", signal)
        writer.key("launch_failure")
        if case .launchFailure(let failure) = self { failure.write(to: &writer) } else { writer.null() }
        writer.member("main_known", self != .unknown)
    }
}
