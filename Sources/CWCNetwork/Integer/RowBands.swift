#if canImport(Dispatch)
    import Dispatch
#endif

/// Splits `0..<rows` into at most `threads` bands of nearly equal size and calls `body` once for
/// each, on as many threads. Returns when all are done.
///
/// The bands depend on nothing but the arguments, and a body writes only the rows of its band, so
/// results do not depend on the number of threads.
func forEachBand(of rows: Int, threads: Int, _ body: (Range<Int>) -> Void) {
    precondition(threads >= 1, "no thread to run on")
    let bands = min(rows, threads)
    @Sendable func rowsOfBand(_ band: Int) -> Range<Int> {
        rows * band / bands..<rows * (band + 1) / bands
    }
    #if canImport(Dispatch)
        if bands > 1 {
            // Bodies share memory that they only read, and write to different rows.
            return withoutActuallyEscaping(body) { body in
                nonisolated(unsafe) let body = body
                DispatchQueue.concurrentPerform(iterations: bands) { body(rowsOfBand($0)) }
            }
        }
    #endif
    for band in 0..<bands { body(rowsOfBand(band)) }
}
