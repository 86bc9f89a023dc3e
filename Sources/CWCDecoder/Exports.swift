// What the API of this module is made of comes with it: one import is enough to decode a picture.

/// Header, metadata, errors, limits, model IDs.
@_exported public import CWCContainer
/// `ImportanceMap`.
@_exported public import CWCCodes
/// `Model`.
@_exported public import CWCNetwork
