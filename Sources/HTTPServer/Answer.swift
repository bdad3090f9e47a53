/// What a responder makes of a request: the answer, or work that makes it elsewhere.
package import HTTP

package enum Answer: Sendable {
    case response(Response)
    /// Run off the loop; the connection waits, and later requests on it wait behind.
    case work(Lane, @Sendable () -> Response)
}

/// Called on a connection's loop for each request; must not block.
package typealias Respond = @Sendable (Request) -> Answer

/// Hands work to the control thread or to the worker pool. False when it is full: the work will not run.
package typealias LaneRunner = @Sendable (@escaping @Sendable () -> Void) -> Bool
