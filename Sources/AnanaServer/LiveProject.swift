/// anana.yaml as it is in force, for readers on any thread.
internal import Project
internal import Synchronization

final class LiveProject: Sendable {
    private struct Content {
        var project: ProjectConfiguration
        var notice: String?
    }

    /// Held only to copy or to set.
    private let content: Mutex<Content>

    init(_ project: ProjectConfiguration) {
        content = Mutex(Content(project: project))
    }

    var current: ProjectConfiguration { content.withLock { $0.project } }

    /// Why the file as it stands now is not in force; nil where it is.
    var notice: String? { content.withLock { $0.notice } }

    func adopt(_ project: ProjectConfiguration) {
        content.withLock { $0 = Content(project: project) }
    }

    func keep(because notice: String) {
        content.withLock { $0.notice = notice }
    }
}
