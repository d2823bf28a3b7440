#pragma once
// Messages to bytes, in the order of their headers.

#include "http/message.h"

namespace faultcast::http {

/// The head of an answer to a request of `method`, ready for the wire. Adds Content-Length unless the answer
/// has one or must not (1xx, 204, 304); `close` adds "Connection: close", else an HTTP/1.0 client that asked
/// for it gets "Connection: keep-alive" (`minor` 0).
Bytes write_head(const Reply& reply, int minor, bool close);

/// A whole request: start line, headers, Content-Length if there is a body or the method is POST, PUT or
/// PATCH.
Bytes write_request(std::string_view method, std::string_view target, const Headers& headers, ByteView body);

}  // namespace faultcast::http
