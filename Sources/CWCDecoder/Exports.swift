// What the API of this module is made of comes with it: one import is enough to decode a picture.

/// `ImportanceMap`.
@_exported public import CWCCodes
/// Header, metadata, errors, limits, model IDs.
@_exported public import CWCContainer
/// `Model`.
@_exported public import CWCNetwork
