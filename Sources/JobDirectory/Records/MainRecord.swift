/// main.json: how main ended, by the one process that can know it, the waiter.
internal import JSON
internal import Linux

package struct MainRecord: Equatable, Sendable {
    package enum End: Equatable, Sendable {
        /// As wait(2) gives it.
        case status(Int32)
        case launchFailure(LaunchFailure)
    }

    /// What main and those of its children that it waited for used (getrusage(2)).
    package struct Usage: Equatable, Sendable {
        package let userMicroseconds: Int64
        package let systemMicroseconds: Int64
        /// Of the largest process, in KiB.
        package let maximumResident: Int64

        package init(userMicroseconds: Int64, systemMicroseconds: Int64, maximumResident: Int64) {
            self.userMicroseconds = userMicroseconds
            self.systemMicroseconds = systemMicroseconds
            self.maximumResident = maximumResident
        }
    }

    package let end: End
    /// Milliseconds since 1970; nil where main never started.
    package let startedAt: Int64?
    package let endedAt: Int64
    package let usage: Usage?

    package init(end: End, startedAt: Int64?, endedAt: Int64, usage: Usage?) {
        self.end = end
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.usage = usage
    }

    /// For a main that was never started.
    package init(launchFailure: LaunchFailure) {
        self.init(
            end: .launchFailure(launchFailure), startedAt: nil, endedAt: WallClock.milliseconds, usage: nil)
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
        if let failure = try fields.optionalFields("launch_failure") {
            end = .launchFailure(try LaunchFailure(failure))
        } else {
            end = .status(try fields.integer("status", as: Int32.self))
        }
        startedAt = try fields.optionalInteger("started_at")
        endedAt = try fields.integer("ended_at")
        usage = try fields.optionalFields("rusage").map { (fields) throws(RecordError) in
            Usage(
                userMicroseconds: try fields.integer("user_us"),
                systemMicroseconds: try fields.integer("system_us"),
                maximumResident: try fields.integer("max_rss_kib"))
        }
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("v", 1)
        switch end {
        case .status(let status): writer.member("status", status)
        case .launchFailure(let failure):
            writer.key("launch_failure")
            failure.write(to: &writer)
        }
        writer.member("started_at", startedAt)
        writer.member("ended_at", endedAt)
        if let usage {
            writer.key("rusage")
            writer.beginObject()
            writer.member("user_us", usage.userMicroseconds)
            writer.member("system_us", usage.systemMicroseconds)
            writer.member("max_rss_kib", usage.maximumResident)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    package var outcome: MainOutcome {
        switch end {
        case .status(let status): MainOutcome(waitStatus: status)
        case .launchFailure(let failure): .launchFailure(failure)
        }
    }
}
