/// The colours of a picture, row by row from the top, as encoders take them.
package protocol ColourSource: AnyObject {
    /// Columns and rows.
    var width: Int { get }
    var height: Int { get }

    /// Writes the next row to the beginning of `row`: `[width, 3]` samples R, G, B, 0 … 255; grey
    /// becomes R = G = B.
    ///
    /// - Precondition: A row is left.
    /// - Returns: Whether it could be read.
    func readRow(into row: inout MutableSpan<UInt8>) -> Bool
}
