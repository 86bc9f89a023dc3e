public import CWCContainer
public import CWCModel

extension Model {
    /// Reads and checks a `.cwm` file of any family. The ID is taken as the file states it;
    /// `computedID(of:)` gives the one that its content has.
    ///
    /// - Parameters:
    ///   - file: The whole file; its indices count from the start of the file.
    ///   - trace: Collects the fields read.
    /// - Throws: What is wrong with the file, and where. Spec model §4.
    public init(
        parsing file: ArraySlice<UInt8>, trace: FieldTrace? = nil
    ) throws(FormatError) {
        try self.init(parsing: file, families: Families.all, trace: trace)
    }

    /// The ID that the content of a `.cwm` file has, whatever ID it states.
    ///
    /// - Throws: As `init(parsing:trace:)` does.
    public static func computedID(
        of file: ArraySlice<UInt8>
    ) throws(FormatError) -> ModelID {
        try computedID(of: file, families: Families.all)
    }
}
