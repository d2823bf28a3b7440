#pragma once
// Messages to bytes, in the order of their headers.

#include "http/message.h"

namespace faultcast::http {

/// The head of an answer, ready for the wire. Adds Content-Length (of reply.size(), also where the body is
/// then held back because HEAD asked) unless the answer has one, is chunked, ends with the connection or has
/// no body by its status (1xx, 204, 304). Adds "Connection: close" if `close`, else "Connection: keep-alive"
/// for HTTP/1.0 (`minor` 0), unless the answer has a Connection of its own or is an interim one. CR, LF and
/// NUL in names, values and reasons are left out, and so is a header without a name: no text can begin a line
/// of its own.
Bytes write_head(const Reply& reply, int minor, bool close);

/// A whole request: start line, headers, Content-Length if there is a body or the method is POST, PUT or
/// PATCH.
/// Nothing else is added; Content-Length or Transfer-Encoding among the headers stay as they are.
Bytes write_request(std::string_view method, std::string_view target, const Headers& headers, ByteView body);

}  // namespace faultcast::http
