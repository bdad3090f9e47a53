/// What the wiring gives a server: who answers, where work runs, who writes the access log.
package import HTTP
package import Linux

package struct ServerServices: Sendable {
    /// Before anything else, on the connection's loop; a response refuses the request.
    package var check: @Sendable (Request) -> Response?
    package var respond: Respond
    package var control: LaneRunner
    package var worker: LaneRunner
    /// Called on a loop once for each finished request; must not block. nil: no log, and no clock is read
    /// for it.
    package var log: (@Sendable (AccessRecord) -> Void)?

    /// Called on each loop's thread with its number, before the loop serves: what has a part of itself on
    /// every loop
    /// makes it here.
    package var prepare: (@Sendable (EventLoop, Int) -> Void)?

    /// Called on the control thread with what hands over an answer that was made there: runs it, at once or when
    /// what the answer tells of is safe. nil: at once.
    package var settle: (@Sendable (@escaping @Sendable () -> Void) -> Void)?

    package init(
        check: @escaping @Sendable (Request) -> Response? = { _ in nil },
        respond: @escaping Respond,
        control: @escaping LaneRunner,
        worker: @escaping LaneRunner,
        log: (@Sendable (AccessRecord) -> Void)? = nil,
        prepare: (@Sendable (EventLoop, Int) -> Void)? = nil,
        settle: (@Sendable (@escaping @Sendable () -> Void) -> Void)? = nil
    ) {
        self.check = check
        self.respond = respond
        self.control = control
        self.worker = worker
        self.log = log
        self.prepare = prepare
        self.settle = settle
    }

    /// False when the lane is full.
    func run(_ lane: Lane, _ work: @escaping @Sendable () -> Void) -> Bool {
        switch lane {
        case .control: return control(work)
        case .worker: return worker(work)
        case .loop:
            work()
            return true
        }
    }
}
