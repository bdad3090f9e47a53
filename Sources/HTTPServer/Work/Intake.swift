/// What reads a connection's requests: lent with its workspace, and given up where no request can follow.
internal import HTTP

final class Intake {
    var parser: RequestParser

    init(limits: Limits) {
        parser = RequestParser(limits: limits)
    }
}
