// Copies that the standard library has for buffers and not yet for spans. Indices are checked once.

extension MutableSpan where Element: BitwiseCopyable {
    /// Copies all of `source` to the elements from `first` on.
    package mutating func update(from first: Int = 0, with source: Span<Element>) {
        precondition((0...count).contains(first) && source.count <= count - first, "room")
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe source.withUnsafeBufferPointer { source in
                _ = unsafe target[first...].update(fromContentsOf: source)
            }
        }
    }
}

extension Array where Element: BitwiseCopyable {
    /// Appends all of `source`.
    package mutating func append(copying source: Span<Element>) {
        unsafe source.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
