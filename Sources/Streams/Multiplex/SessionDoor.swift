/// What a stream of several topics needs of its loop.
internal import Linux

struct SessionDoor {
    let frames: ControlFrames
    let topics: TopicLog
    /// Whether there is such a job.
    let exists: (String) -> Bool
    /// A reader of one log that writes to an outlet; it has not begun.
    let subscribe: (LogWish, any LogOutlet) -> Subscription
    /// No event reaches it after this.
    let unsubscribe: (Subscription) -> Void
    let ask: (FollowerRequest) -> Void
}

/// How a session wants one log.
struct LogWish {
    let job: String
    let start: StartPosition
    let rendering: Rendering
    /// The client may show an open line, from an earlier answer.
    var wasLive = false
    /// Far behind, so many lines before the end are enough; nil: every line, unless `start` asks for the end.
    var mayLag: Int64?
}
