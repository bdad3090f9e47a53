/// Sees that anana.yaml has changed, and takes it: a broken one is said, and the one before stays in force.
internal import Linux
internal import Project

/// Confined to the control loop.
final class ProjectWatch {
    /// An editor writes in several steps.
    private static let pause = Duration.milliseconds(100)

    private let loop: EventLoop
    private let folder: String
    private let gpuCount: Int
    private let live: LiveProject
    private let watch: FileWatch
    private let adopt: (ProjectConfiguration) -> Void
    private let say: (String) -> Void
    private var file: FileWatch.Token?
    private var isDue = false

    /// - Parameters:
    ///   - adopt: gets each configuration that differs from the one in force.
    ///   - say: what a person who runs the server wants to know.
    init(
        _ live: LiveProject, folder: String, gpuCount: Int, on loop: EventLoop,
        adopt: @escaping (ProjectConfiguration) -> Void, say: @escaping (String) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.folder = folder
        self.gpuCount = gpuCount
        self.live = live
        self.adopt = adopt
        self.say = say
        watch = try FileWatch(on: loop)
        // Most editors write a new file and rename it; some write into the old one.
        _ = try watch.add(directory: folder) { [unowned self] in lookSoon() }
        watchFile()
    }

    private func watchFile() {
        // Where there is none, the folder tells of one that comes.
        file = try? watch.add(file: folder + "/" + ProjectConfiguration.fileName) { [unowned self] in lookSoon() }
    }

    private func lookSoon() {
        if isDue { return }
        isDue = true
        loop.after(Self.pause) { [unowned self] in
            isDue = false
            look()
        }
    }

    private func look() {
        // Another file may have the name now; the same one keeps its watch.
        watchFile()
        do throws(ProjectError) {
            let project = try ProjectConfiguration.load(folder: folder, gpuCount: gpuCount)
            let wasBroken = live.notice != nil
            if project == live.current, !wasBroken { return }
            live.adopt(project)
            adopt(project)
            say("anana.yaml was read anew: \(project.templates.count) template(s)")
        } catch {
            let notice = "anana.yaml is as it was before its last change, which can't be read: \(error)"
            if live.notice == notice { return }
            live.keep(because: notice)
            say(notice)
        }
    }
}
