package import CWCImage

/// The colours of a picture, row by row from the top, as encoders take them.
package protocol ColourSource: AnyObject {
    /// Columns and rows.
    var width: Int { get }
    var height: Int { get }
    /// The bits of a sample, at most those that the codec has.
    var depth: SampleDepth { get }

    /// Writes the next row to the beginning of `row`: `[width, 3]` samples R, G, B at the depth;
    /// grey becomes R = G = B.
    ///
    /// - Precondition: A row is left.
    /// - Returns: Whether it could be read.
    func readRow(into row: inout MutableSpan<UInt16>) -> Bool
}
