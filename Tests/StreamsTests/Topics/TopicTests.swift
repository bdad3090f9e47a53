/// Names of topics.
@testable import Streams
import Testing

@Suite struct TopicTests {
    @Test(arguments: [
        ("jobs", Topic.jobs), ("queue", .queue), ("system", .system), ("log:01k-a", .log("01k-a")),
        ("res:a", .resources("a")), ("metrics:a", .metrics("a")), ("artifacts:a", .artifacts("a")),
    ])
    func `a topic reads as it is written`(name: String, topic: Topic) {
        #expect(Topic(name) == topic && topic.name == name)
    }

    @Test(arguments: ["", "job", "Jobs", "jobs:", "jobs:a", "log", "log:", ":a", "logs:a", " jobs"])
    func `anything else is none`(name: String) {
        #expect(Topic(name) == nil)
    }
}
