import Foundation
import Synchronization

/// Request metrics in the Prometheus text format.
final class Metrics: Sendable {
    private struct Key: Hashable {
        let operation: String
        let status: Int
    }

    private struct Series {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)

        mutating func add(_ seconds: Double) {
            count += 1
            self.seconds += seconds
            if let bucket = Metrics.bounds.firstIndex(where: { seconds <= $0 }) { buckets[bucket] += 1 }
        }
    }

    /// Upper bounds in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

    private let series = Mutex<[Key: Series]>([:])
    private let started = Date()

    func record(_ operation: String, status: Int, duration: Duration) {
        let seconds = Double(duration.components.attoseconds) / 1e18 + Double(duration.components.seconds)
        series.withLock { series in
            series[Key(operation: operation, status: status), default: Series()].add(seconds)
        }
    }

    var text: String {
        let series = series.withLock { $0 }.sorted { ($0.key.operation, $0.key.status) < ($1.key.operation, $1.key.status) }
        var lines = [
            "# HELP jobtag_http_requests_total Completed requests.", "# TYPE jobtag_http_requests_total counter",
        ]
        for (key, entry) in series {
            lines.append("jobtag_http_requests_total{\(labels(key))} \(entry.count)")
        }
        lines += [
            "# HELP jobtag_http_request_duration_seconds Time from request head to response.",
            "# TYPE jobtag_http_request_duration_seconds histogram",
        ]
        for (key, entry) in series {
            var sum = 0
            for (bound, count) in zip(Self.bounds, entry.buckets) {
                sum += count
                lines.append("jobtag_http_request_duration_seconds_bucket{\(labels(key)),le=\"\(bound)\"} \(sum)")
            }
            lines.append("jobtag_http_request_duration_seconds_bucket{\(labels(key)),le=\"+Inf\"} \(entry.count)")
            lines.append("jobtag_http_request_duration_seconds_sum{\(labels(key))} \(entry.seconds)")
            lines.append("jobtag_http_request_duration_seconds_count{\(labels(key))} \(entry.count)")
        }
        lines += [
            "# HELP process_start_time_seconds When the server started.", "# TYPE process_start_time_seconds gauge",
            "process_start_time_seconds \(started.timeIntervalSince1970)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func labels(_ key: Key) -> String { "operation=\"\(key.operation)\",status=\"\(key.status)\"" }
}
