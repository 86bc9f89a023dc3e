import CWCImageIO
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct FileTests {
    private let temporary: TemporaryFolder
    private var folder: String { temporary.path }
    private var names: [String] { temporary.names }

    init() throws { temporary = try TemporaryFolder() }

    private func error(_ body: () throws -> Void) -> FileError? {
        #expect(throws: FileError.self, performing: body)
    }

    @Test(arguments: [0, 1, 1_000_000])
    func writeAndRead(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = "\(folder)/a"
        try writeFile(Array("older".utf8), to: path)
        try writeFile(bytes, to: path)
        #expect(try readFile(path) == bytes)
        #expect(names == ["a"])
    }

    @Test func missingFileSaysSo() {
        let path = "\(folder)/none"
        let error = error { _ = try readFile(path) }
        #expect(error?.operation == .open && error?.path == path && error?.code == ENOENT)
        #expect(error?.description == "\(path): cannot open: No such file or directory")
    }

    @Test func folderIsNotRead() {
        let error = error { _ = try readFile(folder) }
        #expect(error?.operation == .read && error?.code == EISDIR)
    }

    @Test func tooLongIsRefused() throws {
        let path = "\(folder)/a"
        try writeFile([1, 2, 3], to: path)
        #expect(try readFile(path, maxBytes: 3) == [1, 2, 3])
        let error = error { _ = try readFile(path, maxBytes: 2) }
        #expect(error?.operation == .read && error?.code == EFBIG)
    }

    @Test func failuresLeaveNothing() {
        let inNowhere = error { try writeFile([1], to: "\(folder)/no/a") }
        #expect(inNowhere?.operation == .open && inNowhere?.code == ENOENT)
        let ontoFolder = error { try writeFile([1], to: folder) }
        #expect(ontoFolder?.operation == .open && ontoFolder?.code == EISDIR)
        #expect(names == [])
    }

    @Test func permissionsAndLinksStay() throws {
        let (path, link) = ("\(folder)/a", "\(folder)/link")
        try writeFile([1], to: path)
        chmod(path, 0o640)
        try #require(symlink("a", link) == 0)
        try writeFile([2, 3], to: link)
        #expect(try readFile(path) == [2, 3])
        var status = stat()
        #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
        #expect(names == ["a", "link"])
    }

    @Test func pipesAreWrittenAndReadDirectly() throws {
        let path = "\(folder)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        // Open for both, so that neither side waits for the other.
        let keeper = open(path, O_RDWR)
        try writeFile([1, 2, 3], to: path)
        var received = [UInt8](repeating: 0, count: 8)
        #expect(read(keeper, &received, 8) == 3)
        #expect(received.prefix(3) == [1, 2, 3])
        close(keeper)
    }

    #if os(Linux)
        @Test func fullDeviceIsNoticed() {
            let error = error { try writeFile([1], to: "/dev/full") }
            #expect(error?.operation == .write && error?.code == ENOSPC)
        }
    #endif
}
