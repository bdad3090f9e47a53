/// Whether the server is well, and what may run here.
internal import JobAPI
internal import Linux
internal import Project

struct SystemHandler: SystemHandlers {
    let project: LiveProject
    /// Names this run of the server.
    let boot: String
    let machine: SystemReport

    func getHealth(_ input: GetHealth.Input) throws -> GetHealth.Output {
        .ok(Health(status: .ok, version: Version.current, boot: boot))
    }

    /// On the worker lane: it looks at the disk.
    func getSystem(_ input: GetSystem.Input) throws -> GetSystem.Output {
        .ok(try machine.state())
    }

    /// On the worker lane: it looks for the programs.
    func listTemplates(_ input: ListTemplates.Input) throws -> ListTemplates.Output {
        let current = project.current
        let flavors = current.flavors.map(\.name)
        let path = Environment["PATH"]
        return .ok(
            TemplateList(
                notice: project.notice,
                items: current.templates.map { template in
                    JobAPI.Template(
                        template, flavors: flavors,
                        problem: template.commandFlaw(in: machine.root, searchPath: path))
                }))
    }
}
