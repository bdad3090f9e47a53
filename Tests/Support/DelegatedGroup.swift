/// Whether cgroups v2 can be made here, as a supervisor would make them.
package import Linux

package enum DelegatedGroup {
    /// The cgroup that we are in; nil where none can be made below it.
    package static var place: ControlGroupPlace? {
        let name = "anana-probe-\(ProcessTable.ownPID)-\(UInt32.random(in: 0 ... .max))"
        guard let place = ControlGroupPlace.unified, let group = ControlGroup.make(name, below: place.path)
        else { return nil }
        group.remove()
        return place
    }

    package static var isPossible: Bool { place != nil }
}
