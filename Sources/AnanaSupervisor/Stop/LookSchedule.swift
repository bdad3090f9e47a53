/// When to look through the process table again: often at first, then only when somebody forked, and rationed.
internal import Linux

struct LookSchedule {
    private static let longest = Duration.seconds(1)
    /// What looks may cost in all: so much processor time, and this part of the time that has passed.
    private static let allowance = Duration.milliseconds(10)
    private static let share = 2_500
    /// While a stop is under way it matters more who went when.
    private static let stoppingShare = 20
    private static let longestStopping = Duration.milliseconds(250)

    private let begin: Instant
    private var spent = Duration.zero
    private var lastPID: Int32?
    /// Until the schedule should be asked again.
    private(set) var interval = Duration.milliseconds(1)

    init(at begin: Instant) {
        self.begin = begin
    }

    /// `lastPID`: the number that the kernel gave last (`ProcessTable.lastPID`).
    mutating func isDue(lastPID: Int32?, isStopping: Bool, at now: Instant) -> Bool {
        interval = min(interval * 2, isStopping ? Self.longestStopping : Self.longest)
        guard lastPID == nil || lastPID != self.lastPID else { return false }
        let passed = now - begin
        return spent < Self.allowance + passed / (isStopping ? Self.stoppingShare : Self.share)
    }

    /// Something is about to happen.
    mutating func hurry() {
        interval = .milliseconds(1)
    }

    /// `lastPID`: as it was before the look.
    mutating func looked(lastPID: Int32?, for cost: Duration) {
        self.lastPID = lastPID
        spent += cost
    }
}
