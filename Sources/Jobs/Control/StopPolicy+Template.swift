/// What a template says of the end of its jobs, as it is stored with each of them.
internal import JobDirectory
internal import Project

extension StopPolicy {
    init(of template: Template) {
        let rule = template.stop
        self.init(
            signal: Signal(rule.signal), grace: rule.grace, terminateGrace: rule.terminateGrace,
            linger: template.leftovers.linger, leftovers: Leftovers(template.leftovers.manner))
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

extension StopPolicy.Leftovers {
    fileprivate init(_ manner: LeftoverRule.Manner) {
        self =
            switch manner {
            case .wait: .wait
            case .stop: .stop
            }
    }
}

extension RetryPolicy {
    init(_ rule: RetryRule) {
        self.init(
            count: rule.count, backoff: rule.backoff, causes: rule.causes.map(\.rawValue),
            exitCodes: rule.exitCodes)
    }
}
