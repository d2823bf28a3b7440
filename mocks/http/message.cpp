#include "http/message.h"

#include <algorithm>

#include "base/text.h"

namespace faultcast::http {

namespace {

struct StatusName {
  int status;
  std::string_view reason;
};
/// RFC 9110 15, and the others of IANA's registry that a cloud may send.
constexpr StatusName status_names[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

}  // namespace

const std::string* Headers::find(std::string_view name) const {
  const auto at = std::find_if(list.begin(), list.end(),
                               [&](const Header& header) { return same_in_any_case(header.name, name); });
  return at == list.end() ? nullptr : &at->value;
}

void Headers::set(std::string_view name, std::string value) {
  const auto at = std::find_if(list.begin(), list.end(),
                               [&](const Header& header) { return same_in_any_case(header.name, name); });
  if (at == list.end()) {
    add(std::string(name), std::move(value));
  } else {
    at->value = std::move(value);
  }
}

std::string_view usual_reason(int status) {
  const auto* const at = std::find_if(std::begin(status_names), std::end(status_names),
                                      [&](const StatusName& row) { return row.status == status; });
  return at == std::end(status_names) ? std::string_view{} : at->reason;
}

}  // namespace faultcast::http
