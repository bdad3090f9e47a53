/// What anana.yaml says of it.
package import Project

extension RetentionRule {
    package init(_ retention: Retention) {
        self.init(age: retention.age, count: retention.count, bytes: retention.bytes)
    }
}
