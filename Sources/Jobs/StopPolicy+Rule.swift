/// A template's way to stop, as it is stored with each of its jobs.
internal import JobDirectory
internal import Project

extension StopPolicy {
    init(_ rule: StopRule) {
        self.init(signal: Signal(rule.signal), grace: rule.grace, terminateGrace: rule.terminateGrace)
    }
}

extension StopPolicy.Signal {
    fileprivate init(_ signal: StopRule.Signal) {
        self =
            switch signal {
            case .interrupt: .interrupt
            case .terminate: .terminate
            case .user1: .user1
            case .none: .none
            }
    }
}
