import CWCImageIO
import Testing

@testable import CWCTraining

@Suite struct LogFileTests {
    @Test func linesOfStepsThatComeAgainAreDropped() throws {
        let folder = try TemporaryFolder()
        var log = LogFile(path: folder["log.tsv"])
        try log.drop(after: 3)
        try log.open(header: "step\tloss")
        for step in [100, 200, 300] { try log.append(["\(step)", "1"]) }

        var again = LogFile(path: folder["log.tsv"])
        try again.drop(after: 200)
        try again.open(header: "step\tloss")
        try again.append(["300", "2"])
        #expect(
            try folder.table("log.tsv") == [
                ["step", "loss"], ["100", "1"], ["200", "1"], ["300", "2"],
            ])
    }

    @Test func otherColumnsAreRefused() throws {
        let folder = try TemporaryFolder()
        try writeFile(Array("step\tother\n".utf8), to: folder["log.tsv"])
        var log = LogFile(path: folder["log.tsv"])
        let error = #expect(throws: LogError.self) { try log.open(header: "step\tloss") }
        #expect(error?.description.hasSuffix("has other columns; move it away to go on") == true)
    }
}
