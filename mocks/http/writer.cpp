#include "http/writer.h"

#include <algorithm>

namespace faultcast::http {

namespace {

/// Without the bytes that could begin a line of their own.
void put_text(Bytes& out, std::string_view text) {
  for (const char c : text)
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(static_cast<std::uint8_t>(c));
}

void put_header(Bytes& out, std::string_view name, std::string_view value) {
  const std::size_t before = out.size();
  put_text(out, name);
  if (out.size() == before) return;
  append(out, ": ");
  put_text(out, value);
  append(out, "\r\n");
}

void put_headers(Bytes& out, const Headers& headers) {
  for (const Header& header : headers.list) put_header(out, header.name, header.value);
}

bool names_length(const Headers& headers) {
  return headers.find("Content-Length") != nullptr || headers.find("Transfer-Encoding") != nullptr;
}

}  // namespace

Bytes write_head(const Reply& reply, int minor, bool close) {
  Bytes out;
  append(out, "HTTP/1.1 ");
  append(out, std::to_string(reply.status));
  append(out, " ");
  put_text(out, reply.reason.empty() ? usual_reason(reply.status) : reply.reason);
  append(out, "\r\n");
  put_headers(out, reply.headers);
  const bool without_body = reply.status < 200 || reply.status == 204 || reply.status == 304;
  if (!without_body && !reply.until_close && !names_length(reply.headers))
    put_header(out, "Content-Length", std::to_string(reply.size()));
  if (reply.status >= 200 && reply.headers.find("Connection") == nullptr) {
    if (close) {
      put_header(out, "Connection", "close");
    } else if (minor == 0) {
      put_header(out, "Connection", "keep-alive");
    }
  }
  append(out, "\r\n");
  return out;
}

Bytes write_request(std::string_view method, std::string_view target, const Headers& headers, ByteView body) {
  Bytes out;
  put_text(out, method);
  append(out, " ");
  put_text(out, target);
  append(out, " HTTP/1.1\r\n");
  put_headers(out, headers);
  const bool takes_body = method == "POST" || method == "PUT" || method == "PATCH";
  if ((takes_body || !body.empty()) && !names_length(headers))
    put_header(out, "Content-Length", std::to_string(body.size()));
  append(out, "\r\n");
  append(out, body);
  return out;
}

}  // namespace faultcast::http
