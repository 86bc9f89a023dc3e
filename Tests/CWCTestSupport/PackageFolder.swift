/// The folder that holds `Package.swift`, so that tests find the corpus wherever they are run from.
public let packageFolder: String = {
    // This file is at Tests/CWCTestSupport/PackageFolder.swift.
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
}()
