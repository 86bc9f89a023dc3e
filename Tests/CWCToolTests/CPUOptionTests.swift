import CWCImageIO
import CWCNetwork
import Testing

/// `--cpu` and `CWC_CPU`.
@Suite(.serialized) struct CPUOptionTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    @Test("Every instruction set gives the same file and the same picture")
    func sets() throws {
        func result(_ options: [String], _ environment: [String] = []) throws -> [[UInt8]] {
            let encoding = try workshop.run(
                ["encode", "in.png", "-", "--quiet", "--model", "tiny.cwm"] + options,
                environment: environment)
            #expect(encoding.status == 0 && encoding.errors.isEmpty)
            let decoding = try workshop.run(
                ["decode", "-", "-", "--model", "tiny.cwm"] + options, input: encoding.output,
                environment: environment)
            #expect(decoding.status == 0 && decoding.errors.isEmpty)
            return [encoding.output, decoding.output]
        }
        let expected = try result([])
        #expect(!expected[0].isEmpty && !expected[1].isEmpty)
        for set in InstructionSet.available {
            #expect(try result(["--cpu", set.rawValue]) == expected)
            #expect(try result([], ["CWC_CPU=\(set)"]) == expected)
        }
        // An empty variable is none, and the option comes first.
        #expect(try result([], ["CWC_CPU="]) == expected)
        #expect(try result(["--cpu", "scalar"], ["CWC_CPU=z80"]) == expected)
    }

    @Test("An instruction set that this machine has not, or none")
    func refusals() throws {
        let all = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
        let here = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
        // No machine is both x86-64 and Arm.
        let absent = try #require(InstructionSet.allCases.first { !$0.isAvailable }).rawValue
        for command in [
            ["encode", "in.png", "out.cwc"], ["decode", "in.cwc", "out.png"], ["bench"],
        ] {
            let unknown = try workshop.run(command + ["--cpu", "z80"])
            #expect(unknown.status == 1 && unknown.output.isEmpty)
            #expect(
                unknown.errors == "cwc: --cpu: 'z80' is no instruction set; known are \(all)\n")
            let missing = try workshop.run(command, environment: ["CWC_CPU=\(absent)"])
            #expect(missing.status == 1 && missing.output.isEmpty)
            #expect(
                missing.errors == "cwc: CWC_CPU: this machine has no \(absent); it has \(here)\n")
        }
        #expect(workshop.files == ["in.png", "tiny.cwm"])
    }
}
