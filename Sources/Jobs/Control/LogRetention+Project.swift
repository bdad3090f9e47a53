/// What anana.yaml says of the log of a job that runs.
internal import JobDirectory
internal import Project

extension LogRetention {
    init(_ limits: LogLimits) {
        self.init(size: limits.size.map { UInt64($0) }, age: limits.age)
    }
}
